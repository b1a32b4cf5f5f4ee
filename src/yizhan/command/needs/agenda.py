"""What happens when: everything that somebody will do, in the order of the clock."""

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

Deed = Callable[[], None]


class Agenda:
    """Deeds by their moment; a deed may put down what follows from it."""

    def __init__(self) -> None:
        self._ahead: list[tuple[datetime, int, Deed]] = []
        self._numbers = count()

    def at(self, moment: datetime, deed: Deed) -> None:
        """Put a deed down for a moment; those of one moment come in the order in which they were put down."""
        heapq.heappush(self._ahead, (moment, next(self._numbers), deed))

    def play(self, end: datetime, wait_until: Callable[[datetime], None]) -> None:
        """Let everything happen that comes before the end; what comes later does not happen."""
        while self._ahead and self._ahead[0][0] < end:
            moment, _, deed = heapq.heappop(self._ahead)
            wait_until(moment)
            deed()
        wait_until(end)
