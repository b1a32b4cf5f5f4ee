"""What holds for every plan over several hotels: its score, its bound, and what changes no optimum."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from planner.network import Hotel, Problem, Progress, Result, Stop, explain, prove, solve
from planner.network.objective import relaxed_units
from planner.placement import Floor, PartyProfile, Room, RoomShare, SiteState
from tests.planner.network.cases import invent
from tests.planner.network.evaluator import evaluate_network

STEPS = Stop(work=8)


def result_of(problem: Problem, plan: dict[str, tuple[str, str] | None]) -> Result:
    """A result, without buses, with these rooms: {party: (hotel, room)}."""
    rooms: dict[str, dict[str, tuple[RoomShare, ...]]] = {}
    labels = {party.id: tuple(one.label for one in party.members) for party in problem.parties}
    for party, place in plan.items():
        if place:
            rooms.setdefault(place[0], {})[party] = (RoomShare(place[1], labels[party]),)
    hotel_of = {party: place[0] for party, place in plan.items() if place}
    return Result(hotel_of, rooms, (), {}, 0.0, {}, {}, {}, 0)


def every_plan(problem: Problem) -> Iterator[Result]:
    """All undivided plans without buses."""
    places = [(hotel.id, room.id) for hotel in problem.hotels for room in hotel.site.index.vacant]
    for chosen in product([None, *places], repeat=len(problem.parties)):
        used = [place for place in chosen if place]
        if len(used) == len(set(used)):
            yield result_of(
                problem, {party.id: place for party, place in zip(problem.parties, chosen, strict=True)}
            )


@pytest.mark.parametrize("seed", range(24))
def test_the_score_is_the_evaluators_and_the_bound_is_below_it(seed: int) -> None:
    problem = invent(seed, hotels=1 + seed % 3, parties=3 + seed % 5, cohorts=("1", "2", None))
    found = solve(problem, STEPS, seed)
    scores = evaluate_network(problem, found)
    assert found.objective == pytest.approx(scores)
    assert found.lower_bound <= found.score + 1e-6
    assert found.relaxed == relaxed_units(problem, scores)
    assert set(found.unplaced) == {party.id for party in problem.parties} - set(found.hotel_of)


@pytest.mark.parametrize("seed", range(12))
def test_no_plan_scores_less_than_the_bound(seed: int) -> None:
    drawn = invent(seed, hotels=2, parties=3, cohorts=("1", "2", None))
    problem = replace(drawn, buses=())
    found = solve(problem, STEPS)
    least = min(sum(evaluate_network(problem, plan).values()) for plan in every_plan(problem))
    assert found.lower_bound <= least + 1e-6
    if found.proven:
        assert found.score <= least + 1e-6


@pytest.mark.parametrize("seed", range(12))
def test_no_plan_scores_less_than_what_is_proven_where_companions_have_fever(seed: int) -> None:
    drawn = invent(seed, hotels=2, parties=3, cohorts=("1", "2"))
    ill, well, other = drawn.parties
    fever = replace(ill.members[0], fever=True)
    ill = replace(ill, members=(fever, *ill.members[1:]), companions=frozenset({well.id}), cohort="1")
    well = replace(well, companions=frozenset({ill.id}), cohort="1")
    problem = replace(drawn, parties=(ill, well, other), buses=())
    least = min(sum(evaluate_network(problem, plan).values()) for plan in every_plan(problem))
    assert 0 < prove(problem, lambda: 5.0) <= least + 1e-6


@pytest.mark.parametrize("seed", range(12))
def test_relabelling_hotels_and_parties_changes_no_proven_optimum(seed: int) -> None:
    problem = invent(seed, hotels=3)
    new = {party.id: f"x{9 - number}" for number, party in enumerate(problem.parties)}
    parties = [
        replace(party, id=new[party.id], companions=frozenset(new.get(one, one) for one in party.companions))
        for party in problem.parties
    ]
    hotels = [replace(hotel, id=f"z{hotel.id}") for hotel in problem.hotels]
    other = replace(problem, hotels=tuple(reversed(hotels)), parties=tuple(reversed(parties)))
    assert_same_optimum(solve(problem, STEPS), solve(other, STEPS))


@pytest.mark.parametrize("seed", range(12))
def test_an_unusable_hotel_changes_no_proven_optimum(seed: int) -> None:
    problem = invent(seed, hotels=2)
    rooms = (Room("r", "r", "f", "A", 1, 2, state="dirty" if seed % 2 or not problem.buses else "ready"),)
    unusable = Hotel("unusable", "无法使用", SiteState((Floor("f", "1F", 1),), rooms))
    other = replace(problem, hotels=(unusable, *problem.hotels))
    found = solve(other, STEPS)
    assert "unusable" not in found.rooms
    assert_same_optimum(solve(problem, STEPS), found)


def assert_same_optimum(one: Result, other: Result) -> None:
    assert one.lower_bound <= other.score + 1e-6
    assert other.lower_bound <= one.score + 1e-6
    if one.proven and other.proven:
        assert one.score == pytest.approx(other.score)


@pytest.mark.parametrize("seed", range(6))
def test_more_work_is_never_worse_and_the_same_work_gives_the_same_plan(seed: int) -> None:
    problem = invent(seed, hotels=3, parties=8)
    found = [solve(problem, Stop(work=work), seed) for work in (0, 2, 6, 14)]
    scores = [one.score for one in found]
    bounds = [one.lower_bound for one in found]
    assert scores == sorted(scores, reverse=True)
    assert bounds == sorted(bounds)
    assert found[-1] == solve(problem, Stop(work=14), seed)


def test_progress_is_told_and_the_caller_ends_the_solve() -> None:
    told: list[Progress] = []

    def ask(progress: Progress) -> bool:
        told.append(progress)
        return len(told) == 3

    found = solve(invent(3, hotels=3, parties=8), Stop(ask=ask))
    assert [one.work for one in told] == sorted(one.work for one in told)
    assert told[-1].best == pytest.approx(found.score)
    assert all(one.lower_bound <= one.best for one in told)


def test_nobody_at_all_is_a_plan() -> None:
    found = solve(replace(invent(1), parties=()), STEPS)
    assert (found.hotel_of, found.rides, found.score, found.proven) == ({}, (), 0.0, True)


def test_without_hotels_everybody_is_named_with_what_is_lacking() -> None:
    pair = PartyProfile.counted("p", adults=2)
    found = solve(Problem((), (pair,)), STEPS)
    assert found.hotel_of == {}
    assert (
        explain(found.unplaced["p"][0], "en")
        == "no room is left in any hotel; lacking: a room with beds for 2"
    )
    assert found.relaxed == {"no_room": 2}


def test_parts_that_contradict_each_other_are_refused() -> None:
    problem = invent(1)
    with pytest.raises(ValueError, match="named twice"):
        replace(problem, hotels=(*problem.hotels, problem.hotels[0]))
