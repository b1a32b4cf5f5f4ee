"""A bound on every plan: the model of blocks and classes, with the least cost of buses and companions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from planner.network.boarding import least_of_buses
from planner.network.choice import Allocation, Choice
from planner.network.counting import Counted
from planner.placement.batch.problem import TOLERANCE

BUS_NODES = 1000
FIRST_SHARE = 0.05  # of the time, for the first run of the solver over a part


class Bound:
    """`value`: no plan scores less. `of_rooms`: what the model of `choice` has proven so far."""

    def __init__(self, choice: Choice) -> None:
        self.value = 0.0
        self.of_rooms = float("-inf")
        self.choice = choice
        self._problem = choice.counted.problem
        self._companions = least_of_companions(choice.counted)
        self._buses: float | None = None

    def tighten(
        self, nodes: int | None, seconds: float | None, seed: int, start: Mapping[int, float] | None = None
    ) -> Allocation | None:
        """Solve the whole model for so many nodes; returns the allocation found on the way.

        A plan that breaks a hard rule pays at least the lightest one. Where there is no other, the
        model with every way out is solved as well.
        """
        found, rooms = self.choice.solve(nodes=nodes, seconds=seconds, seed=seed, start=start)
        self._raise_to(rooms, nodes, seconds, seed)
        return found

    def split(self, left: Callable[[], float], seed: int) -> None:
        """Tighten by the number of hotels opened, always where the bound is least, until the time is up.

        Every plan opens some number of hotels: the least of their bounds is one on every plan.
        """
        whole, last = max(left(), 0.0), self.choice.may_open
        found, rooms = self.choice.solve(nodes=1, seconds=whole * FIRST_SHARE, seed=seed)
        blocks, hotels = self.choice.counted.blocks, self._problem.hotels
        used = {blocks[number].hotel for number, _ in found.uses} if found else set()
        middle = sum(not hotels[one].is_open for one in used)
        parts = {(one, one): rooms for one in range(middle - 1, middle + 2) if 0 <= one <= last}
        parts |= {(0, middle - 2): rooms} if middle > 1 else {}
        parts |= {(middle + 2, last): rooms} if middle + 2 <= last else {}
        tried = dict.fromkeys(parts, 0)
        while left() > 0:
            part = min(parts, key=lambda one: (parts[one], tried[one]))
            seconds = min(whole * FIRST_SHARE * 2 ** tried[part], left())
            best, bound = self.choice.solve(nodes=None, seconds=seconds, seed=seed, opened=part)
            parts[part] = max(parts[part], bound)
            tried[part] += 1
            if best and best.cost <= min(parts.values()) + TOLERANCE:
                break
        self._raise_to(min(parts.values()), None, left(), seed)

    def _raise_to(self, rooms: float, nodes: int | None, seconds: float | None, seed: int) -> None:
        """What the model of blocks has proven, with buses and companions beside it."""
        self.of_rooms = max(self.of_rooms, rooms)
        if self._buses is None:
            self._buses = least_of_buses(self._problem, BUS_NODES)
        lightest = min(one.weight for one in self._problem.rules.hard.values())
        self.value = max(self.value, min(self.of_rooms + self._buses + self._companions, lightest))
        if rooms >= lightest:
            whole = Choice(self.choice.counted, relaxed=True)
            _, rooms = whole.solve(nodes=nodes, seconds=seconds, seed=seed)
            # whoever has no room needs no bus: then the buses may cost less
            no_room = self._problem.rules.hard["no_room"].weight
            self.value = max(self.value, rooms, min(rooms + self._buses, no_room))


def least_of_companions(counted: Counted) -> float:
    """No plan without a hard rule broken pays less: who has fever is never next door to who has not."""
    rules, weights = counted.problem.rules.soft, counted.problem.weights
    least = min(
        rules["companions_on_floor"].weight,
        rules["companions_elsewhere"].weight,
        weights["companions_in_other_hotel"].weight,
    )
    return least * sum(
        len({counted.kinds[counted.kind_of[one]].fever for one in group}) > 1 for group in counted.groups
    )
