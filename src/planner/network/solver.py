"""Solves several hotels at once: a whole plan in a second or two, then better ones, with a bound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from random import Random

from planner.network.boarding import Boarding, Fleet
from planner.network.bound import Bound
from planner.network.choice import Allocation, Choice
from planner.network.counting import Counted
from planner.network.first_choice import FirstChoice
from planner.network.objective import Judge, relaxed_units
from planner.network.problem import Problem
from planner.network.repair import Repair
from planner.network.result import Result
from planner.network.rooming import Roomer, pieces_of
from planner.network.sharing_out import SharingOut
from planner.network.telling import Teller
from planner.placement.batch import Plan, Progress, Stop
from planner.placement.batch.problem import TOLERANCE

MOST_USES = 300  # blocks by cohorts; where there are more, whole floors are given
WHOLE_NODES, GROWTH = 1, 10
WHOLE_SHARE, PROOF_SHARE = 0.45, 0.25  # of the seconds left
PAIR, PAIR_NODES, PAIR_SECONDS, PAIR_GAP = 2, 8, 3.0, 0.002
PAIRS_A_ROUND = 3
BUS_NODES = 1000
ROOM_WORK = (1, 1, 10, 100)


def solve(problem: Problem, stop: Stop | None = None, seed: int = 0) -> Result:
    """The best plan found for all parties over all hotels, with a bound on any plan.

    `stop` says when to end before the proof (default: never). `stop.work` counts steps, each of so
    many branch-and-bound nodes: with it alone the same problem, work and seed give the same plan, and
    more work never a worse one; 0 is the first plan. `seed` decides which hotels are tried together.
    """
    search = _Search(problem, stop or Stop(), seed)
    search.run()
    return search.result()


def prove(problem: Problem, seconds: Callable[[], float], seed: int = 0) -> float:
    """A bound on every plan, for as many seconds as the caller has left."""
    bound = Bound(Choice(Counted(problem)))
    bound.tighten(None, seconds(), seed)
    return bound.value


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole plan with its buses and its scores."""

    plans: Mapping[int, Plan]
    boarding: Boarding
    objective: Mapping[str, float]
    score: float


class _Search:
    """The best plan so far, the allocation that is being improved, the bound, and when to end."""

    def __init__(self, problem: Problem, stop: Stop, seed: int) -> None:
        self.problem, self.stop, self.seed = problem, stop, seed
        self.random = Random(seed)  # noqa: S311 - a search, not a secret
        self.counted = Counted(problem)
        self.judge = Judge(problem)
        self.fleet = Fleet(problem)
        self.bound = Bound(Choice(self.counted))
        self.choice = self.bound.choice
        self.work = 0
        self.allocation = self._first()
        self.roomer = Roomer(self.counted, seed)
        self._roomed: tuple[float, int] = (float("inf"), 0)
        self._rooming_seconds = 0.0
        self.best = self._judged(self._rooms(self.allocation, 0), 0)

    def run(self) -> None:
        """Rounds of: pairs of hotels chosen anew, all hotels at once, rooms, a bound."""
        for number in count():
            pairs: list[Callable[[int], None]] = [self._choose_pair] * PAIRS_A_ROUND
            for step in [*pairs, self._choose_whole, self._room, self._prove]:
                if self._ends():
                    return
                step(number)
            if not self._is_open() and number >= len(ROOM_WORK):
                return

    def result(self) -> Result:
        """The best plan with everything that is to be known of it."""
        hotels = self.problem.hotels
        plans = {hotels[number].id: dict(plan) for number, plan in self.best.plans.items() if plan}
        hotel_of = {one: hotel for hotel, plan in plans.items() for one, shares in plan.items() if shares}
        teller = Teller(self.counted, self.best.plans, self.best.boarding)
        return Result(
            hotel_of=hotel_of,
            rooms=plans,
            rides=tuple(self.best.boarding.rides),
            objective=self.best.objective,
            lower_bound=round(min(self.bound.value, self.best.score), 6),
            relaxed=relaxed_units(self.problem, self.best.objective),
            reasons=teller.reasons(),
            unplaced=teller.unplaced(),
            work=self.work,
        )

    def _first(self) -> Allocation:
        """Whole floors where there is much to decide and they will do; otherwise corridors."""
        if len(self.counted.blocks) * len(self.counted.cohorts) > MOST_USES:
            fine, self.counted = self.counted, self.counted.by_floors()
            self.choice = Choice(self.counted)
            found = self._from_first_choice()
            if found.unplaced < TOLERANCE:
                return found
            self.counted, self.choice = fine, self.bound.choice
        return self._from_first_choice()

    def _from_first_choice(self) -> Allocation:
        uses = FirstChoice(self.counted).uses()
        found, _ = self.choice.solve(nodes=1, seconds=None, seed=self.seed, fixed=uses)
        return found or Allocation(uses, {}, frozenset(), float("inf"), len(self.problem.parties))

    def _rooms(self, allocation: Allocation, work: int) -> dict[int, Plan]:
        """Exact rooms for an allocation; nothing when the time is up before all are found."""
        hotel_of = SharingOut(self.counted, allocation).give()
        plans: dict[int, Plan] = {}
        for piece in pieces_of(self.counted, allocation.uses, hotel_of):
            if work and (self._left() or 1.0) <= 0:
                return {}
            found = self.roomer.plan(piece, work, self.stop)
            plans[piece.hotel] = {**plans.get(piece.hotel, {}), **found}
        return plans

    def _judged(self, plans: Mapping[int, Plan], work: int) -> Draft:
        """Trouble repaired, buses filled, everything weighed."""
        repair = Repair(self.counted, self.judge, self.fleet, plans)
        repair.run()
        plans = repair.plans
        where = {one: hotel for hotel, plan in plans.items() for one, shares in plan.items() if shares}
        boarding = self.fleet.board(where, BUS_NODES if work else 0)
        objective = self.judge.scores(plans, boarding)
        return Draft(plans, boarding, objective, sum(objective.values()))

    def _is_open(self) -> bool:
        """Whether a better allocation may be found."""
        return self.allocation.cost - self.bound.of_rooms > TOLERANCE

    def _room(self, number: int) -> None:
        """Rooms for the allocation at hand, unless they were found with as much work already."""
        now = self.allocation.cost, ROOM_WORK[min(number, len(ROOM_WORK) - 1)]
        if now == self._roomed or self._ends():
            return
        began = self._left()
        rooms = self._rooms(self.allocation, now[1])
        if rooms:
            draft = self._judged(rooms, now[1])
            self.best = draft if draft.score < self.best.score - 1e-9 else self.best
        self._roomed = now
        self.work += 1
        if began is not None:
            self._rooming_seconds = began - (self._left() or 0.0)

    def _choose_whole(self, number: int) -> None:
        """All hotels at once, from the allocation at hand; where corridors are chosen, `_prove` does it."""
        if self.counted.by_floor:
            nodes, start = WHOLE_NODES * GROWTH**number, self.allocation.values
            seconds = self._share(WHOLE_SHARE)
            found, _ = self.choice.solve(nodes=nodes, seconds=seconds, seed=self.seed, start=start)
            self._take(found)

    def _prove(self, number: int) -> None:
        """Tighten the bound on the model of corridors."""
        if not self._is_open():
            return
        start = self.allocation.values
        if self.counted.by_floor:
            start = self.choice.uses_of(self.bound.choice, self.allocation)
        found = self.bound.tighten(WHOLE_NODES * GROWTH**number, self._share(PROOF_SHARE), self.seed, start)
        self._take(None if self.counted.by_floor else found)

    def _choose_pair(self, _number: int) -> None:
        """Blocks of two hotels are given anew, everything else stays."""
        hotels = self.counted.reachable
        if len(hotels) <= PAIR or not self._is_open():
            return
        pair = self.random.sample(hotels, PAIR)
        free = {number for number, one in enumerate(self.counted.blocks) if one.hotel in pair}
        left = self._share(1.0)
        found, _ = self.choice.solve(
            nodes=PAIR_NODES,
            seconds=None if left is None else min(left, PAIR_SECONDS),
            seed=self.seed,
            fixed=self.allocation.uses,
            free=free,
            start=self.allocation.values,
            gap=PAIR_GAP,
        )
        self._take(found)

    def _take(self, found: Allocation | None) -> None:
        self.work += 1
        if found is not None and found.cost < self.allocation.cost - 1e-6:
            self.allocation = found

    def _share(self, part: float) -> float | None:
        """Seconds for one run of the solver: a share of what is left before rooms must be found again."""
        left = self._left()
        return None if left is None else max(part * (left - 2 * self._rooming_seconds), 0.0)

    def _left(self) -> float | None:
        return self.stop.seconds() if self.stop.seconds else None

    def _ends(self) -> bool:
        left = self._left()
        if left is not None and left <= 0:
            return True
        if self.stop.work is not None and self.work >= self.stop.work:
            return True
        progress = Progress(self.best.score, min(self.bound.value, self.best.score), self.work)
        return (
            bool(self.stop.ask and self.stop.ask(progress)) or self.best.score - self.bound.value <= TOLERANCE
        )
