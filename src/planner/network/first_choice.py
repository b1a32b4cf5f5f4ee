"""Blocks of rooms for every cohort at once, without a solver: whole floors, hotel by hotel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from planner.network.choice import Use
from planner.network.counting import Block, Cohort, Counted

SPARE = 1.05  # rooms of each size and larger, for each party


class FirstChoice:
    """Cohorts in order of their people take blocks until all their parties fit by size."""

    def __init__(self, counted: Counted) -> None:
        self.counted = counted
        self.owner: dict[int, Cohort] = {}
        self._hotels = sorted(
            range(len(counted.problem.hotels)),
            key=lambda one: (not counted.problem.hotels[one].is_open, -self._rooms_of(one), one),
        )

    def uses(self) -> frozenset[Use]:
        """Which blocks each cohort has; those of residents only with residents of its own."""
        sizes = {cohort: self._sizes(cohort) for cohort in self.counted.cohorts}
        for cohort in sorted(sizes, key=lambda one: -sum(s * n for s, n in sizes[one].items())):
            while _lacking(sizes[cohort], self._beds(cohort)) > 0:
                block = self._next(cohort)
                if block is None:
                    break
                self.owner[block] = cohort
        return frozenset(self.owner.items())

    def _rooms_of(self, hotel: int) -> int:
        return sum(block.size for block in self.counted.blocks if block.hotel == hotel)

    def _sizes(self, cohort: Cohort) -> Counter[int]:
        sizes: Counter[int] = Counter()
        for (who, kind), parties in self.counted.demand.items():
            if who == cohort:
                one = self.counted.kinds[kind]
                sizes[one.size] += len(parties) * (1 + one.fever)  # a room next door is lost
        return sizes

    def _beds(self, cohort: Cohort) -> Counter[int]:
        mine = [self.counted.blocks[one] for one, who in self.owner.items() if who == cohort]
        return Counter(room.beds for block in mine for room in block.rooms)

    def _next(self, cohort: Cohort) -> int | None:
        """The next block: on a floor of one's own, on an empty floor of a hotel in use, then others."""
        floors = {self.counted.blocks[one].floor: who for one, who in self.owner.items()}
        hotels = {self.counted.blocks[one].hotel for one in self.owner}
        best: tuple[tuple[bool, bool, bool, int, int], int] | None = None
        for number, block in enumerate(self.counted.blocks):
            if number in self.owner or not _may_use(block, cohort):
                continue
            mine = floors.get(block.floor, cohort) == cohort
            rank = (
                not mine,
                block.floor not in floors,
                block.hotel not in hotels,
                self._hotels.index(block.hotel),
                number,
            )
            best = min(best, (rank, number)) if best else (rank, number)
        return None if best is None else best[1]


def _may_use(block: Block, cohort: Cohort) -> bool:
    return not block.residents or block.residents == {cohort}


def _lacking(sizes: Mapping[int, int], beds: Mapping[int, int]) -> float:
    """The most rooms lacking for parties of a size or larger."""
    return max(
        SPARE * sum(n for s, n in sizes.items() if s >= size) - sum(n for b, n in beds.items() if b >= size)
        for size in sizes
    )
