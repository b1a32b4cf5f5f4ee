"""A bound on every plan: the model of corridors and classes, and the least cost of buses beside it."""

from __future__ import annotations

from collections.abc import Callable

from planner.network.boarding import least_of_buses
from planner.network.choice import Choice

BUS_NODES = 1000


def lower_bound(choice: Choice, nodes: int | None, left: Callable[[], float | None], seed: int) -> float:
    """No plan scores less. `choice` is the model without ways out; `left`: seconds, None for no limit.

    A plan that breaks a hard rule pays at least the lightest one. Where there is no other, the model with
    every way out is solved as well.
    """
    problem = choice.counted.problem
    lightest = min(one.weight for one in problem.rules.hard.values())
    _, rooms = choice.solve(nodes=nodes, seconds=left(), seed=seed)
    buses = least_of_buses(problem, BUS_NODES)
    bound = min(rooms + buses, lightest)
    seconds = left()
    if rooms >= lightest and (seconds is None or seconds > 0):
        relaxed = Choice(choice.counted, relaxed=True)
        _, rooms = relaxed.solve(nodes=nodes, seconds=seconds, seed=seed)
        # whoever has no room needs no bus: then the buses may cost less
        bound = max(bound, rooms, min(rooms + buses, problem.rules.hard["no_room"].weight))
    return max(bound, 0.0)
