"""Parts of a plan solved exactly, larger ones when small ones bring nothing more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.horizon.exact import Part
from planner.horizon.free import FreePart
from planner.horizon.neighbourhoods import Neighbourhoods

if TYPE_CHECKING:
    from random import Random

    import numpy as np
    from numpy.typing import NDArray

    from planner.horizon.occupancy import Occupancy

NODES = 20
PATIENCE, GROWTH, SHRINK = 5, 1.35, 0.75
# What a part may take before it counts as too large: simplex steps, and CP-SAT's deterministic time.
MOST_STEPS, MOST_TIME = 8000, 0.5
# Of the parts with free cohorts, so many let nights become mixed.
MIXING = 0.25
# What drawing and building a part takes besides.
LEAST_EFFORT = 0.03
# How much of the effort the better kind gets for one of the other, judged by about so many rounds of late.
FAVOUR, MEMORY = 2.0, 0.95
EXHAUSTED = 400
# Rooms are ranked anew after so many rounds.
SHUFFLED = 8


@dataclass(slots=True)
class _Size:
    """How large a kind of part is at present; it grows when nothing was gained for a while.

    `spent`, `earned`: effort (1 for what a part may take) and gain of late.
    """

    columns: float
    least: float
    most: float
    vain: int = 0
    spent: float = 0.0
    earned: float = 0.0

    @property
    def worth(self) -> float:
        """Gain for effort of late."""
        return self.earned / self.spent if self.spent else 0.0

    def forget(self) -> None:
        """What was long ago counts less."""
        self.spent *= MEMORY
        self.earned *= MEMORY

    def learn(self, effort: float, gain: float) -> None:
        """From a round of parts that took and brought so much."""
        self.spent += effort + LEAST_EFFORT
        self.earned += gain
        self.vain = 0 if gain else self.vain + 1
        if effort > 1:
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
        self._random = random
        self._workers = workers
        self._pattern = _Size(1000, 200, 16000)
        self._free = _Size(400, 60, 1500)
        self._turn = 0
        self._vain_rounds = 0

    @property
    def is_exhausted(self) -> bool:
        """Nothing was gained for very long."""
        return self._vain_rounds >= EXHAUSTED

    def round(self) -> int:
        """Solve a part for each worker, in rooms of their own; returns how many."""
        kind = self._choose()
        self._turn += 1
        if self._turn % SHUFFLED == 0:
            self._neighbourhoods.shuffle()
        parts = self._draw(kind)
        if len(parts) > 1:
            with ThreadPoolExecutor(len(parts)) as pool:
                found = list(pool.map(_solve, parts))
        else:
            found = [_solve(part) for part in parts]
        gain = sum(self._apply(rooms) for rooms in found if rooms is not None)
        self._pattern.forget()
        self._free.forget()
        kind.learn(max(map(_effort, parts), default=0.0), gain)
        self._vain_rounds = 0 if gain else self._vain_rounds + 1
        return max(1, len(parts))

    def _choose(self) -> _Size:
        """The kind that brings more gets more of the effort, the other still its share."""
        better, other = self._pattern, self._free
        if other.worth > better.worth:
            better, other = other, better
        return better if better.spent <= FAVOUR * other.spent else other

    def _draw(self, kind: _Size) -> list[Part | FreePart]:
        parts: list[Part | FreePart] = []
        barred: frozenset[int] = frozenset()
        for _ in range(self._workers):
            columns = int(kind.columns)
            if kind is self._pattern:
                choices = self._neighbourhoods.pattern(columns, barred)
            else:
                choices = self._neighbourhoods.free(4 + columns // 120, columns, barred)
            if choices:
                parts.append(self._part(kind, choices))
                barred |= {j for rooms in choices.values() for j in rooms}
        return parts

    def _part(self, kind: _Size, choices: dict[int, list[int]]) -> Part | FreePart:
        if kind is self._pattern:
            return Part(self._occupancy, choices)
        seed, mixing = self._random.getrandbits(30), self._random.random() < MIXING
        return FreePart(self._occupancy, choices, seed, mixing=mixing)

    def _apply(self, rooms: dict[int, int]) -> float:
        """Take the new rooms unless that is dearer; returns the gain."""
        occupancy = self._occupancy
        before = occupancy.total()
        old = {i: occupancy.room_of[i] for i in rooms}
        occupancy.rearrange(rooms)
        change = occupancy.total() - before
        if change > 1e-7:
            occupancy.rearrange(old)
        return -change if change < -1e-7 else 0.0


def _solve(part: Part | FreePart) -> dict[int, int] | None:
    return part.solve(NODES) if isinstance(part, Part) else part.solve()


def _effort(part: Part | FreePart) -> float:
    return part.effort / MOST_STEPS if isinstance(part, Part) else part.effort / MOST_TIME
