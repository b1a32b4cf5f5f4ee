"""A few rooms planned anew with every cohort free to change, by constraint programming (CP-SAT).

Who may share a night is a choice of one cohort in a room. In a linear programme that choice weighs
nothing until it is branched on; here a stay in a room settles it at once, and parts several times
as large are solved to the end in a tenth of a second.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from planner.horizon.occupancy import Occupancy

# Of CP-SAT's own deterministic time, about seconds.
MOST_EFFORT = 1.0


class FreePart:
    """The model for giving each stay i of `choices` a room among `choices[i]`; the others stay.

    `mixing`: whether nights may become mixed that are not. `effort`: deterministic time, once solved.
    """

    def __init__(
        self, occupancy: Occupancy, choices: dict[int, list[int]], seed: int, *, mixing: bool
    ) -> None:
        from ortools.sat.python import cp_model  # noqa: PLC0415 - heavy

        self.effort = 0.0
        self._occupancy = occupancy
        self._seed = seed
        self._mixing = mixing
        self._model = cp_model.CpModel()
        self._cost: list[tuple[cp_model.IntVar, float]] = []
        self._chosen: dict[tuple[int, int], cp_model.IntVar] = {}
        movers: dict[int, list[int]] = {}
        for i, rooms in choices.items():
            for j in rooms:
                at_hand = occupancy.room_of[i] == j
                self._chosen[i, j] = self._add(1, int(at_hand), occupancy.tables.cost[i][j])
                movers.setdefault(j, []).append(i)
            self._model.add_exactly_one([self._chosen[i, j] for j in rooms])
        for j, stays in movers.items():
            self._add_room(j, stays, [k for k in occupancy.members[j] if k not in choices])
        columns, costs = [column for column, _ in self._cost], [cost for _, cost in self._cost]
        self._model.minimize(cp_model.LinearExpr.weighted_sum(columns, costs))

    def solve(self) -> dict[int, int] | None:
        """Rooms for the stays, at least as good as they have; None when nothing was found."""
        from ortools.sat.python import cp_model  # noqa: PLC0415 - heavy

        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = 1
        parameters.max_deterministic_time = MOST_EFFORT
        parameters.random_seed = self._seed
        parameters.linearization_level = 2
        parameters.symmetry_level = 0
        parameters.cp_model_probing_level = 1
        status = solver.solve(self._model)
        self.effort = solver.response_proto.deterministic_time
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return None
        values = solver.response_proto.solution
        return {i: j for (i, j), column in self._chosen.items() if values[column.index]}

    def _add(self, upper: int, at_hand: int, cost: float) -> cp_model.IntVar:
        column = self._model.new_int_var(0, upper, "")
        self._model.add_hint(column, at_hand)
        if cost:
            self._cost.append((column, cost))
        return column

    def _add_room(self, j: int, stays: list[int], fixed: list[int]) -> None:
        tables = self._occupancy.tables
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
            if here:
                self._add_beds(j, here, len(others), nights)
                if tables.mixing[j] and tables.beds[j] > 1:
                    self._add_cohorts(j, here, others, nights)

    def _add_beds(self, j: int, here: list[int], others: int, nights: int) -> None:
        occupancy, model = self._occupancy, self._model
        free = occupancy.tables.beds[j] - others
        if len(here) <= free:
            return
        columns = [self._chosen[i, j] for i in here]
        beyond = sum(occupancy.room_of[i] == j for i in here) - free
        if beyond > 0:
            excess = self._add(len(here) - free, beyond, occupancy.weight * nights)
            model.add(sum(columns) - excess <= free)
        elif free == 1:
            model.add_at_most_one(columns)
        else:
            model.add(sum(columns) <= free)

    def _add_cohorts(self, j: int, here: list[int], others: list[int], nights: int) -> None:
        """One cohort is the room's own; each stay of another is apart, where that may be."""
        occupancy, tables, model = self._occupancy, self._occupancy.tables, self._model
        rest = Counter(tables.cohort[k] for k in others)
        members = [*others, *(i for i in here if occupancy.room_of[i] == j)]
        at_hand = Counter(tables.cohort[i] for i in members)
        cohorts = sorted({*rest, *(tables.cohort[i] for i in here)})
        if len(cohorts) < 2:
            return
        largest = max(cohorts, key=lambda c: at_hand[c])
        may_mix = self._mixing or len(at_hand) > 1
        owners = {c: self._add(1, int(c == largest), 0.0) for c in cohorts}
        model.add_exactly_one(owners.values())
        for c, owner in owners.items():
            mine = [self._chosen[i, j] for i in here if tables.cohort[i] == c]
            if may_mix:
                aside = 0 if c == largest else at_hand[c]
                apart = self._add(len(mine) + rest[c], aside, tables.mixing[j] * nights)
                model.add(sum(mine) + rest[c] <= apart).only_enforce_if(~owner)
            elif c in rest:
                model.add(owner == 1)
            else:
                for column in mine:
                    model.add_implication(column, owner)
