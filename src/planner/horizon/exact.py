"""A part of a plan as a mixed-integer programme: some stays, among some rooms."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from planner.horizon.programme import INFINITY, Programme

if TYPE_CHECKING:
    from planner.horizon.occupancy import Occupancy


class Part:
    """The programme for giving each stay i of `choices` a room among `choices[i]`; the others stay.

    `crowding`: whether nights may become overfull that are not (at the weight of the occupancy).
    """

    def __init__(
        self, occupancy: Occupancy, choices: dict[int, list[int]], *, crowding: bool = False
    ) -> None:
        self.occupancy = occupancy
        self._crowding = crowding
        self.bound = -INFINITY
        self.effort = 0
        self.programme = Programme()
        self.column_of: dict[tuple[int, int], int] = {}
        cost = occupancy.tables.cost
        for i, rooms in choices.items():
            for j in rooms:
                at_hand = float(occupancy.room_of[i] == j)
                self.column_of[i, j] = self.programme.add_column(cost[i][j], 1.0, at_hand)
            self.programme.add_row(1.0, 1.0, [(self.column_of[i, j], 1.0) for j in rooms])
        movers: dict[int, list[int]] = {}
        for i, j in self.column_of:
            movers.setdefault(j, []).append(i)
        for j, stays in movers.items():
            self._add_room(j, stays, [k for k in occupancy.members[j] if k not in choices])

    def _add_room(self, j: int, stays: list[int], fixed: list[int]) -> None:
        tables = self.occupancy.tables
        begin = min(tables.first[i] for i in stays)
        end = max(tables.first[i] + tables.length[i] for i in stays)
        present = [
            (
                [i for i in stays if tables.nights_of[i] >> t & 1],
                [k for k in fixed if tables.nights_of[k] >> t & 1],
            )
            for t in range(begin, end)
        ]
        for (here, others), alike in groupby(present):
            nights = sum(1 for _ in alike)
            if not here:
                continue
            self._add_beds(j, here, len(others), nights)
            if tables.mixing[j]:
                self._add_mixing(j, here, others, nights)

    def _add_beds(self, j: int, here: list[int], others: int, nights: int) -> None:
        free = self.occupancy.tables.beds[j] - others
        if len(here) <= free:
            return
        terms = [(self.column_of[i, j], 1.0) for i in here]
        at_hand = sum(self.occupancy.room_of[i] == j for i in here)
        if self._crowding or at_hand > free:
            excess = max(0, at_hand - free)
            beyond = self.programme.add_column(
                self.occupancy.weight * nights, len(here) + max(0, -free), excess
            )
            terms.append((beyond, -1.0))
        self.programme.add_row(-INFINITY, float(free), terms)

    def _add_mixing(self, j: int, here: list[int], others: list[int], nights: int) -> None:
        """One cohort is the room's own; each stay of another adds to `apart`."""
        occupancy, tables, programme = self.occupancy, self.occupancy.tables, self.programme
        groups: dict[int, tuple[list[int], int]] = {}
        for c in {tables.cohort[i] for i in (*here, *others)}:
            groups[c] = (
                [i for i in here if tables.cohort[i] == c],
                sum(tables.cohort[k] == c for k in others),
            )
        if len(groups) < 2:
            return
        at_hand = {
            c: sum(occupancy.room_of[i] == j for i in mine) + rest for c, (mine, rest) in groups.items()
        }
        largest = max(at_hand, key=lambda c: at_hand[c])
        owners = []
        for c, (mine, rest) in groups.items():
            most = max(at_hand[c], min(tables.beds[j], len(mine) + rest))
            owner = programme.add_column(0.0, 1.0, float(c == largest))
            apart = programme.add_column(
                tables.mixing[j] * nights, float(most), float(0 if c == largest else at_hand[c])
            )
            terms = [(self.column_of[i, j], 1.0) for i in mine]
            programme.add_row(-INFINITY, -float(rest), [*terms, (owner, -float(most)), (apart, -1.0)])
            owners.append((owner, 1.0))
        programme.add_row(1.0, 1.0, owners)

    def solve(self, nodes: int) -> dict[int, int] | None:
        """Rooms for the stays, at least as good as they have; None when nothing was found."""
        solution = self.programme.solve(nodes)
        if solution is None:
            return None
        self.bound, self.effort = solution.bound, solution.effort
        return {i: j for (i, j), column in self.column_of.items() if solution.values[column] > 0.5}
