"""What holds for whole plans: the bound, the score by rule, and small cases against every plan there is."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.placement import (
    Floor,
    Member,
    Occupant,
    Outlook,
    PartyProfile,
    Room,
    RoomShare,
    RoomState,
    SiteState,
)
from planner.placement.batch import Lack, Plan, Problem, Progress, Stop, solve
from tests.planner.evaluator import evaluate
from tests.planner.hotel import corridor, site_of

SOLVES = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TIGHT = settings(SOLVES, max_examples=15)


def everybody(party: PartyProfile) -> tuple[str, ...]:
    return tuple(one.label for one in party.members)


@st.composite
def problems(draw: st.DrawFn, most_rooms: int = 5, most_parties: int = 4) -> Problem:
    """Small sites, some full, with all kinds of parties."""
    floors = tuple(
        Floor(
            f"f{level}", f"{level}F", level,
            languages=draw(st.sampled_from([frozenset(), frozenset({"yue"})])),
            team=draw(st.sampled_from(["", "x", "y"])),
        )
        for level in range(2, 4)
    )  # fmt: skip
    rooms = tuple(
        Room(
            f"{floor.id}{name}{place}", f"{floor.level}{place}", floor.id, name, place,
            draw(st.integers(1, 4)), features=draw(st.sampled_from(
                [frozenset(), frozenset({"accessible"}), frozenset({"near_doctor"})])),
            state=draw(st.sampled_from([*[RoomState.READY] * 5, RoomState.DIRTY, RoomState.BLOCKED])),
            extra_beds=draw(st.sampled_from([0, 0, 1])),
        )
        for floor in floors
        for name in draw(st.sampled_from(["A", "AB"]))
        for place in range(draw(st.integers(1, most_rooms // 2 + 1)))
    )  # fmt: skip
    taken = draw(st.lists(st.sampled_from(rooms), unique=True, max_size=2))
    occupants = tuple(
        Occupant(room.id, f"s{place}", 1, draw(st.sampled_from([None, "1", "2"])), draw(st.booleans()))
        for place, room in enumerate(taken)
    )
    parties = tuple(draw(_parties(place)) for place in range(draw(st.integers(1, most_parties))))
    outlook = Outlook(draw(st.dictionaries(st.integers(1, 4), st.integers(0, 3), max_size=2)))
    return Problem(SiteState(floors, rooms, occupants, has_lift=draw(st.booleans())), parties, outlook)


@st.composite
def _parties(draw: st.DrawFn, place: int) -> PartyProfile:
    members = tuple(
        Member(
            f"p{place}-{number}",
            draw(st.sampled_from(["adult", "child"])),
            fever=draw(st.sampled_from([False] * 5 + [True])),
            mobility_limited=draw(st.sampled_from([False] * 4 + [True])),
            elderly=draw(st.sampled_from([False] * 4 + [True])),
        )
        for number in range(draw(st.integers(1, 4)))
    )
    return PartyProfile(
        f"p{place}", members, draw(st.sampled_from([None, "1", "1", "2"])),
        companions=draw(st.frozensets(st.sampled_from(["p0", "p1", "s0"]), max_size=1)) - {f"p{place}"},
        apart_from=draw(st.sampled_from([frozenset(), frozenset(), frozenset({"p1", "s1"})])) - {f"p{place}"},
        language=draw(st.sampled_from([None, None, "yue"])),
    )  # fmt: skip


def whole_plans(problem: Problem) -> Iterator[Plan]:
    """Every plan that puts parties whole into rooms, or leaves them out."""
    free = [r.id for r in problem.site.rooms if r.state is RoomState.READY
            and r.id not in {one.room_id for one in problem.standing().occupants}]  # fmt: skip
    for chosen in product([None, *free], repeat=len(problem.parties)):
        used = [one for one in chosen if one]
        if len(used) == len(set(used)):
            yield {
                party.id: (RoomShare(room, everybody(party)),) if room else ()
                for party, room in zip(problem.parties, chosen, strict=True)
            }


def total(problem: Problem, plan: Plan) -> float:
    return sum(evaluate(problem, plan).values())


@SOLVES
@given(problems())
def test_solve_reports_what_the_evaluator_finds(problem: Problem) -> None:
    found = solve(problem)
    assert dict(found.objective) == pytest.approx(evaluate(problem, found.plan))


@TIGHT
@given(problems(most_rooms=4, most_parties=3))
def test_solve_bound_holds_for_every_plan_and_proof_is_the_best(problem: Problem) -> None:
    found = solve(problem)
    best = min(total(problem, plan) for plan in whole_plans(problem))
    assert found.lower_bound <= best + 1e-4
    assert found.score >= found.lower_bound - 1e-4
    if found.proven:
        assert found.score <= best + 1e-4


@TIGHT
@given(problems(), st.randoms(use_true_random=False))
def test_solve_relabelled_problem_has_the_same_proven_optimum(problem: Problem, rng: Random) -> None:
    new_rooms = {room.id: f"x{place}" for place, room in enumerate(problem.site.rooms)}
    rooms = [replace(room, id=new_rooms[room.id]) for room in problem.site.rooms]
    rng.shuffle(rooms)
    occupants = tuple(replace(one, room_id=new_rooms[one.room_id]) for one in problem.site.occupants)
    names = {party.id: f"y{place}" for place, party in enumerate(problem.parties)}

    def rename(ids: frozenset[str]) -> frozenset[str]:
        return frozenset(names.get(one, one) for one in ids)

    parties = [
        replace(
            party,
            id=names[party.id],
            companions=rename(party.companions),
            apart_from=rename(party.apart_from),
        )
        for party in problem.parties
    ]  # fmt: skip
    rng.shuffle(parties)
    site = replace(problem.site, rooms=tuple(rooms), occupants=occupants)
    before, after = solve(problem), solve(replace(problem, site=site, parties=tuple(parties)))
    if before.proven and after.proven:
        assert after.score == pytest.approx(before.score)
    else:
        assert max(before.lower_bound, after.lower_bound) <= min(before.score, after.score) + 1e-4


@TIGHT
@given(problems(), st.integers(1, 4))
def test_solve_unusable_room_more_changes_no_proven_optimum(problem: Problem, beds: int) -> None:
    blocked = Room("new", "new", "f2", "A", 99, beds, state=RoomState.BLOCKED)
    wider = replace(problem, site=replace(problem.site, rooms=(*problem.site.rooms, blocked)))
    before, after = solve(problem), solve(wider)
    assert after.score == pytest.approx(before.score)
    assert after.lower_bound == pytest.approx(before.lower_bound)


@TIGHT
@given(problems())
def test_solve_more_work_is_never_worse_and_the_same_work_the_same(problem: Problem) -> None:
    scores = []
    for work in (0, 1, 10, 100):
        found = solve(problem, Stop(work=work), seed=3)
        assert solve(problem, Stop(work=work), seed=3).plan == found.plan
        scores.append(found.score)
    assert scores == sorted(scores, reverse=True)


def counted(*sizes: int, **more: object) -> tuple[PartyProfile, ...]:
    return tuple(PartyProfile.counted(f"p{n}", adults=size, **more) for n, size in enumerate(sizes))


def test_solve_opens_one_floor_where_one_is_enough() -> None:
    site = site_of(corridor([2, 1, 2], floor="f3"), corridor([2, 2, 1], floor="f4"))
    found = solve(Problem(site, counted(2, 2, 1)))
    assert found.objective == {"floor_opened": 10.0}
    assert found.proven
    assert len({site.room(s.room_id).floor_id for shares in found.plan.values() for s in shares}) == 1


def test_solve_companions_are_next_door() -> None:
    site = site_of(corridor([2, 3, 2, 2]))
    one, two, other = counted(2, 2, 3)
    one = replace(one, companions=frozenset({two.id}))
    found = solve(Problem(site, (one, two, other)))
    assert found.objective == {"floor_opened": 10.0}
    assert {found.plan[p.id][0].room_id for p in (one, two)} == {"f3-A3", "f3-A4"}


def test_solve_fever_is_kept_apart_at_the_end_of_the_corridor() -> None:
    site = site_of(corridor([1, 1, 1, 1]))
    ill = PartyProfile("ill", (Member("ill-A", fever=True),))
    found = solve(Problem(site, (ill, *counted(1, 1))))
    assert found.objective == {"floor_opened": 10.0, "fever_rooms_lost": 8.0}
    assert found.plan["ill"][0].room_id in {"f3-A1", "f3-A4"}


def test_solve_names_the_relaxation_and_who_has_no_room() -> None:
    site = site_of(corridor([2, 2]))
    found = solve(Problem(site, counted(2, 2, 1)))
    assert found.relaxed == {"no_room": 1.0}
    assert found.proven
    assert [one.code for one in found.reasons] == ["no_room", "room_lacking"]
    assert found.lacks == (Lack(1, 1, ("f3",)),)


def test_solve_divides_a_family_that_no_room_holds_next_door_with_an_adult_each() -> None:
    site = site_of(corridor([2, 2, 2]))
    family = PartyProfile.counted("f", adults=2, children=2)
    found = solve(Problem(site, (family,)))
    assert found.relaxed == {"party_split": 1.0}
    assert found.proven
    assert all(any(label in {"f-A", "f-B"} for label in share.members) for share in found.plan["f"])


def test_solve_divides_next_door_where_the_counts_would_not() -> None:
    site = site_of(corridor([2, 1, 2, 3]))
    family = PartyProfile.counted("f", adults=2, children=2)
    found = solve(Problem(site, (*counted(2), family)))
    assert found.objective == {"floor_opened": 10.0, "party_split": 20000.0, "spare_bed": 8.0}
    assert {share.room_id for share in found.plan["f"]} == {"f3-A3", "f3-A4"}
    assert found.lower_bound == pytest.approx(20010.0)


def test_solve_moves_nobody_without_need() -> None:
    site = site_of(corridor([2, 2]), occupants=(Occupant("f3-A2", "p0", 2),))
    found = solve(Problem(site, counted(2, 2)))
    assert found.objective == {"floor_opened": 10.0}
    assert found.plan["p0"][0].room_id == "f3-A2"


def test_solve_tells_progress_and_stops_when_asked() -> None:
    told: list[Progress] = []

    def ask(progress: Progress) -> bool:
        told.append(progress)
        return True

    site = site_of(corridor([2, 1, 2], floor="f3"))
    found = solve(Problem(site, counted(2, 1)), Stop(ask=ask))
    assert len(told) == 1
    assert told[0].best == found.score
    assert sum(len(shares) for shares in found.plan.values()) == 2


def test_told_says_why_and_why_not() -> None:
    site = site_of(corridor([2, 3], floor="f3"))
    found = solve(Problem(site, counted(2)))
    codes = {one.code for one in found.told["p0"].reasons}
    assert "fits_exactly" in codes
    why_not = found.told.why_not("p0", (RoomShare("f3-A2", ("p0-A", "p0-B")),))
    assert "spare_bed" in {one.code for one in why_not.reasons}
