"""A signed-in hand: the headers that carry its session."""

import random

from yizhan.command.rehearsal.browser import Browser
from yizhan.command.rehearsal.network import CALM, Network


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
