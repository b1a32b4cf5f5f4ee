"""What the server's processes count, in memory that they share.

It is made before they are forked. Each process writes into a row of its own and whoever asks adds
the rows up, so that nobody waits for anybody and a killed process leaves its counts behind. Nothing
lies on a disk, which may be full.
"""

import mmap
import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from threading import Lock

from django.urls import URLPattern, URLResolver, get_resolver

ROWS = 64
STATUSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
TAPS = ("accepted", "conflict", "waiting", "refused")
DURATIONS_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
LAGS_S = (1.0, 5.0, 30.0, 120.0, 600.0, 3600.0, 14400.0)
OTHER = "other"

# A row: whose it is, taps by what became of them, how late they were, then each view's figures.
OWNER, FIRST_TAP = 0, 1
FIRST_LAG = FIRST_TAP + len(TAPS)
LAG_SUM = FIRST_LAG + len(LAGS_S) + 1
FIRST_VIEW = LAG_SUM + 1
MOST_VIEWS = 512
VIEW_WIDTH = len(STATUSES) + len(DURATIONS_S) + 2
WIDTH = FIRST_VIEW + MOST_VIEWS * VIEW_WIDTH


class Shared:
    """Numbers that only grow, in rows of `WIDTH`, one row for each process."""

    def __init__(self) -> None:
        self._cells = memoryview(mmap.mmap(-1, ROWS * WIDTH * 8)).cast("d")
        self._lock = Lock()
        self._process = 0
        self._row = 0

    def add(self, changes: Iterable[tuple[int, float]]) -> None:
        """Add amounts at places of this process's row."""
        with self._lock:
            if self._process != os.getpid():
                self._take_row()
            for place, amount in changes:
                self._cells[self._row + place] += amount

    def sums(self) -> list[float]:
        """Return the sum of all rows, place by place."""
        used = [row for row in range(0, ROWS * WIDTH, WIDTH) if self._cells[row + OWNER]]
        rows = [self._cells[row : row + WIDTH].tolist() for row in used]
        return [sum(column) for column in zip(*rows, strict=True)] if rows else [0.0] * WIDTH

    def _take_row(self) -> None:
        """Take a free row; where none is left, one that another process began, which then goes on there."""
        self._process = os.getpid()
        wished = self._process % ROWS
        for place in [*range(wished, ROWS), *range(wished), wished]:
            self._row = place * WIDTH
            if self._cells[self._row + OWNER] in (0.0, float(self._process)):
                break
        self._cells[self._row + OWNER] = float(self._process)


shared = Shared()


def count_request(view: str, status: int, seconds: float) -> None:
    """Count a request by its view's name, the first digit of its status, and how long it took."""
    first = _first_of(view)
    bucket = first + len(STATUSES) + bisect_left(DURATIONS_S, seconds)
    shared.add(((first + min(status // 100, 5) - 1, 1), (bucket, 1), (first + VIEW_WIDTH - 1, seconds)))


def count_tap(status: str, late_s: float | None) -> None:
    """Count what became of a tap, and how many seconds after it was made it came."""
    shared.add(((FIRST_TAP + TAPS.index(status), 1),))
    if late_s is not None:
        late = max(late_s, 0.0)
        shared.add(((FIRST_LAG + bisect_left(LAGS_S, late), 1), (LAG_SUM, late)))


@lru_cache(maxsize=1)
def views() -> dict[str, int]:
    """Return each view's name with its place, the same in every process; the last is for what has none."""
    names = sorted(set(_names(get_resolver())))[: MOST_VIEWS - 1]
    return {name: place for place, name in enumerate([*names, OTHER])}


def _first_of(view: str) -> int:
    known = views()
    return FIRST_VIEW + known.get(view, known[OTHER]) * VIEW_WIDTH


def _names(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield ":".join((*spaces, pattern.name))
        else:
            yield from _names(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces)
