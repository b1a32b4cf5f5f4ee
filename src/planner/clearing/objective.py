"""What a choice of rooms weighs, by rule."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.clearing.problem import Clearing, Room


def objective(problem: Clearing, room_of: Mapping[str, str], weights: Mapping[str, int]) -> dict[str, int]:
    """Weights of all rules for room by party."""
    rooms: dict[str, Room] = {room.id: room for room in problem.rooms}
    at = {party: rooms[room] for party, room in room_of.items()}
    cohorts: dict[str, set[str]] = {room.corridor: set() for room in problem.rooms}
    for party in problem.parties:
        cohorts[at[party.id].corridor].add(party.cohort)
    pairs = {frozenset((one.id, other)) for one in problem.parties for other in one.near if other != one.id}
    places = [[at[one] for one in pair] for pair in pairs]
    units = {
        "not_cleared": sum(room.floor in problem.floors for room in at.values()),
        "cohorts_mixed": sum(max(0, len(found) - 1) for found in cohorts.values()),
        "move": sum(party.room != room_of[party.id] for party in problem.parties),
        "apart": sum(one.corridor != other.corridor for one, other in places),
        "apart_floor": sum(one.floor != other.floor for one, other in places),
        "block": _blocks(problem, cohorts),
        "corridor": sum(bool(found) for found in cohorts.values()),
    }
    return {rule: weights[rule] * count for rule, count in units.items()}


def _blocks(problem: Clearing, cohorts: Mapping[str, set[str]]) -> int:
    """Rows of corridors side by side with one cohort, over floors and cohorts."""
    floor = {room.corridor: room.floor for room in problem.rooms}
    everybody = {party.cohort for party in problem.parties}
    return sum(
        used
        for cohort in everybody
        for (used, _), _ in groupby((cohort in found, floor[corridor]) for corridor, found in cohorts.items())
    )
