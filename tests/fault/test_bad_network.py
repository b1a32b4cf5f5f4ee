"""R8: a slow and cutting proxy between phones and server: each submission becomes one event."""

import random
import socket
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fault.senders import make_site, recount, senders_of
from tests.support import workspace
from tests.support.servers import Installation, Server

RESETS = 0.2
HANDS = 5

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(workspace.server() is not None, reason="the network is the same on both databases"),
]


@pytest.mark.parametrize(
    ("phones", "each", "seed"),
    [pytest.param(20, 10, 1, id="quick"), pytest.param(20, 100, 2, id="long", marks=pytest.mark.soak)],
)
def test_thousand_submissions_are_thousand_events(
    tmp_path: Path, serving: Callable[..., Server], phones: int, each: int, seed: int
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    installation = Installation(home)
    site = make_site(installation, phones)
    server = serving(installation)
    proxy = _Proxy(server.port, seed)
    senders = senders_of(site, server.url, through=proxy.url, most=each, hands=HANDS)
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    proxy.end()
    sent = [tap for sender in senders for _moment, tap in sender.sent]
    counted = recount(installation, sent)
    assert (counted["lost"], counted["doubled"]) == ([], []), seed
    assert counted["receipts"] == counted["acknowledged"] == phones * HANDS * each, seed
    assert counted["people"] == counted["counted"], seed
    assert min(proxy.cut_before, proxy.cut_after) > phones * HANDS * each * RESETS / 4, seed
    installation.yizhan("verify")


class _Proxy:
    """Delays each request by a second; resets one in five, half of them after the server has committed."""

    delay_s = 1.0

    def __init__(self, port: int, seed: int) -> None:
        self._port = port
        self._chance = random.Random(seed)
        self._door = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self.cut_before = self.cut_after = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def end(self) -> None:
        """Take no more connections."""
        self._door.close()

    def _listen(self) -> None:
        while True:
            try:
                phone, _address = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(phone, self._chance.random()), daemon=True).start()

    def _serve(self, phone: socket.socket, chance: float) -> None:
        with phone:
            request = _message(phone)
            time.sleep(self.delay_s)
            if not request or chance < RESETS / 2:
                self.cut_before += 1
                _reset(phone)
                return
            with socket.create_connection(("127.0.0.1", self._port)) as server:
                server.sendall(request)
                reply = _message(server)
            if chance < RESETS:
                self.cut_after += 1
                _reset(phone)
                return
            phone.sendall(reply)


def _message(end: socket.socket) -> bytes:
    """Return a whole message of HTTP with a length."""
    read = b""
    while b"\r\n\r\n" not in read:
        part = end.recv(65536)
        if not part:
            return b""
        read += part
    head, _, body = read.partition(b"\r\n\r\n")
    lengths = [
        line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
    ]
    missing = int(lengths[0]) - len(body) if lengths else 0
    while missing > 0 and (part := end.recv(65536)):
        read, missing = read + part, missing - len(part)
    return read


def _reset(end: socket.socket) -> None:
    """Close so that the other side sees the connection reset, not ended."""
    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    end.close()
