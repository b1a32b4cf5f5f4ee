"""Clearing floors: against trying every choice, and the order of the moves."""

import itertools
import math
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.clearing import (
    Clearing,
    Party,
    Reason,
    Result,
    Room,
    default_weights,
    explain,
    read_weights,
    solve,
)

WEIGHT = default_weights()


def invent(seed: int, parties: int = 4) -> Clearing:
    """Two floors of two corridors with two rooms each; floor 1 is to be cleared."""
    rnd = random.Random(seed)
    rooms = [
        Room(f"{f}{c}{n}", f"{f}", f"{f}{c}", rnd.choice([1, 2, 2]), rnd.choice([0, 0, 45, None]))
        for f in (1, 2)
        for c in "AB"
        for n in (1, 2)
    ]
    people = []
    for n, room in enumerate(rnd.sample(rooms, parties)):
        near = (f"p{rnd.randrange(parties)}",) if rnd.random() < 0.4 else ()
        people.append(Party(f"p{n}", rnd.randint(1, room.beds), room.id, rnd.choice("QR"), near))
    return Clearing(rooms, people, frozenset("1"), moving=20, disinfection=60, teams=2)


def weigh(problem: Clearing, room_of: dict[str, str]) -> float:
    """What a choice weighs; infinite when it cannot be carried out."""
    rooms = {room.id: room for room in problem.rooms}
    if len(set(room_of.values())) < len(room_of):
        return math.inf
    home = {party.room: party.id for party in problem.parties}
    total = 0
    for party in problem.parties:
        room = rooms[room_of[party.id]]
        if room.id == party.room:
            total += WEIGHT["not_cleared"] * (room.floor in problem.floors)
            continue
        total += WEIGHT["move"]
        if (
            party.size > room.beds
            or room.floor in problem.floors
            or (room.ready is None and room.id not in home)
        ):
            return math.inf
        seen, other = {party.id}, home.get(room.id)
        while other is not None:
            if other in seen or room_of[other] == next(p.room for p in problem.parties if p.id == other):
                return math.inf
            seen.add(other)
            other = home.get(room_of[other])
    return total + _weigh_places(problem, {party: rooms[room] for party, room in room_of.items()})


def _weigh_places(problem: Clearing, at: dict[str, Room]) -> int:
    corridors = list(dict.fromkeys((room.corridor, room.floor) for room in problem.rooms))
    cohorts = {k: {p.cohort for p in problem.parties if at[p.id].corridor == k} for k, _ in corridors}
    total = sum(WEIGHT["corridor"] + WEIGHT["cohorts_mixed"] * (len(c) - 1) for c in cohorts.values() if c)
    for cohort in {party.cohort for party in problem.parties}:
        for number, (k, floor) in enumerate(corridors):
            before = corridors[number - 1] if number else ("", "")
            follows = before[1] == floor and cohort in cohorts[before[0]]
            total += WEIGHT["block"] * (cohort in cohorts[k] and not follows)
    for one, other in {frozenset((p.id, q)) for p in problem.parties for q in p.near if p.id != q}:
        total += WEIGHT["apart"] * (at[one].corridor != at[other].corridor)
        total += WEIGHT["apart_floor"] * (at[one].floor != at[other].floor)
    return total


def every_choice(problem: Clearing) -> Iterator[dict[str, str]]:
    """All rooms for all parties, whether they can be had or not."""
    names = [party.id for party in problem.parties]
    for rooms in itertools.permutations([room.id for room in problem.rooms], len(names)):
        yield dict(zip(names, rooms, strict=True))


def final_rooms(problem: Clearing, result: Result) -> dict[str, str]:
    """Where everybody is in the end."""
    return {party.id: party.room for party in problem.parties} | {m.party: m.target for m in result.moves}


def assert_order_works(problem: Clearing, result: Result) -> None:
    """Replay the moves: a room is used only when it is ready, and teams are not doubled."""
    rooms = {room.id: room for room in problem.rooms}
    usable = {room.id: room.ready for room in problem.rooms if room.ready is not None}
    for party in problem.parties:
        usable.pop(party.room, None)
    for move in sorted(result.moves, key=lambda move: move.start):
        left = [m.end + problem.disinfection for m in result.moves if m.origin == move.target]
        earliest = left[0] if left else usable[move.target]
        assert max(earliest, rooms[move.target].ready or 0) <= move.start
        assert move.end == move.start + problem.moving
        assert sum(m.start <= move.start < m.end for m in result.moves) <= problem.teams


@pytest.mark.parametrize("seed", range(25))
def test_solve_finds_what_trying_every_choice_finds(seed: int) -> None:
    problem = invent(seed)
    result = solve(problem)
    assert result.is_proven
    assert result.cost == result.bound == min(weigh(problem, one) for one in every_choice(problem))
    assert weigh(problem, final_rooms(problem, result)) == result.cost
    assert_order_works(problem, result)


@pytest.mark.parametrize("seed", range(5))
def test_relabelling_and_an_unusable_room_change_no_optimum(seed: int) -> None:
    problem = invent(seed)
    other = Clearing(
        [*problem.rooms, Room("unusable", "2", "2B", 3, None)],
        [
            Party(f"x{p.id}", p.size, p.room, p.cohort, tuple(f"x{q}" for q in p.near))
            for p in reversed(problem.parties)
        ],
        problem.floors, problem.moving, problem.disinfection, problem.teams,
    )  # fmt: skip
    assert solve(problem).cost == solve(other).cost


def test_same_seed_gives_the_same_moves() -> None:
    assert solve(invent(3, 6), seed=5) == solve(invent(3, 6), seed=5)


def test_a_room_is_used_only_after_it_was_left_and_disinfected() -> None:
    rooms = [Room("1", "1", "1A", 2), Room("2", "2", "2A", 2), Room("3", "2", "2A", 1)]
    parties = [Party("family", 2, "1"), Party("single", 1, "2")]
    result = solve(Clearing(rooms, parties, frozenset("1"), moving=15, disinfection=60))
    assert [(m.party, m.target, m.start) for m in result.moves] == [("single", "3", 0), ("family", "2", 75)]
    assert result.finish == result.finish_bound == 90
    assert [explain(reason, "en") for reason in result.moves[0].reasons] == ["makes room for family"]
    assert [reason.code for reason in result.moves[1].reasons] == ["floor_cleared", "waits_for"]


def test_floors_of_a_large_station_are_cleared_with_proof_and_nobody_else_moves() -> None:
    rnd = random.Random(7)
    rooms = [
        Room(f"{floor}-{place}", str(floor), f"{floor}{'AB'[place > 24]}", rnd.choice([1, 2, 2, 4]))
        for floor in range(10)
        for place in range(50)
    ]
    taken = rnd.sample(rooms, 200)
    parties = [Party(f"p{room.id}", rnd.randint(1, room.beds), room.id, "Q") for room in taken]
    problem = Clearing(rooms, parties, frozenset("01"), moving=15, disinfection=60, teams=4)
    result = solve(problem, work=2_000, seconds=20)
    must = {party.id for party in parties if party.room[0] in "01"}
    assert {move.party for move in result.moves} == must
    assert (result.is_proven, result.relaxed) == (True, ())
    assert result.finish == -(-len(must) // 4) * 15


def test_who_has_nowhere_to_go_stays_and_is_named() -> None:
    problem = Clearing([Room("1", "1", "1A", 2)], [Party("p", 1, "1")], frozenset("1"), 15, 60)
    result = solve(problem)
    assert (result.moves, result.finish) == ((), 0)
    assert result.relaxed == (Reason("not_cleared", {"party": "p"}),)
    assert explain(result.relaxed[0], "en") == "p has no other room and stays"


def test_cohorts_that_must_share_a_corridor_are_named() -> None:
    rooms = [Room("1", "1", "1A", 1), Room("2", "2", "2A", 1), Room("3", "2", "2A", 1)]
    result = solve(
        Clearing(rooms, [Party("p", 1, "1", "Q"), Party("q", 1, "2", "R")], frozenset("1"), 15, 60)
    )
    assert result.relaxed == (Reason("cohorts_mixed", {"corridor": "2A"}),)


@pytest.mark.parametrize(
    ("party", "message"),
    [
        (Party("p", 3, "1"), "is not in a room that holds it"),
        (Party("p", 1, "9"), "is not in a room that holds it"),
        (Party("p", 1, "1", near=("nobody",)), "near somebody unknown"),
    ],
)
def test_contradictory_parts_are_refused(party: Party, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Clearing([Room("1", "1", "1A", 2)], [party], frozenset(), 15, 60)


def test_every_sentence_exists_in_both_languages() -> None:
    params = {"floor": "F", "party": "P", "room": "R", "corridor": "K"}
    codes = [
        "floor_cleared",
        "makes_room",
        "cohorts_apart",
        "nearer",
        "waits_for",
        "not_cleared",
        "cohorts_mixed",
    ]
    for code in codes:
        assert explain(Reason(code, params), "zh") != explain(Reason(code, params), "en")


def test_weights_without_a_source_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.yaml"
    path.write_text("move: {weight: 1}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="exactly the rules"):
        read_weights(path)
