import socket

import pytest

from tests.support.network import NetworkSealedError


def test_other_machines_cannot_be_reached() -> None:
    with pytest.raises(NetworkSealedError, match=r"192\.0\.2\.1"), socket.socket() as one:
        one.connect(("192.0.2.1", 80))
    with pytest.raises(NetworkSealedError, match="example"):
        socket.getaddrinfo("example.invalid", 80)


def test_this_machine_can_be_reached() -> None:
    with socket.socket() as listening, socket.socket() as calling:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        calling.connect(listening.getsockname())
        assert calling.getpeername() == listening.getsockname()
