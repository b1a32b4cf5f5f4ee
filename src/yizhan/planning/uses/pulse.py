"""What a solve says of its progress, and what it is told of its end."""

import time
from collections.abc import Callable

from yizhan.planning.rules import planning_rules

Note = Callable[[float, float], bool]


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

    def told(self, best: float, bound: float) -> bool:
        """Pass progress on; True when the solve is to end with what it has."""
        if self.left() <= 0:
            return True
        moment = time.monotonic()
        if moment < self._noted + planning_rules().noted_every_s:
            return False
        self._noted = moment
        return self._note(best, bound)
