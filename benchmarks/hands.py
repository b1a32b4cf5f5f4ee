"""A signed-in hand: the headers that carry its session, and how long the server works for it."""

import random
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from yizhan.command.rehearsal.browser import Browser, server_ms
from yizhan.command.rehearsal.network import CALM, Network

OK = 200


class Hand:
    """Signs in through a one-time link, as a real phone does, and keeps the session's cookies."""

    def __init__(self, url: str, link: str) -> None:
        browser = Browser(url, Network(CALM, random.Random(0)))
        browser.enter(link)
        self._cookies = browser.cookies
        self._base = browser.base
        browser.close()

    @property
    def headers(self) -> dict[str, str]:
        """What every request of the API carries."""
        return {
            "Content-Type": "application/json",
            "X-CSRFToken": self._cookies.get("csrftoken", ""),
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Referer": self._base,
        }

    def answered(self, path: str) -> tuple[int, str, bytes]:
        """Ask for one page; returns its status, what it is, and the page."""
        parts = urlsplit(self._base)
        connection = HTTPConnection(parts.hostname or "", parts.port)
        connection.request("GET", path, headers=self.headers)
        reply = connection.getresponse()
        page = reply.read()
        connection.close()
        return reply.status, reply.headers.get("Content-Type", ""), page

    def searched(self, path: str, sent: dict[str, str], times: int) -> list[float]:
        """Send a search again and again; returns the milliseconds that the server says it worked on each."""
        parts, body = urlsplit(self._base), urlencode(sent)
        headers = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"}
        connection = HTTPConnection(parts.hostname or "", parts.port)
        taken = []
        for _ in range(times):
            connection.request("POST", path, body=body, headers=headers)
            reply = connection.getresponse()
            reply.read()
            if reply.status != OK:
                raise RuntimeError(f"{path}: {reply.status}")
            taken.append(server_ms(reply.headers) or 0.0)
        connection.close()
        return taken

    def server_times(self, paths: list[str], times: int) -> list[float]:
        """Ask for pages in turn; returns the milliseconds that the server says it worked on each."""
        parts = urlsplit(self._base)
        connection = HTTPConnection(parts.hostname or "", parts.port)
        taken = []
        for number in range(times):
            connection.request("GET", paths[number % len(paths)], headers=self.headers)
            reply = connection.getresponse()
            reply.read()
            if reply.status != OK:
                raise RuntimeError(f"{paths[number % len(paths)]}: {reply.status}")
            taken.append(server_ms(reply.headers) or 0.0)
        connection.close()
        return taken
