"""The model over blocks of rooms: floors where there is much to decide, and the bound of corridors."""

import pytest

from benchmarks.regions import region
from planner.network import Problem, Stop, solve
from planner.network.choice import Choice
from planner.network.counting import Counted
from planner.network.first_choice import FirstChoice
from planner.network.sharing_out import SharingOut
from tests.planner.network.evaluator import evaluate_network


@pytest.fixture(scope="module")
def many() -> Problem:
    """Enough corridors and cohorts that whole floors are chosen."""
    return region(0, hotels=6, rooms=1300, people=300, cohorts=6)


def test_a_large_region_is_planned_whole(many: Problem) -> None:
    found = solve(many, Stop(work=2), seed=1)
    assert set(found.hotel_of) == {party.id for party in many.parties}
    assert found.relaxed == {}
    assert found.objective == pytest.approx(evaluate_network(many, found))
    assert found == solve(many, Stop(work=2), seed=1)


def test_floors_count_the_same_rooms_as_corridors(many: Problem) -> None:
    fine = Counted(many)
    coarse = fine.by_floors()
    assert len(coarse.blocks) < len(fine.blocks)
    assert sum(block.size for block in coarse.blocks) == sum(block.size for block in fine.blocks)
    assert {key for one in coarse.blocks for key in one.corridors} == {
        key for one in fine.blocks for key in one.corridors
    }


def test_an_allocation_of_floors_is_one_of_corridors(many: Problem) -> None:
    fine = Counted(many)
    coarse = fine.by_floors()
    by_floor, by_corridor = Choice(coarse), Choice(fine)
    found, _ = by_floor.solve(nodes=1, seconds=None, seed=0, fixed=FirstChoice(coarse).uses())
    assert found is not None
    start = by_floor.uses_of(by_corridor, found)
    uses = {use for use, one in by_corridor.use.items() if start[one]}
    same, _ = by_corridor.solve(nodes=1, seconds=None, seed=0, fixed=uses)
    assert same is not None
    assert same.cost <= found.cost + 1e-6


def test_no_hotel_is_given_more_parties_than_rooms(many: Problem) -> None:
    counted = Counted(many).by_floors()
    found, _ = Choice(counted).solve(nodes=1, seconds=None, seed=0, fixed=FirstChoice(counted).uses())
    assert found is not None
    hotel_of = SharingOut(counted, found).give()
    assert set(hotel_of) == {party.id for party in many.parties}
    for group in counted.groups:
        assert len({hotel_of[one] for one in group}) == 1
    for hotel in range(len(many.hotels)):
        for cohort in counted.cohorts:
            rooms = sum(
                counted.blocks[number].size
                for number, who in found.uses
                if who == cohort and counted.blocks[number].hotel == hotel
            )
            inside = [one for one, where in hotel_of.items() if where == hotel]
            assert sum(counted.parties[one].cohort == cohort for one in inside) <= rooms
