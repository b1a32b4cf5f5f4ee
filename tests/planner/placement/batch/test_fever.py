"""Parties with fever as blocks of rooms: the same optimum as room by room, and what they take next door."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.placement import Member, Occupant, PartyProfile
from planner.placement.batch import Problem, fever, solve
from planner.placement.batch.doors import doors_between
from planner.placement.batch.kinds import Aggregate
from planner.placement.batch.milp import Model
from planner.placement.batch.model import PlacementModel
from tests.planner.hotel import corridor, site_of
from tests.planner.placement.batch.test_solve import counted


def ill(party_id: str, people: int = 1) -> PartyProfile:
    """So many with fever."""
    return PartyProfile(party_id, tuple(Member(f"{party_id}-{n}", fever=True) for n in range(people)))


@st.composite
def nights(draw: st.DrawFn) -> Problem:
    """One to three parties with fever and some without, on one or two corridors, one room perhaps taken."""
    beds = st.lists(st.integers(1, 3), min_size=2, max_size=6)
    lines = [corridor(draw(beds), floor=floor) for floor in draw(st.sampled_from([["f3"], ["f3", "f4"]]))]
    stays = draw(st.sampled_from([(), (Occupant("f3-A2", "s0", 1, fever=draw(st.booleans())),)]))
    parties = [ill(f"i{n}", draw(st.integers(1, 2))) for n in range(draw(st.integers(1, 3)))]
    parties += counted(*draw(st.lists(st.integers(1, 3), max_size=3)))
    return Problem(site_of(*lines, occupants=stays), tuple(parties))


def strict_model(problem: Problem, *, blocks: bool) -> Model:
    """The strict model with blocks or room by room."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fever, "MOST_IN_BLOCKS", 3 if blocks else 0)
        return PlacementModel(Aggregate(problem), relaxed=False).model


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(nights())
def test_blocks_and_single_rooms_have_the_same_optimum(problem: Problem) -> None:
    one, other = (
        strict_model(problem, blocks=blocks).solve(nodes=None, seconds=None, seed=0)
        for blocks in (True, False)
    )
    assert one.objective == pytest.approx(other.objective)


def test_blocks_know_in_the_linear_bound_that_a_room_is_lost() -> None:
    problem = Problem(site_of(corridor([1] * 8)), (ill("i"),))
    assert (
        strict_model(problem, blocks=False).relaxation(None) < 12.0
    )  # a party spread thinly loses next to nothing
    assert strict_model(problem, blocks=True).relaxation(None) == pytest.approx(
        18.0
    )  # the floor, and one room at the end


def test_solve_puts_fever_side_by_side_and_loses_one_room() -> None:
    found = solve(Problem(site_of(corridor([1, 1, 1, 1, 1])), (ill("i"), ill("j"), *counted(1, 1))))
    assert found.objective == {"floor_opened": 10.0, "fever_rooms_lost": 8.0}
    assert found.proven
    assert {found.plan[one][0].room_id for one in "ij"} in ({"f3-A1", "f3-A2"}, {"f3-A4", "f3-A5"})


def test_solve_many_with_fever_are_placed_room_by_room() -> None:
    parties = (*(ill(f"i{n}") for n in range(4)), *counted(1))
    found = solve(Problem(site_of(corridor([1] * 6)), parties))
    assert found.objective == {"floor_opened": 10.0, "fever_rooms_lost": 8.0}
    assert found.proven


def test_solve_knows_which_doors_fever_takes() -> None:
    """3 and 2 beds lie next door only beside the single room, where fever costs least: apart for 6 more."""
    site = site_of(corridor([1, 3, 2], name="A"), corridor([3, 5, 2], name="B"))
    one, two = counted(3, 2)
    found = solve(Problem(site, (replace(one, companions=frozenset({two.id})), two, ill("i"))))
    assert found.objective == {"floor_opened": 10.0, "fever_rooms_lost": 8.0, "companions_on_floor": 6.0}
    assert found.proven
    assert found.plan["i"][0].room_id == "f3-A1"


def test_doors_between_counts_pairs_that_share_no_room() -> None:
    aggregate = Aggregate(Problem(site_of(corridor([2, 2, 3, 2, 2, 2])), counted(2)))
    twin, family = (place for place, _ in enumerate(aggregate.cells))
    assert doors_between(aggregate) == {(twin, twin): 2, (twin, family): 1}
