"""Solves a whole roster: a first plan at once, then better ones with a bound, until proven or stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.placement.batch.first_plan import FirstPlan
from planner.placement.batch.kinds import Aggregate
from planner.placement.batch.milp import INFINITY, Answer
from planner.placement.batch.model import PlacementModel
from planner.placement.batch.objective import Measure
from planner.placement.batch.polish import Polish
from planner.placement.batch.problem import TOLERANCE, Plan, Problem, Progress, Result, Stop
from planner.placement.batch.read import counts_of
from planner.placement.batch.rooming import Counts, Rooming
from planner.placement.batch.telling import Told, lacks_of, plan_reasons, relaxed_units

FIRST_STEP, GROWTH = 1, 10
FIRST_SECONDS = 0.5
HOPED_FLOORS = 2.0  # plans cost at most so many floors opened more than the linear bound, on most nights
HOPE = 0.7  # of the seconds of a step go to the score that is hoped for


def solve(problem: Problem, stop: Stop | None = None, seed: int = 0) -> Result:
    """Rooms for all parties of the problem at the lowest score found, with a bound on any score.

    `stop` says when to end before the proof (default: never). With `stop.work` alone, the same
    problem, work and seed give the same plan; more work never gives a worse one. `seed` changes
    only which of equally good plans is found.
    """
    search = _Search(problem, stop or Stop(), seed)
    search.run()
    return search.result()


class _Search:
    """The best plan so far, the bound so far, and when to end."""

    def __init__(self, problem: Problem, stop: Stop, seed: int) -> None:
        self.aggregate = Aggregate(problem)
        self.measure = Measure(self.aggregate)
        self.stop, self.seed = stop, seed
        self.work = 0
        self.bound = 0.0
        self.best: Plan = {}
        self.score = INFINITY
        self._keep(FirstPlan(self.aggregate).counts(), self.aggregate)

    def run(self) -> None:
        """First without breaking a hard rule; where that does not do, with every way out."""
        if self._ends() or self.stop.work == 0:
            return
        least_harm = min(weight.weight for weight in self.aggregate.rules.hard.values())
        done = self._prove(self.aggregate, least_harm)
        if done and self.score > least_harm + TOLERANCE:
            self._prove(Aggregate(self.aggregate.problem, divisible=True), None)

    def _prove(self, aggregate: Aggregate, least_harm: float | None) -> bool:
        """Improve with the aggregate model, then with doors of companions counted; True when it is solved.

        Doors are counted first for those whom the best plan leaves apart, then for all: each door more
        makes the model larger. `least_harm`: what any plan costs at least that the strict model does
        not know; None: relaxed.
        """
        doors: frozenset[tuple[int, int]] = frozenset()
        every = _pairs(aggregate, aggregate.groups)
        while True:
            part = PlacementModel(aggregate, relaxed=least_harm is None, doors=doors)
            if not self._improve(part, INFINITY if least_harm is None else least_harm):
                return False
            if self.score - self.bound <= TOLERANCE or doors == every:
                return True
            more = doors | _pairs(aggregate, self._apart(aggregate))
            doors = more if more > doors else every

    def _apart(self, aggregate: Aggregate) -> list[tuple[str, ...]]:
        """Groups of companions who are not next door to each other in the best plan."""
        return [
            group
            for group in aggregate.groups
            if self.measure.clusters([{share.room_id for share in self.best[one]} for one in group]) > 1
        ]

    def result(self) -> Result:
        """The best plan with everything that is to be known of it."""
        objective = self.measure.scores(self.best)
        lacks = lacks_of(self.aggregate, self.best)
        return Result(
            plan=dict(self.best),
            objective=objective,
            lower_bound=round(min(self.bound, sum(objective.values())), 6),
            relaxed=relaxed_units(self.aggregate, objective),
            lacks=lacks,
            reasons=plan_reasons(self.aggregate, self.best, objective, lacks),
            told=Told(self.aggregate, self.best),
            work=self.work,
        )

    def _improve(self, part: PlacementModel, limit: float) -> bool:
        """Solve the aggregate model in growing steps; True when it is solved to its optimum.

        A plan little above the linear bound is looked for first: so near, most of the model falls away.
        """
        hoped = self._hoped(part)
        for nodes, seconds in self._steps():
            if hoped < self.score:
                answer = self._run(part, limit, hoped, nodes, None if seconds is None else seconds * HOPE)
                if answer.proven and answer.values is not None:
                    return True
                hoped = INFINITY if answer.proven else hoped
            answer = self._run(part, limit, self.score, nodes, self._at_most_left(seconds))
            if answer.proven or self.score - self.bound <= TOLERANCE:
                return True
            if self._ends():
                return False
        return False

    def _hoped(self, part: PlacementModel) -> float:
        """The score that is tried for first; infinity where the best plan is as near or rules must break."""
        slack = HOPED_FLOORS * part.aggregate.rules.soft["floor_opened"].weight
        if part.relaxed or self.score - self.bound <= slack:
            return INFINITY
        linear = part.model.relaxation(self._left())
        return linear + slack if linear > -INFINITY else INFINITY

    def _run(
        self, part: PlacementModel, limit: float, score: float, nodes: int | None, seconds: float | None
    ) -> Answer:
        """One run of the solver for plans below the score; keeps what it finds and its bound."""
        answer = part.model.solve(nodes=nodes, seconds=seconds, seed=self.seed, score=score)
        self.work = max(self.work, nodes or 0)
        self.bound = max(self.bound, min(answer.bound, limit))
        if answer.values is not None:
            self._keep(counts_of(part, answer.values), part.aggregate)
        return answer

    def _steps(self) -> Iterator[tuple[int | None, float | None]]:
        """Nodes and seconds of each run of the solver: counted work if the caller counts, else time."""
        if self.stop.work is not None:
            nodes = FIRST_STEP
            while nodes <= self.stop.work:
                yield nodes, self._left()
                nodes *= GROWTH
        elif self.stop.ask is None:
            yield None, self._left()
        else:
            seconds = FIRST_SECONDS
            while True:
                left = self._left()
                yield None, seconds if left is None else min(seconds, left)
                seconds *= 2

    def _at_most_left(self, seconds: float | None) -> float | None:
        left = self._left()
        return seconds if seconds is None or left is None else min(seconds, left)

    def _left(self) -> float | None:
        return self.stop.seconds() if self.stop.seconds else None

    def _ends(self) -> bool:
        left = self._left()
        if left is not None and left <= 0:
            return True
        progress = Progress(self.score, min(self.bound, self.score), self.work)
        return bool(self.stop.ask and self.stop.ask(progress))

    def _keep(self, counts: Counts, aggregate: Aggregate) -> None:
        plan: Plan = Rooming(aggregate, counts).give()
        if self.bound:
            plan = Polish(self.measure, plan).run()
        score = self.measure.total(plan)
        if score < self.score - 1e-9:
            self.best, self.score = plan, score


def _pairs(aggregate: Aggregate, groups: Iterable[tuple[str, ...]]) -> frozenset[tuple[int, int]]:
    """Kinds of the pairs among these companions who can be next door to each other."""
    numbers = {kind.key: number for number, kind in enumerate(aggregate.kinds)}
    found = set()
    for group in groups:
        kinds = [aggregate.kind_of[one] for one in group]
        if len(group) == 2 and not any(key.home or key.fever for key in kinds):
            one, other = sorted(numbers[key] for key in kinds)
            found.add((one, other))
    return frozenset(found)
