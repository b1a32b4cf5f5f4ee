"""The model in plain arrays: its grid, searches cut off at a score, and the linear bound."""

import pytest

from planner.placement.batch.milp import INFINITY, Model


def cover() -> Model:
    """The least cost of at least three units of things at 4 and at 6, no more than one at 4: 16."""
    model = Model()
    cheap, dear = model.variable(1, 4.0), model.variable(5, 6.0)
    model.at_most([(cheap, -1), (dear, -1)], -3)
    return model


def half() -> Model:
    """Two things of which 1.5 are needed: 8 in whole things, 6 in parts."""
    model = Model()
    one = model.variable(3, 4.0)
    model.at_most([(one, -2)], -3)
    return model


def test_grid_is_the_common_measure_of_all_costs() -> None:
    assert cover().grid() == pytest.approx(2.0)
    model = cover()
    model.variable(1, 0.75)
    assert model.grid() == pytest.approx(0.25)


def test_grid_is_none_where_a_cost_is_not_whole_hundredths_or_its_variable_not_whole() -> None:
    for cost, integer in ((0.333333, True), (1.0, False)):
        model = cover()
        model.variable(1, cost, integer=integer)
        assert model.grid() == pytest.approx(0.0)


def test_row_counts_a_variable_named_twice_twice() -> None:
    model = Model()
    one = model.variable(10, -1.0)
    model.at_most([(one, 1), (one, 1)], 6)
    answer = model.solve(nodes=None, seconds=None, seed=0)
    assert answer.objective == pytest.approx(-3.0)
    assert model.rows == [(-INFINITY, 6, [(one, 2.0)])]


def test_solve_finds_the_optimum_and_its_bound() -> None:
    answer = cover().solve(nodes=None, seconds=None, seed=0)
    assert answer.proven
    assert [answer.objective, answer.bound] == pytest.approx([16.0, 16.0])
    assert answer.values == pytest.approx([1.0, 2.0])


def test_solve_below_a_score_finds_what_is_below_it() -> None:
    answer = cover().solve(nodes=None, seconds=None, seed=0, score=18.0)
    assert answer.values == pytest.approx([1.0, 2.0])
    assert answer.bound == pytest.approx(16.0)


@pytest.mark.parametrize("score", [16.0, 15.0])
def test_solve_below_a_score_that_nothing_reaches_proves_the_next_value(score: float) -> None:
    answer = cover().solve(nodes=None, seconds=None, seed=0, score=score)
    assert answer.values is None
    assert answer.proven
    assert answer.bound == pytest.approx(16.0)


def test_solve_below_a_score_without_a_grid_proves_hardly_less_than_the_score() -> None:
    model = cover()
    model.variable(1, 1.0, integer=False)
    answer = model.solve(nodes=None, seconds=None, seed=0, score=16.0)
    assert answer.values is None
    assert 16.0 - 1e-4 < answer.bound < 16.0


def test_relaxation_is_the_optimum_in_parts() -> None:
    assert half().relaxation(None) == pytest.approx(6.0)
    assert half().solve(nodes=None, seconds=None, seed=0).objective == pytest.approx(8.0)
