"""What a party's pages weigh on the wire, from the real server, with everything that they load."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.servers import Installation, Server

HEAVIEST = 60_000
SCRIPT = re.compile(rb'<script[^>]*src="/static/yizhan/([a-z]+)')
LOADED = re.compile(rb'<(?:link|img|script|source|use)\b[^>]*?(?:href|src)="([^"#]+)')


@pytest.fixture
def family(installation: Installation, serving: Callable[..., Server]) -> tuple[Server, dict[str, str]]:
    """A served installation with a family on its seventh day."""
    told = installation.seed("tests.web.household")
    return serving(installation, "--workers", "1"), told


def test_first_page_weighs_at_most_sixty_kilobytes_and_needs_no_script(
    family: tuple[Server, dict[str, str]],
) -> None:
    server, told = family
    weights = {}
    party = "/r/party/"
    for path in (f"/r/{told['code']}/", party, f"{party}A/health/", f"{party}rules/", f"{party}needs/"):
        page = received(server, path, told["secret"])
        assert page.startswith(b"HTTP/1.1 200"), path
        assert SCRIPT.findall(page) in ([], [b"portal"]), "only what reads aloud and makes pictures small"
        parts = set(LOADED.findall(page))
        assert len(parts) >= 3
        weights[path] = len(page) + sum(len(received(server, part.decode())) for part in parts)
    assert {path: weight for path, weight in weights.items() if weight > HEAVIEST} == {}, weights
    days = received(server, "/r/party/", told["secret"]).decode()
    assert "own-days" in days
    assert "is-leaving" in days


def received(server: Server, path: str, secret: str = "") -> bytes:
    """Every byte that comes back for an address, headers and all, as an old phone would ask for it."""
    place = urlsplit(server.url)
    cookie = f"Cookie: yizhan_party={secret}\r\n" if secret else ""
    with socket.create_connection((place.hostname, place.port), timeout=20) as line:
        line.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\nAccept-Encoding: gzip\r\n{cookie}"
            "Accept-Language: zh-CN\r\nConnection: close\r\n\r\n".encode()
        )
        return b"".join(iter(lambda: line.recv(65536), b""))
