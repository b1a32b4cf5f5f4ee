"""Who is in which room, kept so that a change is judged in a few operations on whole horizons.

Nights are bits of an integer. A room's `levels[k]` holds the nights with more than k stays, so one
bit operation answers for all nights whether there is a bed, and counting bits gives bed-nights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.horizon.tables import Tables


def put(levels: list[int], nights: int) -> None:
    """One stay more on these nights."""
    carried = nights
    for k, level in enumerate(levels):
        levels[k] = level | carried
        carried &= level
        if not carried:
            return
    levels.append(carried)


def take(levels: list[int], nights: int) -> None:
    """One stay fewer on these nights (there is one on each)."""
    left = nights
    for k in range(len(levels) - 1, -1, -1):
        level = levels[k]
        levels[k] = level & ~left
        left &= ~level
        if not left:
            return


class Occupancy:
    """A plan under change.

    Masks by room, in bits for nights: `full` (one more would be one too many), `over` (one fewer is one
    less too many), `parts[j][c]` (one more of cohort c adds to those apart), `joins[j][c]` (nights
    on which one fewer of c does not lessen them).
    """

    def __init__(self, tables: Tables, weight: float) -> None:
        rooms = range(len(tables.beds))
        self.tables = tables
        self.weight = weight
        self.room_of = [-1] * len(tables.nights_of)
        self.members: list[list[int]] = [[] for _ in rooms]
        self.levels: list[list[int]] = [[0] * (tables.beds[j] + 1) for j in rooms]
        self.by_cohort: list[list[list[int]]] = [
            [[0] * (tables.beds[j] + 1) for _ in range(tables.cohorts)] if tables.mixing[j] else []
            for j in rooms
        ]
        self.full = [0 if beds else -1 for beds in tables.beds]
        self.over = [0 for _ in rooms]
        self.parts: list[list[int]] = [[0] * tables.cohorts for _ in rooms]
        self.joins: list[list[int]] = [[0] * tables.cohorts for _ in rooms]

    def enter(self, i: int, j: int) -> None:
        """Stay i, which has no room, gets room j."""
        self.room_of[i] = j
        self.members[j].append(i)
        put(self.levels[j], self.tables.nights_of[i])
        if self.tables.mixing[j]:
            put(self.by_cohort[j][self.tables.cohort[i]], self.tables.nights_of[i])
        self._renew(j)

    def leave(self, i: int) -> int:
        """Stay i gives up its room; returns the room."""
        j = self.room_of[i]
        self.room_of[i] = -1
        self.members[j].remove(i)
        take(self.levels[j], self.tables.nights_of[i])
        if self.tables.mixing[j]:
            take(self.by_cohort[j][self.tables.cohort[i]], self.tables.nights_of[i])
        self._renew(j)
        return j

    def rearrange(self, rooms: dict[int, int]) -> None:
        """Stay i gets room `rooms[i]` (-1: none), whatever it has now."""
        changed = {i: j for i, j in rooms.items() if self.room_of[i] != j}
        for i in changed:
            if self.room_of[i] >= 0:
                self.leave(i)
        for i, j in changed.items():
            if j >= 0:
                self.enter(i, j)

    def price(self, i: int, j: int, among: int = -1) -> float:
        """What stay i, which is not in room j, would add there; overfull and mixed nights of `among` only."""
        nights = self.tables.nights_of[i] & among
        price = self.tables.cost[i][j]
        crowded = self.full[j] & nights
        if crowded:
            price += self.weight * crowded.bit_count()
        mixing = self.tables.mixing[j]
        if mixing:
            price += mixing * (self.parts[j][self.tables.cohort[i]] & nights).bit_count()
        return price

    def relief(self, i: int) -> float:
        """What stay i would take away by leaving."""
        j = self.room_of[i]
        nights = self.tables.nights_of[i]
        relief = self.tables.cost[i][j]
        crowded = self.over[j] & nights
        if crowded:
            relief += self.weight * crowded.bit_count()
        mixing = self.tables.mixing[j]
        if mixing:
            relief += mixing * (nights & ~self.joins[j][self.tables.cohort[i]]).bit_count()
        return relief

    def overfull(self) -> int:
        """Bed-nights beyond the beds, over all rooms."""
        return sum(map(self.beyond, range(len(self.levels))))

    def beyond(self, j: int) -> int:
        """Bed-nights beyond the beds of room j."""
        return sum(level.bit_count() for level in self.levels[j][self.tables.beds[j] :])

    def apart(self, j: int) -> int:
        """Stays outside the largest cohort in room j, summed over its nights."""
        if not self.tables.mixing[j]:
            return 0
        together = sum(level.bit_count() for level in self.levels[j])
        depth = max(len(levels) for levels in self.by_cohort[j])
        most = 0
        for k in range(depth):
            nights = 0
            for levels in self.by_cohort[j]:
                nights |= levels[k] if k < len(levels) else 0
            most += nights.bit_count()
        return together - most

    def total(self) -> float:
        """The objective with the weight of overfull bed-nights."""
        cost = self.tables.cost
        stays = sum(cost[i][j] for i, j in enumerate(self.room_of) if j >= 0)
        mixed = sum(self.tables.mixing[j] * self.apart(j) for j in range(len(self.tables.beds)))
        return stays + mixed + self.weight * self.overfull()

    def _renew(self, j: int) -> None:
        beds = self.tables.beds[j]
        levels = self.levels[j]
        self.full[j] = levels[beds - 1]
        self.over[j] = levels[beds]
        if self.tables.mixing[j]:
            self._renew_cohorts(j)

    def _renew_cohorts(self, j: int) -> None:
        groups = self.by_cohort[j]
        fewer, most = [0] * len(groups), [-1] * len(groups)
        for c, own in enumerate(groups):
            for d, other in enumerate(groups):
                if d != c:
                    more = exceeds(own, other)
                    fewer[d] |= more
                    most[c] &= more
        self.parts[j], self.joins[j] = fewer, most


def exceeds(more: list[int], fewer: list[int]) -> int:
    """The nights on which the first has more stays than the second."""
    nights, known = 0, len(fewer)
    for k, level in enumerate(more):
        if not level:
            break
        nights |= level & ~fewer[k] if k < known else level
    return nights
