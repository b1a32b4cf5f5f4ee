"""Tests reach this machine and nothing else."""

import ipaddress
import socket
from typing import Any

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex
_getaddrinfo = socket.getaddrinfo


class NetworkSealedError(AssertionError):
    """A test tried to reach another machine."""


def seal() -> None:
    """Let Python's sockets of this process connect to loopback and Unix addresses only."""
    socket.socket.connect = _sealed_connect  # type: ignore[method-assign,assignment]
    socket.socket.connect_ex = _sealed_connect_ex  # type: ignore[method-assign,assignment]
    socket.getaddrinfo = _sealed_getaddrinfo


def _sealed_connect(self: socket.socket, address: Any) -> None:
    _refuse_strangers(self.family, address)
    _connect(self, address)


def _sealed_connect_ex(self: socket.socket, address: Any) -> int:
    _refuse_strangers(self.family, address)
    return _connect_ex(self, address)


def _sealed_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
    _refuse_name(host)
    return _getaddrinfo(host, *args, **kwargs)


def _refuse_strangers(family: int, address: Any) -> None:
    if family in (socket.AF_INET, socket.AF_INET6):
        _refuse_name(address[0])


def _refuse_name(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return
    try:
        is_here = ipaddress.ip_address(name).is_loopback
    except ValueError:
        is_here = False
    if not is_here:
        raise NetworkSealedError(f"tests are sealed, and this one asked for {name}")
