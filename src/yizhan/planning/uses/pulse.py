"""What a solve says of its progress, and what it is told of its end."""

import time
from collections.abc import Callable

from planner.placement.batch import Progress
from yizhan.planning.rules import planning_rules

Note = Callable[[float, float], bool]


class NothingToPlan(Exception):
    """What was asked about ended before the solve began."""


class Pulse:
    """Counts a solve's time; passes its progress on, a few times a second at most.

    `note` is told the best score and the bound, and answers whether somebody asked for the end.
    """

    def __init__(self, limit_s: float, note: Note) -> None:
        self._ends = time.monotonic() + limit_s
        self._note = note
        self._noted = 0.0

    def left(self) -> float:
        """Seconds left."""
        return self._ends - time.monotonic()

    def heard(self, progress: Progress) -> bool:
        """`told`, for planners that tell their progress as placement does."""
        return self.told(progress.best, progress.lower_bound)

    def told(self, best: float, bound: float) -> bool:
        """Pass progress on; True when the solve is to end with what it has."""
        if self.left() <= 0:
            return True
        moment = time.monotonic()
        if moment < self._noted + planning_rules().noted_every_s:
            return False
        self._noted = moment
        return self._note(best, bound)
