"""What this machine is called on its network."""

import array
import fcntl
import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import IPv4Address, ip_address

from yizhan.core.authority import ServerNames

ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 # nosec - compared with, not listened on
THIS_MACHINE = ("localhost", "127.0.0.1")
_SIOCGIFADDR = 0x8915
_SOMEWHERE = ("192.0.2.1", 9)


def serving_names(host: str, given: Iterable[str]) -> ServerNames:
    """Return the names under which a server that listens on `host` is reached, the `given` ones first.

    On every interface these are the machine's name, its name in the local network (mDNS, RFC 6762)
    and its addresses. Raises ValueError for a given name that is none.
    """
    found = [*given]
    if host in ANY_ADDRESS:
        found += [*_machine_names(), *(str(address) for address in lan_addresses())]
    elif host not in THIS_MACHINE:
        found.append(host)
    return ServerNames.read([*found, *THIS_MACHINE])


def lan_addresses() -> list[IPv4Address]:
    """Return the machine's addresses in its networks, the one that leads outside first."""
    found: dict[IPv4Address, None] = {}
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # Connecting a datagram socket sends nothing: it asks the routing table.
        probe.connect(_SOMEWHERE)
        found[IPv4Address(probe.getsockname()[0])] = None
    for _index, interface in socket.if_nameindex():
        with suppress(OSError):
            found[_address_of(interface)] = None
    return [address for address in found if not address.is_loopback]


def _address_of(interface: str) -> IPv4Address:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        request = array.array("B", struct.pack("256s", interface.encode()[:15]))
        fcntl.ioctl(asked.fileno(), _SIOCGIFADDR, request)
    return IPv4Address(request.tobytes()[20:24])


def _machine_names() -> list[str]:
    name = socket.gethostname().lower()
    with suppress(ValueError):
        ip_address(name)
        return []
    label = name.split(".", 1)[0]
    found: list[str] = []
    for one in (f"{label}.local", name):
        with suppress(ValueError):
            found += ServerNames.read([one]).hosts
    return found
