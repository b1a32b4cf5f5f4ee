"""The bookkeeping in bits, against counting night by night."""

import math
import random

import pytest

from planner.horizon.occupancy import Occupancy
from planner.horizon.tables import tabulate
from tests.planner.horizon.cases import invent, judge


@pytest.mark.parametrize("seed", range(6))
def test_price_and_relief_are_the_change_of_the_total(seed: int) -> None:
    rnd = random.Random(seed)
    tables = tabulate(invent(seed, rooms=4, stays=12, nights=9))
    occupancy = Occupancy(tables, 50.0)
    for _ in range(200):
        i = rnd.randrange(12)
        before = occupancy.total()
        if occupancy.room_of[i] >= 0:
            relief = occupancy.relief(i)
            occupancy.leave(i)
            assert before - occupancy.total() == pytest.approx(relief)
        else:
            j = rnd.randrange(4)
            price = occupancy.price(i, j)
            occupancy.enter(i, j)
            assert occupancy.total() - before == pytest.approx(price)


@pytest.mark.parametrize("seed", range(6))
def test_overfull_and_mixed_are_counted_as_by_night(seed: int) -> None:
    rnd = random.Random(seed)
    problem = invent(seed, rooms=4, stays=12, nights=9)
    tables = tabulate(problem)
    occupancy = Occupancy(tables, 0.0)
    occupancy.rearrange({i: rnd.choice(tables.rooms_for[i]) for i in range(12)})
    plan = {f"s{i}": f"r{j}" for i, j in enumerate(occupancy.room_of)}
    hard = sum(occupancy.apart(j) for j, room in enumerate(problem.rooms) if math.isinf(room.mixing))
    broken, cost = judge(problem, plan)
    assert occupancy.overfull() + hard == broken
    assert occupancy.total() - tables.hard * hard == pytest.approx(cost)
