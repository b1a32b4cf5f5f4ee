"""Corridors for every cohort at once, without a solver: whole floors, hotel by hotel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from planner.network.choice import Use
from planner.network.counting import Cohort, Corridor, Counted

SPARE = 1.05  # rooms for each size and larger, for every party: rooms next door to fever stay empty


class FirstChoice:
    """Cohorts in order of their people take corridors until all their parties fit by size."""

    def __init__(self, counted: Counted) -> None:
        self.counted = counted
        self.owner: dict[int, Cohort] = {}
        self._hotels = sorted(
            range(len(counted.problem.hotels)),
            key=lambda one: (not counted.problem.hotels[one].is_open, -self._rooms_of(one), one),
        )

    def uses(self) -> frozenset[Use]:
        """Which corridors each cohort has; residents' corridors only with those of their own cohort."""
        sizes = {cohort: self._sizes(cohort) for cohort in self.counted.cohorts}
        for cohort in sorted(sizes, key=lambda one: -sum(s * n for s, n in sizes[one].items())):
            while _lacking(sizes[cohort], self._beds(cohort)) > 0:
                corridor = self._next(cohort)
                if corridor is None:
                    break
                self.owner[corridor] = cohort
        return frozenset(self.owner.items())

    def _rooms_of(self, hotel: int) -> int:
        return sum(corridor.size for corridor in self.counted.corridors if corridor.hotel == hotel)

    def _sizes(self, cohort: Cohort) -> Counter[int]:
        sizes: Counter[int] = Counter()
        for (who, kind), parties in self.counted.demand.items():
            if who == cohort:
                sizes[self.counted.kinds[kind].size] += len(parties)
        return sizes

    def _beds(self, cohort: Cohort) -> Counter[int]:
        mine = [self.counted.corridors[one] for one, who in self.owner.items() if who == cohort]
        return Counter(room.beds for corridor in mine for room in corridor.rooms)

    def _next(self, cohort: Cohort) -> int | None:
        """The next corridor: on a floor of one's own, on an empty floor of a hotel in use, then others."""
        floors = {self.counted.corridors[one].floor: who for one, who in self.owner.items()}
        hotels = {self.counted.corridors[one].hotel for one in self.owner}
        best: tuple[tuple[bool, bool, bool, int, int], int] | None = None
        for number, corridor in enumerate(self.counted.corridors):
            if number in self.owner or not _may_use(corridor, cohort):
                continue
            mine = floors.get(corridor.floor, cohort) == cohort
            rank = (
                not mine,
                corridor.floor not in floors,
                corridor.hotel not in hotels,
                self._hotels.index(corridor.hotel),
                number,
            )
            best = min(best, (rank, number)) if best else (rank, number)
        return None if best is None else best[1]


def _may_use(corridor: Corridor, cohort: Cohort) -> bool:
    return not corridor.residents or corridor.residents == {cohort}


def _lacking(sizes: Mapping[int, int], beds: Mapping[int, int]) -> float:
    """The most rooms lacking for parties of a size or larger."""
    return max(
        SPARE * sum(n for s, n in sizes.items() if s >= size) - sum(n for b, n in beds.items() if b >= size)
        for size in sizes
    )
