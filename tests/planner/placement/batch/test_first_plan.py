"""The plan at once, before any solver: worked cases."""

from planner.placement import Member, PartyProfile
from planner.placement.batch import Problem, Stop, solve
from tests.planner.hotel import corridor, site_of
from tests.planner.placement.batch.test_solve import counted


def test_first_plan_closes_floors_and_fits_tightly() -> None:
    site = site_of(corridor([2, 1, 2], floor="f3"), corridor([2, 2, 1], floor="f4"))
    found = solve(Problem(site, counted(2, 2, 1)), Stop(work=0))
    assert found.objective == {"floor_opened": 10.0}


def test_first_plan_fills_the_next_cheapest_cell_when_one_is_full() -> None:
    found = solve(Problem(site_of(corridor([2, 2, 3, 4])), counted(2, 2, 2)), Stop(work=0))
    assert found.objective == {"floor_opened": 10.0, "spare_bed": 8.0}


def test_first_plan_counts_who_finds_no_room() -> None:
    found = solve(Problem(site_of(corridor([2, 2])), counted(2, 2, 2)), Stop(work=0))
    assert found.objective == {"floor_opened": 10.0, "no_room": 400000.0}


def test_first_plan_puts_fever_where_it_takes_one_room() -> None:
    ill = PartyProfile("ill", (Member("ill-A", fever=True),))
    found = solve(Problem(site_of(corridor([1, 1, 1, 1])), (ill, *counted(1, 1))), Stop(work=0))
    assert found.objective == {"floor_opened": 10.0, "fever_rooms_lost": 8.0}
