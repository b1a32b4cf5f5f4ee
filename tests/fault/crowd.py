"""Threads that do something at the very same moment, again and again, each over a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

PATIENCE_S = 60.0

Act = Callable[[], Any]


class Crowd:
    """So many threads; a race gives each of them something to do and lets all begin at once."""

    def __init__(self, people: int, clock: Any) -> None:
        self._clock = clock
        self._acts: Sequence[Act | None] = [None] * people
        self._told: list[str | BaseException] = [""] * people
        self._start, self._end = threading.Barrier(people + 1), threading.Barrier(people + 1)
        self._threads = [
            threading.Thread(target=self._run, args=(place,), daemon=True) for place in range(people)
        ]

    def race(self, acts: Sequence[Act]) -> list[str]:
        """Do these at once; returns "" for each that was done, else the code with which it was refused."""
        self._acts = acts
        self._start.wait(PATIENCE_S)
        self._end.wait(PATIENCE_S)
        for told in self._told:
            if isinstance(told, BaseException):
                raise told
        return [str(told) for told in self._told]

    def gather(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def go_home(self) -> None:
        """End the threads, and their connections with them."""
        self._acts = [None] * len(self._threads)
        self._start.wait(PATIENCE_S)
        for thread in self._threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()

    def _run(self, place: int) -> None:
        from django.db import connection

        from yizhan.core.clock import running
        from yizhan.core.refusals import Refusal

        try:
            with running(self._clock):
                while True:
                    self._start.wait(PATIENCE_S)
                    act = self._acts[place]
                    if act is None:
                        return
                    try:
                        act()
                        self._told[place] = ""
                    except Refusal as refusal:
                        self._told[place] = refusal.code
                    except BaseException as error:  # noqa: BLE001 - raised again in the test's own thread
                        self._told[place] = error
                    self._end.wait(PATIENCE_S)
        finally:
            connection.close()


@contextmanager
def crowd(people: int, clock: Any) -> Iterator[Crowd]:
    """Gather so many threads for the block; `clock` is the time that they all live in."""
    gathered = Crowd(people, clock)
    gathered.gather()
    try:
        yield gathered
    finally:
        gathered.go_home()
