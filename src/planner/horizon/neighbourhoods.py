"""Which part of a plan is solved anew: stays that pay more than they need, and whoever is in their way."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    import numpy as np
    from numpy.typing import NDArray

    from planner.horizon.occupancy import Occupancy

NEAREST = 15
# Rooms for each stay, where cohorts are kept and not all stays can have more.
FEWEST = 8
# Ranks vary by this share of what a usual room among the nearest costs above the best.
VARIATION = 0.05


class Neighbourhoods:
    """Draws parts of a plan. `reduced`: (stays x rooms) costs with the prices of the nights."""

    def __init__(self, occupancy: Occupancy, reduced: NDArray[np.float64], random: Random) -> None:
        self._occupancy = occupancy
        self._random = random
        self._priced = reduced
        self._spread = _spread(reduced)
        self._counts = occupancy.tables.allowed.sum(axis=1).tolist()
        self._reduced: list[list[float]] = reduced.tolist()
        self._least = reduced.min(axis=1).tolist()
        self.shuffle()

    def shuffle(self) -> None:
        """Rank the rooms of each stay anew: many cost it the same, or nearly, and each gets its turn."""
        import numpy as np  # noqa: PLC0415 - heavy

        noise = np.random.default_rng(self._random.getrandbits(32)).random(self._priced.shape)
        order = (self._priced + noise * self._spread).argsort(axis=1, kind="stable").tolist()
        self._near: list[list[int]] = [row[:n] for row, n in zip(order, self._counts, strict=True)]

    def pattern(self, columns: int, barred: frozenset[int]) -> dict[int, list[int]]:
        """About so many columns: many rooms, each kept for the cohorts it now has on each night."""
        return self._choices(columns, columns // 20 + 4, barred, keeps_cohorts=True)

    def free(self, rooms: int, columns: int, barred: frozenset[int]) -> dict[int, list[int]]:
        """A few rooms in which everything may change."""
        return self._choices(columns, rooms, barred, keeps_cohorts=False)

    def _choices(
        self, columns: int, most_rooms: int, barred: frozenset[int], *, keeps_cohorts: bool
    ) -> dict[int, list[int]]:
        """For each stay to be moved, the rooms it may get, its own among them."""
        seed = self._draw_payer(barred)
        if seed is None:
            return {}
        rooms = self._draw_rooms(seed, most_rooms, barred)
        tables, members = self._occupancy.tables, self._occupancy.members
        middle = tables.first[seed] + tables.length[seed] / 2
        stays = sorted((i for j in rooms for i in members[j]), key=lambda i: (self._away(i, middle), i))
        among = set(rooms)
        each = max(FEWEST, columns // len(tables.placeable)) if keeps_cohorts else len(rooms)
        choices: dict[int, list[int]] = {}
        left = columns
        for i in stays:
            choices[i] = self._rooms_of(i, among, each, keeps_cohorts=keeps_cohorts)
            left -= len(choices[i])
            if left <= 0:
                break
        return choices

    def _draw_payer(self, barred: frozenset[int]) -> int | None:
        room_of = self._occupancy.room_of
        stays = [i for i in self._occupancy.tables.placeable if room_of[i] not in barred]
        if not stays:
            return None
        excess = [self._reduced[i][room_of[i]] - self._least[i] for i in stays]
        floor = 0.05 * sum(excess) / len(excess) + 1e-6
        return self._random.choices(stays, [one + floor for one in excess])[0]

    def _draw_rooms(self, seed: int, most: int, barred: frozenset[int]) -> list[int]:
        """The seed's room and rooms that it, or others there, would rather have."""
        room_of, members = self._occupancy.room_of, self._occupancy.members
        rooms = [room_of[seed]]
        free = sum(room not in barred for room in range(len(members)))
        asked, tries = seed, 0
        while len(rooms) < min(most, free) and tries < 20 * most:
            tries += 1
            near = self._near[asked]
            room = near[int(self._random.random() ** 2 * min(NEAREST, len(near)))]
            if room not in rooms and room not in barred:
                rooms.append(room)
            if len(rooms) > 2:
                crowd = members[rooms[int(self._random.random() * len(rooms))]]
                asked = crowd[int(self._random.random() * len(crowd))] if crowd else seed
        return rooms

    def _rooms_of(self, i: int, among: set[int], each: int, *, keeps_cohorts: bool) -> list[int]:
        occupancy, tables = self._occupancy, self._occupancy.tables
        own, nights, cohort = occupancy.room_of[i], tables.nights_of[i], tables.cohort[i]
        found = [own]
        for j in self._near[i]:
            if len(found) >= each:
                break
            if j not in among or j == own:
                continue
            if keeps_cohorts and tables.mixing[j] and occupancy.parts[j][cohort] & nights:
                continue
            found.append(j)
        return found

    def _away(self, i: int, middle: float) -> float:
        """Nights between a stay and a moment; 0 when it is there."""
        tables = self._occupancy.tables
        return max(0.0, tables.first[i] - middle, middle - tables.first[i] - tables.length[i])


def _spread(reduced: NDArray[np.float64]) -> NDArray[np.float64]:
    """By how much the ranking of the rooms of each stay may err."""
    import numpy as np  # noqa: PLC0415 - heavy

    nearest = np.sort(reduced, axis=1)[:, :NEAREST]
    known = np.isfinite(nearest)
    best = np.where(known[:, :1], nearest[:, :1], 0.0)
    above = np.where(known, nearest, best) - best
    spread: NDArray[np.float64] = VARIATION * above.mean(axis=1, keepdims=True) + 1e-6
    return spread
