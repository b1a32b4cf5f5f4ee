"""A bad network: requests that never arrive, replies that never come back, all of it twice or late."""

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx

Send = Callable[[], httpx.Response]


@dataclass(frozen=True, slots=True)
class Weather:
    """How often which fault happens to a request, from 0 to 1, and the longest delay in seconds."""

    dropped: float = 0.0
    reply_lost: float = 0.0
    delayed: float = 0.0
    doubled: float = 0.0
    reordered: float = 0.0
    longest_delay_s: float = 0.0


CALM = Weather()
STORM = Weather(dropped=0.08, reply_lost=0.08, delayed=0.15, doubled=0.1, reordered=0.3, longest_delay_s=0.03)


class Lost(httpx.TransportError):
    """The request, or the reply to it, was lost on the way; the sender cannot tell which."""


@dataclass
class Network:
    """The way between one phone and the server, with its own seeded chance; counts what it did."""

    weather: Weather
    chance: random.Random
    offline: bool = False
    faults: dict[str, int] = field(default_factory=dict)

    def carry(self, send: Send, *, changes: bool = True) -> httpx.Response:
        """Send one request through the weather; raises Lost, or what `send` raises.

        Only what `changes` something is delivered twice: to read a page twice is nothing new.
        """
        if self.offline:
            raise Lost("offline")
        if self._strikes("delayed"):
            time.sleep(self.chance.uniform(0, self.weather.longest_delay_s))
        if self._strikes("dropped"):
            raise Lost("the request was dropped")
        response = self._twice(send) if changes and self._strikes("doubled") else send()
        if self._strikes("reply_lost"):
            raise Lost("the reply was lost")
        return response

    def reorders(self) -> bool:
        """Tell whether what is waiting to be sent goes out in another order this time."""
        return self._strikes("reordered")

    def _strikes(self, fault: str) -> bool:
        if self.chance.random() >= getattr(self.weather, fault):
            return False
        self.faults[fault] = self.faults.get(fault, 0) + 1
        return True

    def _twice(self, send: Send) -> httpx.Response:
        """Deliver the same request twice at the same time; one of the two replies gets through."""
        start = threading.Barrier(2)

        def race() -> httpx.Response:
            start.wait()
            return send()

        with ThreadPoolExecutor(2) as pool:
            both = [pool.submit(race) for _ in range(2)]
            replies = [delivery.result() for delivery in both]
        return self.chance.choice(replies)
