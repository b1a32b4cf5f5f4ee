"""When each move is made: no room is used before it is free and disinfected."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.clearing.problem import Clearing


def schedule(
    problem: Clearing, target_of: Mapping[str, str], work: int, seed: int
) -> tuple[dict[str, int], int]:
    """Start minute by party, the last move ending as early as can be, and a bound on that end.

    `target_of`: room by party, for those who move. Raises RuntimeError when no order was found.
    """
    from ortools.sat.python import cp_model  # noqa: PLC0415 - heavy

    rooms = {room.id: room for room in problem.rooms}
    leaves = {party.room: party.id for party in problem.parties if party.id in target_of}
    ready = {party: rooms[target].ready or 0 for party, target in target_of.items()}
    horizon = max(ready.values(), default=0) + len(target_of) * (problem.moving + problem.disinfection)
    model = cp_model.CpModel()
    start = {party: model.new_int_var(ready[party], horizon, "") for party in target_of}
    finish = model.new_int_var(0, horizon + problem.moving, "")
    for party, target in target_of.items():
        model.add(finish >= start[party] + problem.moving)
        if target in leaves:
            model.add(start[party] >= start[leaves[target]] + problem.moving + problem.disinfection)
    for since in set(ready.values()):
        later = sum(one >= since for one in ready.values())
        model.add(finish >= since + -(-later // problem.teams) * problem.moving)
    spans = [model.new_fixed_size_interval_var(one, problem.moving, "") for one in start.values()]
    model.add_cumulative(spans, [1] * len(spans), problem.teams)
    model.minimize(finish)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_number_of_conflicts = work
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        raise RuntimeError("no order of the moves was found; allow more work")
    return {party: solver.value(one) for party, one in start.items()}, int(solver.best_objective_bound)
