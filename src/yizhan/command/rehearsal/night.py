"""Simulated time for workers in threads: it moves on whenever every one of them is waiting.

Workers run at the same time as long as they have something to do, each in its own thread. When
the last of them sleeps or waits, the clock is set to the earliest moment for which one sleeps.
So an evening passes in the time that its requests take, and the order of steps is the evening's.
"""

import heapq
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Generic, TypeVar

from yizhan.core.clock import FileClock

T = TypeVar("T")
TICK = timedelta(seconds=5)
"""Sleepers within one tick wake together, so that phones really meet at the server."""


class BrokenOff(RuntimeError):
    """Another worker failed, or everybody waits for somebody who will never come."""


@dataclass(eq=False)
class Wait:
    """A worker that waits, and since when."""

    worker: str
    since: datetime
    gate: threading.Event = field(default_factory=threading.Event)
    over: bool = False


class Night:
    """One simulated span of time and the workers in it."""

    def __init__(self, clock: FileClock, start: datetime) -> None:
        self._clock = clock
        self.turn = threading.RLock()
        self._asleep: list[tuple[datetime, int, Wait]] = []
        self._numbers = count()
        self._awake = 0
        self._failure: BaseException | None = None
        self.in_line: set[Wait] = set()
        self.idle: dict[str, timedelta] = {}
        self.at_work: set[str] = set()
        clock.set(start)

    def now(self) -> datetime:
        """Return the simulated moment."""
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        """Let simulated seconds pass for the calling worker."""
        self.sleep_until(self.now() + timedelta(seconds=seconds))

    def sleep_until(self, moment: datetime) -> None:
        """Wait until the simulated clock is within a tick of `moment`; returns at once if it is past."""
        if moment <= self.now():
            return
        with self.turn:
            wait = self.begin_wait(moment)
        self.stand(wait)

    def play(self, workers: Mapping[str, Callable[[], None]]) -> None:
        """Run all workers, each in its own thread, until the last has ended; raises what one raised."""
        threads = [
            threading.Thread(target=self._work, args=(work,), name=name, daemon=True)
            for name, work in workers.items()
        ]
        self._awake = len(threads)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._failure is not None:
            raise self._failure

    def _work(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as failure:  # noqa: BLE001 - every failure of a worker ends the night, by name
            with self.turn:
                self._fail(failure)
        finally:
            with self.turn:
                self._one_less_awake()

    def begin_wait(self, moment: datetime | None) -> Wait:
        """Note that the calling worker waits, until `moment` if that is given. Hold the turn."""
        if self._failure is not None:
            raise BrokenOff("the night was broken off") from self._failure
        wait = Wait(threading.current_thread().name, self.now())
        if moment is not None:
            heapq.heappush(self._asleep, (moment, next(self._numbers), wait))
        return wait

    def stand(self, wait: Wait) -> None:
        """Wait until somebody or the clock wakes the calling worker."""
        with self.turn:
            self._one_less_awake()
        wait.gate.wait()
        if self._failure is not None:
            raise BrokenOff("the night was broken off") from self._failure

    def _one_less_awake(self) -> None:
        self._awake -= 1
        if self._awake == 0:
            self._move_on()

    def _move_on(self) -> None:
        while self._asleep and self._asleep[0][2].over:
            heapq.heappop(self._asleep)
        if not self._asleep:
            if self.in_line and self._failure is None:
                names = ", ".join(sorted(wait.worker for wait in self.in_line))
                self._fail(BrokenOff(f"these wait for something that nobody brings: {names}"))
            return
        until = self._asleep[0][0]
        if until > self.now():
            self._clock.set(until)
        while self._asleep and self._asleep[0][0] <= until + TICK:
            self.wake(heapq.heappop(self._asleep)[2])

    def wake(self, wait: Wait) -> None:
        """Let a waiting worker go on. Hold the turn."""
        if not wait.over:
            wait.over = True
            self._awake += 1
            wait.gate.set()

    def _fail(self, failure: BaseException) -> None:
        self._failure = self._failure or failure
        for wait in [entry[2] for entry in self._asleep] + list(self.in_line):
            self.wake(wait)
        self._asleep.clear()


class Line(Generic[T]):
    """People or things that wait in line for a worker; who finds it empty waits, and counts as idle."""

    def __init__(self, night: Night) -> None:
        self._night = night
        self._items: deque[T] = deque()
        self._waiting: deque[Wait] = deque()
        self._closed = False

    def __len__(self) -> int:
        return len(self._items)

    def put(self, item: T) -> None:
        """Add one to the end of the line."""
        with self._night.turn:
            self._items.append(item)
            self._wake_one()

    def close(self) -> None:
        """Say that nobody else will come."""
        with self._night.turn:
            self._closed = True
            while self._waiting:
                self._wake_one()

    def get(self, patience: float | None = None) -> T | None:
        """Take the first in line, waiting for one; None when nobody else will come.

        `patience` in simulated seconds: then None also means that nobody came in that time.
        """
        night = self._night
        began = night.now()
        deadline = began + timedelta(seconds=patience) if patience is not None else None
        while True:
            with night.turn:
                if self._items:
                    self._note_idle(began)
                    return self._items.popleft()
                if self._closed or (deadline and night.now() >= deadline):
                    return None
                wait = night.begin_wait(deadline)
                self._waiting.append(wait)
                night.in_line.add(wait)
            self._stand(wait)

    def _note_idle(self, began: datetime) -> None:
        """Count the wait as idle time between two pieces of work; before the first one nobody is idle."""
        worker = threading.current_thread().name
        if worker in self._night.at_work:
            self._night.idle[worker] = self._night.idle.get(worker, timedelta()) + self._night.now() - began
        self._night.at_work.add(worker)

    def _stand(self, wait: Wait) -> None:
        night = self._night
        try:
            night.stand(wait)
        finally:
            with night.turn:
                night.in_line.discard(wait)
                if wait in self._waiting:
                    self._waiting.remove(wait)

    def _wake_one(self) -> None:
        while self._waiting:
            wait = self._waiting.popleft()
            if not wait.over:
                self._night.wake(wait)
                return
