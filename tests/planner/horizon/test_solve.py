"""Solving: against trying every plan, and what must not change a plan."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.horizon import Problem, Progress, Room, Stay, after, solve
from tests.planner.horizon.cases import best_by_trying, invent, judge

SEEDS = st.integers(0, 10_000)
few = settings(max_examples=8, deadline=None, derandomize=True)


@few
@given(SEEDS)
def test_solve_finds_what_trying_every_plan_finds(seed: int) -> None:
    problem = invent(seed)
    broken, cost = best_by_trying(problem)
    result = solve(problem, after(60), seed=1)
    assert judge(problem, result.plan)[0] == broken
    if not broken:
        assert result.cost == pytest.approx(cost)
        assert result.bound == pytest.approx(cost)
        assert not result.relaxed


@few
@given(SEEDS)
def test_objective_and_broken_rules_equal_the_evaluators(seed: int) -> None:
    problem = invent(seed, rooms=5, stays=14, nights=7)
    result = solve(problem, after(30), seed=2)
    broken, cost = judge(problem, result.plan)
    assert result.cost == pytest.approx(cost)
    assert sum(one.bed_nights for one in result.relaxed) == broken
    assert result.overfull == sum(one.bed_nights for one in result.relaxed if one.rule == "beds")
    if not broken:
        assert result.bound <= cost + 1e-6


@few
@given(SEEDS)
def test_relabelled_rooms_and_stays_cost_the_same(seed: int) -> None:
    problem = invent(seed)
    assert problem.allowed is not None
    turned = Problem(
        problem.nights,
        [replace(room, id=f"x{room.id}") for room in reversed(problem.rooms)],
        [replace(stay, id=f"x{stay.id}") for stay in reversed(problem.stays)],
        {rule: [row[::-1] for row in table[::-1]] for rule, table in problem.costs.items()},
        [row[::-1] for row in problem.allowed[::-1]],
    )
    one, other = (solve(each, after(60), seed=3) for each in (problem, turned))
    assert judge(problem, one.plan)[0] == judge(turned, other.plan)[0]
    if not one.relaxed:
        assert one.cost == pytest.approx(other.cost)


@few
@given(SEEDS)
def test_an_unusable_room_changes_no_proven_optimum(seed: int) -> None:
    problem = invent(seed)
    assert problem.allowed is not None
    wider = Problem(
        problem.nights,
        [Room("unusable", 4, closed=frozenset(range(problem.nights))), *problem.rooms],
        problem.stays,
        {rule: [[0.0, *row] for row in table] for rule, table in problem.costs.items()},
        [[True, *row] for row in problem.allowed],
    )
    one, other = (solve(each, after(60), seed=4) for each in (problem, wider))
    assert "unusable" not in other.plan.values()
    if not one.relaxed:
        assert (one.gap, other.gap) == (0.0, 0.0)
        assert one.cost == pytest.approx(other.cost)


def crowded(seed: int) -> Problem:
    """Too large to be solved in one piece."""
    return invent(seed, rooms=14, stays=110, nights=10)


def test_more_work_is_never_worse() -> None:
    problem = crowded(5)
    plans = [solve(problem, after(work), seed=5) for work in (0, 20, 90, 130)]
    values = [(plan.overfull, sum(one.bed_nights for one in plan.relaxed), plan.cost) for plan in plans]
    assert values == sorted(values, reverse=True)
    assert values[-1] < values[0]


def test_same_seed_and_work_give_the_same_plan() -> None:
    problem = crowded(6)
    assert solve(problem, after(110), seed=6, workers=2) == solve(problem, after(110), seed=6, workers=2)


def test_stop_is_told_the_progress() -> None:
    seen: list[Progress] = []

    def is_over(progress: Progress) -> bool:
        seen.append(progress)
        return progress.work >= 20

    result = solve(crowded(7), is_over, seed=7)
    assert [one.work for one in seen] == sorted(one.work for one in seen)
    assert all((b.overfull, b.best) <= (a.overfull, a.best) for a, b in pairwise(seen))
    assert result.work == seen[-1].work
    assert result.overfull == seen[-1].overfull


def test_overfull_beds_are_named_when_there_is_no_other_way() -> None:
    stays = [Stay("a", 0, 2), Stay("b", 1, 2), Stay("c", 1, 1)]
    result = solve(Problem(3, [Room("only", 1)], stays), after(10), seed=1)
    assert [(one.rule, one.room, one.bed_nights) for one in result.relaxed] == [("beds", "only", 2)]
    assert result.overfull == 2


def test_a_stay_that_no_room_may_take_is_left_out_and_named() -> None:
    problem = Problem(2, [Room("r", 2)], [Stay("in", 0, 1), Stay("out", 0, 1)], allowed=[[True], [False]])
    result = solve(problem, after(10), seed=1)
    assert dict(result.plan) == {"in": "r"}
    assert result.unplaced == ("out",)


def test_nobody_to_place_costs_nothing() -> None:
    result = solve(Problem(3, [Room("r", 2)], []), after(10), seed=1)
    assert (dict(result.plan), result.cost, result.gap) == ({}, 0, 0.0)


@pytest.mark.parametrize(
    ("rooms", "stays", "part"),
    [
        ([Room("r", 1), Room("r", 1)], [], "more than one room"),
        ([Room("r", -1)], [], "must not be negative"),
        ([Room("r", 1, mixing=math.nan)], [], "must not be negative"),
        ([Room("r", 1)], [Stay("s", 2, 2)], "its nights must lie in 0 to 2"),
    ],
)
def test_contradictory_parts_are_refused(rooms: list[Room], stays: list[Stay], part: str) -> None:
    with pytest.raises(ValueError, match=part):
        Problem(3, rooms, stays)


def test_a_table_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="wish: must be 1 stays x 1 rooms"):
        Problem(3, [Room("r", 1)], [Stay("s", 0, 1)], {"wish": [[1.0, 2.0]]})
