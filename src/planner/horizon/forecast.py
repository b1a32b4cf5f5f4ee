"""What a plan leaves free on the coming days, and whom it cannot take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.horizon.problem import Problem, Room, Stay


@dataclass(frozen=True, slots=True)
class Free:
    """Rooms in which nobody is, and beds that nobody has (those in such rooms among them)."""

    rooms: int
    beds: int


def forecast(problem: Problem, plan: Mapping[str, str]) -> list[dict[str, Free]]:
    """By night from 0 on, and by kind of room: what is free. Closed rooms are not free.

    `plan`: room id by stay id; stays that are not in it take nothing. Raises KeyError for a room that the
    problem does not have.
    """
    taken = _taken(problem, plan)
    kinds = sorted({room.kind for room in problem.rooms})
    nights = []
    for night in range(problem.nights):
        free = dict.fromkeys(kinds, Free(0, 0))
        for room in problem.rooms:
            if night not in room.closed:
                used, so_far = taken[room.id][night], free[room.kind]
                beds = so_far.beds + max(0, room.beds - used)
                free[room.kind] = Free(so_far.rooms + (not used and room.beds > 0), beds)
        nights.append(free)
    return nights


@dataclass(frozen=True, slots=True)
class Refusal:
    """A stay for which there is no bed while all others keep theirs, and the least that would change it.

    `room`, `nights`: the allowed room that lacks a bed on the fewest nights, and those nights; None and
    empty when no room may take the stay at all. `shift`: nights by which it would have to begin
    later (or sooner, below 0) to be taken as it is, the least such; None when that does not help.
    """

    stay: str
    room: str | None
    nights: tuple[int, ...]
    shift: int | None


def refusals(problem: Problem, plan: Mapping[str, str]) -> list[Refusal]:
    """The fewest stays without which no room of this plan is overfull, and those without a room.

    Each is judged as if the others refused were gone.
    """
    out = _too_many(problem, plan)
    out |= {stay.id for stay in problem.stays if stay.id not in plan}
    taken = _taken(problem, {stay: room for stay, room in plan.items() if stay not in out})
    return [_refusal(problem, i, taken) for i, stay in enumerate(problem.stays) if stay.id in out]


def _taken(problem: Problem, plan: Mapping[str, str]) -> dict[str, list[int]]:
    """Stays in each room on each night."""
    taken = {room.id: [0] * problem.nights for room in problem.rooms}
    for stay in problem.stays:
        if stay.id in plan:
            for night in range(stay.first, stay.last + 1):
                taken[plan[stay.id]][night] += 1
    return taken


def _too_many(problem: Problem, plan: Mapping[str, str]) -> set[str]:
    """Going by nights and sending away who would stay longest refuses the fewest (intervals)."""
    out: set[str] = set()
    for room in problem.rooms:
        here = [stay for stay in problem.stays if plan.get(stay.id) == room.id]
        for night in range(problem.nights):
            present = [stay for stay in here if stay.first <= night <= stay.last and stay.id not in out]
            beds = 0 if night in room.closed else room.beds
            present.sort(key=lambda stay: (stay.last, stay.id))
            out |= {stay.id for stay in present[beds:]}
    return out


def _refusal(problem: Problem, i: int, taken: Mapping[str, Sequence[int]]) -> Refusal:
    stay = problem.stays[i]
    rooms = [
        room for j, room in enumerate(problem.rooms) if problem.allowed is None or bool(problem.allowed[i][j])
    ]
    if not rooms:
        return Refusal(stay.id, None, (), None)
    lacking = [(_lacking(room, taken, stay, 0), k) for k, room in enumerate(rooms)]
    nights, k = min(lacking, key=lambda one: (len(one[0]), one[1]))
    latest = problem.nights - stay.nights
    shifts = sorted(range(-stay.first, latest - stay.first + 1), key=lambda shift: (abs(shift), -shift))
    shift = next((one for one in shifts if any(not _lacking(room, taken, stay, one) for room in rooms)), None)
    return Refusal(stay.id, rooms[k].id, nights, shift)


def _lacking(room: Room, taken: Mapping[str, Sequence[int]], stay: Stay, shift: int) -> tuple[int, ...]:
    """The nights of a stay, shifted, on which the room has no bed."""
    return tuple(
        night
        for night in range(stay.first + shift, stay.last + shift + 1)
        if night in room.closed or taken[room.id][night] >= room.beds
    )
