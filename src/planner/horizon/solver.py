"""Solve a problem: prices, annealing, then parts of the plan solved exactly, again and again."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING

from planner.horizon.annealing import anneal, fill, temperature
from planner.horizon.bound import Prices, find_prices
from planner.horizon.exact import Part
from planner.horizon.occupancy import Occupancy
from planner.horizon.polishing import Polishing
from planner.horizon.result import MIXING, Progress, Relaxed, Result, gap
from planner.horizon.tables import Tables, tabulate

if TYPE_CHECKING:
    from planner.horizon.problem import Problem
    from planner.horizon.result import Stop

PRICE_STEPS = 700
TRIALS_A_STAY, MOST_BLOCKS = 0.9, 2000
NEAR = 25
HOT, COLD, CROWDED = 0.4, 0.08, 12.0
WHOLE_COLUMNS, WHOLE_NODES = 700, 2000
PART_WORK = 10


def solve(problem: Problem, stop: Stop, seed: int, workers: int = 1) -> Result:
    """The best plan found until `stop`, which is asked with the progress after each step, says so.

    A unit of work is 1 000 trials of annealing, or a tenth of a part solved exactly. With the same seed and
    a `stop` that counts work, the plan is the same; with more work it is never worse. `workers`:
    parts solved at the same time (threads); each number of workers has its own plan.
    """
    tables = tabulate(problem)
    search = _Search(tables, stop, seed, workers)
    if tables.placeable:
        search.run()
    return _result(problem, tables, search)


class _Search:
    """The plan under change, and the best so far."""

    def __init__(self, tables: Tables, stop: Stop, seed: int, workers: int) -> None:
        self.best = [-1] * len(tables.nights_of)
        self.bound = 0.0
        self.work = 0
        self._tables = tables
        self._stop = stop
        self._random = Random(seed)  # noqa: S311 - a search, not a secret
        self._workers = workers
        self._value: tuple[float, float] = (math.inf, math.inf)

    def run(self) -> None:
        """Search until told to stop, or until the plan is proven to be the best."""
        tables = self._tables
        prices = find_prices(tables, PRICE_STEPS)
        self.bound = max(0.0, prices.bound)
        occupancy = Occupancy(tables, tables.hard)
        fill(occupancy, prices.reduced)
        if self._note(occupancy):
            return
        if sum(map(len, tables.rooms_for)) <= WHOLE_COLUMNS:
            self._solve_whole(occupancy)
            if self._note(occupancy):
                return
        if not self._anneal(prices):
            self._polish(prices)

    def _note(self, occupancy: Occupancy) -> bool:
        """Keep the plan if it is the best so far; returns True when it is time to stop."""
        crowded = occupancy.overfull()
        value = (crowded, occupancy.total() - occupancy.weight * crowded)
        if value < (self._value[0], self._value[1] - 1e-9):
            self._value, self.best = value, list(occupancy.room_of)
        proven = not self._value[0] and gap(self._value[1], self.bound) < 1e-9
        return self._stop(Progress(self.work, self._value[1], int(self._value[0]), self.bound)) or proven

    def _solve_whole(self, occupancy: Occupancy) -> None:
        part = Part(occupancy, dict(enumerate(self._tables.rooms_for)), crowding=True)
        rooms = part.solve(WHOLE_NODES)
        self.work += PART_WORK
        if rooms is not None:
            occupancy.rearrange(rooms)
            if not occupancy.overfull():
                self.bound = max(self.bound, min(part.bound, occupancy.total()))

    def _anneal(self, prices: Prices) -> bool:
        """Returns True when it is time to stop."""
        tables = self._tables
        near = _near(tables, prices)
        scale = _scale(tables, prices, near)
        occupancy = Occupancy(tables, CROWDED * scale)
        occupancy.rearrange(dict(enumerate(self.best)))
        blocks = min(MOST_BLOCKS, int(TRIALS_A_STAY * len(tables.placeable)))
        for done in range(blocks):
            anneal(occupancy, self._random, near, temperature(HOT * scale, COLD * scale, done / blocks))
            self.work += 1
            if self._note(occupancy):
                return True
        return False

    def _polish(self, prices: Prices) -> None:
        occupancy = Occupancy(self._tables, self._tables.hard)
        occupancy.rearrange(dict(enumerate(self.best)))
        polishing = Polishing(occupancy, prices.reduced, self._random, self._workers)
        over = False
        while not over:
            self.work += PART_WORK * polishing.round()
            over = self._note(occupancy) or polishing.is_exhausted


def _near(tables: Tables, prices: Prices) -> list[list[int]]:
    order = prices.reduced.argsort(axis=1, kind="stable")[:, :NEAR].tolist()
    return [row[: len(tables.rooms_for[i])] for i, row in enumerate(order)]


def _scale(tables: Tables, prices: Prices, near: list[list[int]]) -> float:
    """What a stay usually pays more for a room that is not its best."""
    ways = [prices.reduced[i, near[i]] for i in tables.placeable]
    return max(1e-3, float(sum(way.mean() - way[0] for way in ways)) / len(ways))


def _result(problem: Problem, tables: Tables, search: _Search) -> Result:
    rooms, stays = problem.rooms, problem.stays
    placed = [(i, j) for i, j in enumerate(search.best) if j >= 0]
    occupancy = Occupancy(tables, tables.hard)
    occupancy.rearrange(dict(placed))
    objective = {rule: sum(float(table[i][j]) for i, j in placed) for rule, table in problem.costs.items()}
    mixed = {j: occupancy.apart(j) for j in range(len(rooms))}
    if any(room.mixing for room in rooms):
        objective[MIXING] = sum(
            rooms[j].mixing * n for j, n in mixed.items() if not math.isinf(rooms[j].mixing)
        )
    relaxed = [
        Relaxed("beds", room.id, crowded) for j, room in enumerate(rooms) if (crowded := occupancy.beyond(j))
    ] + [Relaxed(MIXING, rooms[j].id, n) for j, n in mixed.items() if n and math.isinf(rooms[j].mixing)]
    return Result(
        plan={stays[i].id: rooms[j].id for i, j in placed},
        objective=objective,
        bound=search.bound,
        overfull=occupancy.overfull(),
        unplaced=tuple(stays[i].id for i, rooms_for in enumerate(tables.rooms_for) if not rooms_for),
        relaxed=tuple(relaxed),
        work=search.work,
    )
