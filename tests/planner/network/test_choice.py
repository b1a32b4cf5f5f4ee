"""The model over blocks of rooms: floors where there is much to decide, and the bound of corridors."""

from collections.abc import Mapping

import pytest

from benchmarks.regions import region
from planner.network import Problem, Stop, solve
from planner.network.boarding import Fleet
from planner.network.choice import Choice
from planner.network.counting import Counted
from planner.network.exchanges import Exchanges
from planner.network.first_choice import FirstChoice
from planner.network.objective import Judge
from planner.network.settling import Settling
from planner.placement.batch import Plan
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


def test_an_allocation_is_settled_in_rooms_at_what_it_costs(many: Problem) -> None:
    counted = Counted(many).by_floors()
    found, _ = Choice(counted).solve(nodes=1, seconds=None, seed=0, fixed=FirstChoice(counted).uses())
    assert found is not None
    plans = Settling(counted, found).give(100, 8)
    rooms = [(hotel, share.room_id) for hotel, plan in plans.items() for (share,) in plan.values()]
    assert len(rooms) == len(set(rooms)) == len(many.parties)
    owner = {
        (counted.blocks[number].hotel, room.id): cohort
        for number, cohort in found.uses
        for room in counted.blocks[number].rooms
    }
    for hotel, plan in plans.items():
        scores = Judge(many).of_hotel(hotel, plan)
        assert "fever_next_door" not in scores
        for party, (share,) in plan.items():
            assert owner[hotel, share.room_id] == counted.parties[party].cohort


def test_exchanges_keep_everybody_and_save(many: Problem) -> None:
    counted = Counted(many).by_floors()
    found, _ = Choice(counted).solve(nodes=1, seconds=None, seed=0, fixed=FirstChoice(counted).uses())
    assert found is not None
    fleet, judge = Fleet(many), Judge(many)
    before = Settling(counted, found).give(100, 8)
    exchanges = Exchanges(counted, fleet, before)
    exchanges.run(20_000, 1)
    after = exchanges.plans()
    again = Exchanges(counted, fleet, before)
    again.run(20_000, 1)
    assert again.plans() == after
    rooms = [(hotel, share.room_id) for hotel, plan in after.items() for (share,) in plan.values()]
    assert len(rooms) == len(set(rooms)) == len(many.parties)
    assert _score(fleet, judge, after) < _score(fleet, judge, before)


def _score(fleet: Fleet, judge: Judge, plans: Mapping[int, Plan]) -> float:
    where = {party: hotel for hotel, plan in plans.items() for party in plan}
    return sum(judge.scores(plans, fleet.board(where)).values())
