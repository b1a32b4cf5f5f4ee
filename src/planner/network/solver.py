"""Solves several hotels at once: a whole plan in a second or two, then better ones, with a bound."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random

from planner.network.boarding import Boarding, Fleet
from planner.network.bound import Bound
from planner.network.choice import Allocation, Choice
from planner.network.counting import Counted
from planner.network.exchanges import Exchanges
from planner.network.first_choice import FirstChoice
from planner.network.objective import Judge, relaxed_units
from planner.network.problem import Problem
from planner.network.repair import Repair
from planner.network.result import Result
from planner.network.settling import Settling
from planner.network.telling import Teller
from planner.placement.batch import Plan, Progress, Stop
from planner.placement.batch.problem import TOLERANCE

MOST_USES = 300  # blocks by cohorts; where there are more, whole floors are given
PROOF_NODES, GROWTH, PROOF_SHARE = 1, 10, 0.25  # the share of the seconds left
TOGETHER = 4, 7  # hotels chosen anew together, in the first round and later
TIMES, PART_NODES, PART_SECONDS, PART_GAP = (3, 5), 5, 6.0, 0.003
BUS_NODES = 1000
FIRST_MOVES, MOVES = 10, (50, 200)  # exchanges tried for each party
RUN_NODES, FIRST_RUN, LONGEST_RUN = 100, 1, 8  # rooms in a row for fever of one cohort


def solve(problem: Problem, stop: Stop | None = None, seed: int = 0) -> Result:
    """The best plan found for all parties over all hotels, with a bound on any plan.

    `stop` says when to end before the proof (default: never). `stop.work` counts steps, each of so
    many branch-and-bound nodes or exchanges: with it alone the same problem, work and seed give the
    same plan, and more work never a worse one; 0 is the first plan. `seed` decides which hotels and
    exchanges are tried.
    """
    search = _Search(problem, stop or Stop(), seed)
    search.run()
    return search.result()


def prove(problem: Problem, seconds: Callable[[], float], seed: int = 0) -> float:
    """A bound on every plan, for as many seconds as the caller has left."""
    bound = Bound(Choice(Counted(problem)))
    bound.split(seconds, seed)
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
        self._settled = float("inf")
        self._rooming_seconds = 0.0
        self.best = self._judged(self._exchanged(self._placed(FIRST_RUN), FIRST_MOVES, 0), 0)

    def run(self) -> None:
        """Rounds of: some hotels chosen anew, rooms, a bound."""
        for number in count():
            parts = [self._choose] * _at(TIMES, number)
            for step in (*parts, self._room, self._prove):
                if self._ends():
                    return
                step(number)
            if not self._is_open() and number >= len(MOVES):
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

    def _placed(self, longest: int) -> Mapping[int, Plan]:
        """Rooms for the allocation at hand; `longest`: rooms in a row for those with fever."""
        return Settling(self.counted, self.allocation).give(RUN_NODES, longest)

    def _exchanged(self, plans: Mapping[int, Plan], moves: int, number: int) -> Mapping[int, Plan]:
        """So many exchanges for each party, or as many as there is time for."""
        began, exchanges = self._left(), Exchanges(self.counted, self.fleet, plans)
        left = None if began is None else lambda: max((self._left() or 0.0) / max(began, 1e-9), 0.0)
        exchanges.run(moves * len(self.problem.parties), self.seed + number, left)
        return exchanges.plans()

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

    def _choose(self, number: int) -> None:
        """Blocks of some hotels are given anew, everything else stays."""
        left = self._left()
        if not self._is_open() or (left is not None and left < 3 * self._rooming_seconds):
            return
        hotels = self.counted.reachable
        together = self.random.sample(hotels, min(_at(TOGETHER, number), len(hotels)))
        free = {place for place, one in enumerate(self.counted.blocks) if one.hotel in together}
        found, _ = self.choice.solve(
            nodes=PART_NODES,
            seconds=None if left is None else min(left - 2 * self._rooming_seconds, PART_SECONDS),
            seed=self.seed,
            fixed=self.allocation.uses,
            free=free,
            start=self.allocation.values,
            gap=PART_GAP,
        )
        self._take(found)

    def _room(self, number: int) -> None:
        """Rooms for the allocation at hand, or more exchanges where that was done before."""
        began = self._left()
        plans = self.best.plans if self._settled == self.allocation.cost else self._placed(LONGEST_RUN)
        self._settled = self.allocation.cost
        draft = self._judged(self._exchanged(plans, _at(MOVES, number), number), 1)
        self.best = draft if draft.score < self.best.score - 1e-9 else self.best
        self.work += 1
        if began is not None:
            self._rooming_seconds = began - (self._left() or 0.0)

    def _prove(self, number: int) -> None:
        """Tighten the bound on the model of corridors."""
        if not self._is_open():
            return
        left = self._left()
        seconds = None if left is None else max(PROOF_SHARE * left, 0.0)
        start = self.allocation.values
        if self.counted.by_floor:
            start = self.choice.uses_of(self.bound.choice, self.allocation)
        found = self.bound.tighten(PROOF_NODES * GROWTH**number, seconds, self.seed, start)
        self._take(None if self.counted.by_floor else found)

    def _take(self, found: Allocation | None) -> None:
        self.work += 1
        if found is not None and found.cost < self.allocation.cost - 1e-6:
            self.allocation = found

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


def _at(values: Sequence[int], number: int) -> int:
    """The value for the round, the last one for all rounds after."""
    return values[min(number, len(values) - 1)]
