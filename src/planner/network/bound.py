"""A bound on every plan: the model of blocks and classes, and the least cost of buses beside it."""

from __future__ import annotations

from collections.abc import Mapping

from planner.network.boarding import least_of_buses
from planner.network.choice import Allocation, Choice

BUS_NODES = 1000


class Bound:
    """`value`: no plan scores less. `of_rooms`: what the model of `choice` has proven so far."""

    def __init__(self, choice: Choice) -> None:
        self.value = 0.0
        self.of_rooms = float("-inf")
        self.choice = choice
        self._problem = choice.counted.problem
        self._buses: float | None = None

    def tighten(
        self, nodes: int | None, seconds: float | None, seed: int, start: Mapping[int, float] | None = None
    ) -> Allocation | None:
        """Solve the whole model for so many nodes; returns the allocation found on the way.

        A plan that breaks a hard rule pays at least the lightest one. Where there is no other, the
        model with every way out is solved as well.
        """
        found, rooms = self.choice.solve(nodes=nodes, seconds=seconds, seed=seed, start=start)
        self.of_rooms = max(self.of_rooms, rooms)
        if self._buses is None:
            self._buses = least_of_buses(self._problem, BUS_NODES)
        lightest = min(one.weight for one in self._problem.rules.hard.values())
        self.value = max(self.value, min(self.of_rooms + self._buses, lightest))
        if rooms >= lightest:
            whole = Choice(self.choice.counted, relaxed=True)
            _, rooms = whole.solve(nodes=nodes, seconds=seconds, seed=seed)
            # whoever has no room needs no bus: then the buses may cost less
            no_room = self._problem.rules.hard["no_room"].weight
            self.value = max(self.value, rooms, min(rooms + self._buses, no_room))
        return found
