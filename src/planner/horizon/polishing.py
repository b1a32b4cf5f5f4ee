"""Parts of a plan solved exactly, larger ones when small ones bring nothing more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.horizon.exact import Part
from planner.horizon.neighbourhoods import Neighbourhoods

if TYPE_CHECKING:
    from random import Random

    import numpy as np
    from numpy.typing import NDArray

    from planner.horizon.occupancy import Occupancy

NODES = 20
PATIENCE, GROWTH, SHRINK = 5, 1.35, 0.75
# Simplex steps after which a part was too large.
MOST_EFFORT = 8000
EXHAUSTED = 400


@dataclass(slots=True)
class _Size:
    """How large a kind of part is at present; it grows when nothing was gained for a while."""

    columns: float
    least: float
    most: float
    vain: int = 0

    def learn(self, effort: int, *, gained: bool) -> None:
        self.vain = 0 if gained else self.vain + 1
        if effort > MOST_EFFORT:
            self.columns = max(self.least, self.columns * SHRINK)
        elif self.vain >= PATIENCE:
            self.vain = 0
            self.columns = min(self.most, self.columns * GROWTH)


class Polishing:
    """Improves `occupancy`, never worsens it. `reduced`: costs with prices. `workers`: threads."""

    def __init__(
        self, occupancy: Occupancy, reduced: NDArray[np.float64], random: Random, workers: int
    ) -> None:
        self._occupancy = occupancy
        self._neighbourhoods = Neighbourhoods(occupancy, reduced, random)
        self._workers = workers
        self._pattern = _Size(1000, 200, 9000)
        self._few = _Size(150, 60, 700)
        self._turn = 0
        self._vain_rounds = 0

    @property
    def is_exhausted(self) -> bool:
        """Nothing was gained for very long."""
        return self._vain_rounds >= EXHAUSTED

    def round(self) -> int:
        """Solve a part for each worker, in rooms of their own; returns how many."""
        self._turn += 1
        kind = self._pattern if self._turn % 2 else self._few
        parts = self._draw(kind)
        if len(parts) > 1:
            with ThreadPoolExecutor(len(parts)) as pool:
                found = list(pool.map(_solve, parts))
        else:
            found = [_solve(part) for part in parts]
        gained = False
        for rooms in found:
            gained |= rooms is not None and self._apply(rooms)
        kind.learn(max((part.effort for part in parts), default=0), gained=gained)
        self._vain_rounds = 0 if gained else self._vain_rounds + 1
        return max(1, len(parts))

    def _draw(self, kind: _Size) -> list[Part]:
        parts: list[Part] = []
        barred: frozenset[int] = frozenset()
        for _ in range(self._workers):
            columns = int(kind.columns)
            if kind is self._pattern:
                choices = self._neighbourhoods.pattern(columns, barred)
            else:
                choices = self._neighbourhoods.few(3 + columns // 120, columns, barred)
            if choices:
                parts.append(Part(self._occupancy, choices))
                barred |= {j for rooms in choices.values() for j in rooms}
        return parts

    def _apply(self, rooms: dict[int, int]) -> bool:
        """Take the new rooms unless that is dearer; returns whether it is cheaper."""
        occupancy = self._occupancy
        before = occupancy.total()
        old = {i: occupancy.room_of[i] for i in rooms}
        occupancy.rearrange(rooms)
        change = occupancy.total() - before
        if change > 1e-7:
            occupancy.rearrange(old)
        return change < -1e-7


def _solve(part: Part) -> dict[int, int] | None:
    return part.solve(NODES)
