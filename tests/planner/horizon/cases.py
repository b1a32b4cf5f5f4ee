"""Small problems at random, and judges of plans that share no code with the solver."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping

from planner.horizon import Problem, Room, Stay

FORBIDDEN = math.inf


def invent(seed: int, *, rooms: int = 3, stays: int = 5, nights: int = 4) -> Problem:
    """A tiny problem; every stay may have at least one room."""
    rnd = random.Random(seed)
    made = [
        Room(f"r{j}", rnd.choice([1, 1, 2, 2, 3]), rnd.choice("st"), rnd.choice([0.0, 5.0, math.inf]))
        for j in range(rooms)
    ]
    people = []
    for i in range(stays):
        first = rnd.randrange(nights)
        people.append(Stay(f"s{i}", first, rnd.randint(1, nights - first), rnd.choice("FM")))
    costs = {
        rule: [[float(rnd.choice([0, 1, 2, 4, 8])) for _ in made] for _ in people]
        for rule in ("wish", "distance")
    }
    allowed = [[rnd.random() < 0.8 for _ in made] for _ in people]
    for row in allowed:
        row[rnd.randrange(rooms)] = True
    return Problem(nights, made, people, costs, allowed)


def judge(problem: Problem, plan: Mapping[str, str]) -> tuple[int, float]:
    """Bed-nights that break a hard rule, and the cost of all rules, night by night."""
    number = {room.id: j for j, room in enumerate(problem.rooms)}
    broken, cost = 0, 0.0
    for i, stay in enumerate(problem.stays):
        j = number[plan[stay.id]]
        if problem.allowed is not None and not problem.allowed[i][j]:
            return 10**6, math.inf
        cost += sum(table[i][j] for table in problem.costs.values())
    for room in problem.rooms:
        for night in range(problem.nights):
            here = Counter(
                stay.cohort
                for stay in problem.stays
                if plan[stay.id] == room.id and stay.first <= night < stay.first + stay.nights
            )
            broken += max(0, here.total() - (0 if night in room.closed else room.beds))
            apart = here.total() - max(here.values(), default=0)
            if math.isinf(room.mixing):
                broken += apart
            else:
                cost += room.mixing * apart
    return broken, cost


def every_plan(problem: Problem) -> Iterator[dict[str, str]]:
    """All ways to give each stay an allowed room."""
    ways = [
        [room.id for j, room in enumerate(problem.rooms) if problem.allowed is None or problem.allowed[i][j]]
        for i in range(len(problem.stays))
    ]
    for rooms in itertools.product(*ways):
        yield {stay.id: room for stay, room in zip(problem.stays, rooms, strict=True)}


def best_by_trying(problem: Problem) -> tuple[int, float]:
    """The fewest broken bed-nights, and the least cost with so few."""
    return min(judge(problem, plan) for plan in every_plan(problem))
