"""The public format, by a small instance made by hand."""

import itertools
from pathlib import Path

import pytest

from benchmarks.pas_evaluator import Verdict, evaluate
from benchmarks.pas_instance import read_problem
from planner.horizon import after, solve

SMALL = Path(__file__).with_name("small.txt")


def test_reader_drops_who_has_no_night_and_cuts_at_the_horizon() -> None:
    problem = read_problem(SMALL)
    assert [(stay.id, stay.first, stay.nights, stay.cohort) for stay in problem.stays] == [
        ("1", 0, 2, "F"),
        ("2", 1, 2, "M"),
        ("3", 0, 4, "M"),
        ("5", 1, 3, "F"),
    ]
    assert [(room.id, room.beds, room.mixing) for room in problem.rooms] == [
        ("1", 2, 5),
        ("2", 1, 0),
        ("3", 1, 0),
    ]


def test_reader_costs_each_rule_as_written() -> None:
    problem = read_problem(SMALL)
    assert [list(row) for row in problem.allowed or ()] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
        [True, True, False],
    ]
    man, last = 1, 3
    assert [problem.costs[rule][man][1] for rule in problem.costs] == [0, 2, 0, 4, 10]
    assert [problem.costs[rule][man][0] for rule in problem.costs] == pytest.approx([0, 0, 1.6, 0, 0])
    assert [problem.costs[rule][last][0] for rule in problem.costs] == [2, 2, 0, 0, 0]
    assert [problem.costs[rule][last][1] for rule in problem.costs] == [2, 5, 0, 6, 0]


def test_evaluator_counts_a_plan_by_hand() -> None:
    assert evaluate(SMALL, {1: 1, 2: 1, 3: 3, 5: 2}) == Verdict(pytest.approx(1.6 + 5 + 2 + 5 + 6), 0, 0, 0)


def test_evaluator_sees_overfull_missing_and_forbidden() -> None:
    verdict = evaluate(SMALL, {1: 3, 2: 3, 3: 3})
    assert (verdict.overfull, verdict.missing, verdict.forbidden) == (4, 1, 2)


def test_solver_finds_the_best_plan_of_all() -> None:
    problem = read_problem(SMALL)
    people = [int(stay.id) for stay in problem.stays]
    tried = [
        evaluate(SMALL, dict(zip(people, rooms, strict=True)))
        for rooms in itertools.product((1, 2, 3), repeat=len(people))
    ]
    best = min(verdict.cost for verdict in tried if not (verdict.overfull or verdict.forbidden))
    result = solve(problem, after(30), seed=1)
    plan = {int(stay): int(room) for stay, room in result.plan.items()}
    assert evaluate(SMALL, plan) == Verdict(pytest.approx(best), 0, 0, 0)
    assert result.cost == pytest.approx(best)
    assert result.bound == pytest.approx(best)


def test_reader_refuses_another_file(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Planning horizon: 3\nROOMS:\n1 2\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"other\.txt: not a patient-admission instance"):
        read_problem(other)
