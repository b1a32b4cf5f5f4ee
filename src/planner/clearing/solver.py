"""Clear floors: choose rooms, then the order of the moves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planner.clearing.choice import Choice
from planner.clearing.objective import objective
from planner.clearing.result import Move, Reason, Result
from planner.clearing.schedule import schedule
from planner.clearing.weights import default_weights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.clearing.problem import Clearing, Party, Room


# The solver's bound is exact to about so much; weights are whole numbers.
TOLERANCE = 0.5


def solve(
    problem: Clearing,
    work: int = 100_000,
    seed: int = 0,
    weights: Mapping[str, int] | None = None,
    seconds: float | None = None,
) -> Result:
    """The least harmful moves that clear the floors, and the earliest order for them.

    `work`: at most so many branch-and-bound nodes for the choice of rooms, and conflicts for their
    order; `seconds`: about so long, for whoever would rather have a plan than the same plan again.
    Rooms are chosen by `weights` (default: weights.yaml); time decides only the order.
    Raises RuntimeError when nothing was found within the work.
    """
    weights = weights or default_weights()
    room_of, bound = _choose(problem, work, weights, seconds)
    at_present = {party.id: party.room for party in problem.parties}
    target_of = {party: room for party, room in room_of.items() if at_present[party] != room}
    starts, finish_bound = schedule(problem, target_of, work, seed)
    moves = [
        Move(
            party.id, party.room, target_of[party.id], starts[party.id], starts[party.id] + problem.moving,
            _reasons(problem, party, target_of),
        )
        for party in problem.parties if party.id in target_of
    ]  # fmt: skip
    moves.sort(key=lambda move: (move.start, move.party))
    return Result(
        moves=tuple(moves),
        objective=objective(problem, room_of, weights),
        bound=bound,
        finish=max((move.end for move in moves), default=0),
        finish_bound=finish_bound,
        relaxed=_relaxed(problem, room_of),
    )


def _choose(
    problem: Clearing, nodes: int, weights: Mapping[str, int], seconds: float | None
) -> tuple[dict[str, str], int]:
    """Room by party, and a bound on what any choice weighs.

    First only those on the floors to be cleared may move: a small programme. If somebody else
    moved, that would be one move more than there must be; where even that weighs no less than what
    was found, nothing better exists. Otherwise everybody may move, to make room.
    """
    few = Choice(problem, weights, making_room=False)
    found = few.programme.solve(nodes, seconds)
    if found is None:
        raise RuntimeError("no choice of rooms was found; allow more work")
    room_of, bound = few.rooms(found.values), math.ceil(found.bound - TOLERANCE)
    bound = min(bound, _one_move_more(problem, weights))
    cost = sum(objective(problem, room_of, weights).values())
    if cost <= bound:
        return room_of, bound
    everybody = Choice(problem, weights, making_room=True)
    better = everybody.programme.solve(nodes, seconds)
    if better is None:
        return room_of, bound
    bound = max(bound, math.ceil(better.bound - TOLERANCE))
    choices = [room_of, everybody.rooms(better.values)]
    return min(choices, key=lambda one: sum(objective(problem, one, weights).values())), bound


def _one_move_more(problem: Clearing, weights: Mapping[str, int]) -> int:
    """What a choice weighs at least in which somebody moves who need not."""
    rooms = {room.id: room for room in problem.rooms}
    must = sum(rooms[party.room].floor in problem.floors for party in problem.parties)
    return weights["move"] + must * min(weights["move"], weights["not_cleared"])


def _reasons(problem: Clearing, party: Party, target_of: Mapping[str, str]) -> tuple[Reason, ...]:
    rooms = {room.id: room for room in problem.rooms}
    origin, target = rooms[party.room], target_of[party.id]
    reasons = []
    if origin.floor in problem.floors:
        reasons.append(Reason("floor_cleared", {"floor": origin.floor}))
    takers = [one for one, room in target_of.items() if room == origin.id]
    reasons += [Reason("makes_room", {"party": one}) for one in takers]
    if not reasons:
        mixed = any(
            one.cohort != party.cohort and rooms[one.room].corridor == origin.corridor
            for one in problem.parties
        )
        reasons.append(Reason("cohorts_apart" if mixed else "nearer"))
    if any(one.room == target for one in problem.parties) or rooms[target].ready:
        reasons.append(Reason("waits_for", {"room": target}))
    return tuple(reasons)


def _relaxed(problem: Clearing, room_of: Mapping[str, str]) -> tuple[Reason, ...]:
    rooms: dict[str, Room] = {room.id: room for room in problem.rooms}
    stay = [
        Reason("not_cleared", {"party": party.id})
        for party in problem.parties if rooms[room_of[party.id]].floor in problem.floors
    ]  # fmt: skip
    cohorts: dict[str, set[str]] = {}
    for party in problem.parties:
        cohorts.setdefault(rooms[room_of[party.id]].corridor, set()).add(party.cohort)
    mixed = [Reason("cohorts_mixed", {"corridor": k}) for k, found in cohorts.items() if len(found) > 1]
    return (*stay, *mixed)
