"""Turns measured units into a proposal with its reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.placement.flags import flags_of
from planner.placement.measures import Case, Units
from planner.placement.proposal import Flag, Parameter, Proposal, Reason, ReasonKind, RoomShare
from planner.placement.rooms import Room
from planner.placement.sentences import fields_of
from planner.placement.split import children_alone, split_units

Parameters = dict[str, Parameter]


def proposal_for(case: Case, shares: tuple[RoomShare, ...]) -> Proposal:
    """The proposal that puts the party into these rooms, with everything that mattered.

    Broken rules and counted reasons come with the heaviest first; what is only told precedes.
    """
    broken = list(_split_reasons(case, shares))
    counted: list[Reason] = []
    told: list[Reason] = []
    for share in shares:
        room, people = case.index.rooms[share.room_id], len(share.members)
        broken += _hard_reasons(case, room, people)
        counted += _soft_reasons(case, room, people)
        told += _told(case, room, people)
    score = round(sum(one.weight for one in (*broken, *counted)), 6)
    broken.sort(key=_heaviest_first)
    counted.sort(key=_heaviest_first)
    flags = flags_of(case.traits, case.rules)
    reasons = (*told, *counted, *_flag_reasons(flags))
    return Proposal(shares, score, reasons, tuple(broken), flags)


def _reason(code: str, kind: ReasonKind, weight: float, params: Parameters) -> Reason:
    """A reason with only those parameters that its sentence names."""
    fields = fields_of(code)
    return Reason(code, kind, round(weight, 6), {k: value for k, value in params.items() if k in fields})


def _heaviest_first(reason: Reason) -> float:
    return -reason.weight


def _split_reasons(case: Case, shares: Sequence[RoomShare]) -> Iterator[Reason]:
    names = tuple(case.index.rooms[share.room_id].name for share in shares)
    floors = {case.index.rooms[share.room_id].floor_id for share in shares}
    params: Parameters = {
        "rooms": names,
        "people": case.party.size,
        "floors": tuple(one.label for one in case.index.floors.values() if one.id in floors),
        "members": children_alone(case, shares),
    }
    for code, amount in split_units(case, shares).items():
        yield _reason(code, ReasonKind.HARD, case.rules.hard[code].of(amount), params)


def _hard_reasons(case: Case, room: Room, people: int) -> Iterator[Reason]:
    units = case.hard_units(room, people)
    if not units:
        return
    index = case.index
    here = index.occupants.get(room.id, ())
    params: Parameters = {
        **_room_params(case, room),
        "people": people,
        "state": room.state.value,
        "cohorts": tuple(sorted(case.others(index.corridor_cohorts.get(room.corridor_key)))),
        "parties": tuple(sorted(one.party_id for one in here)),
        "missing": people - room.beds,
    }
    next_door = {
        "fever_next_door": case.fever_clashes(room),
        "apart_next_door": case.apart_next_door(room),
    }
    for code, amount in units.items():
        names = tuple(index.rooms[near].name for near in next_door.get(code, ()))
        weight = case.rules.hard[code].of(amount)
        yield _reason(code, ReasonKind.HARD, weight, {**params, "neighbours": names})


def _soft_reasons(case: Case, room: Room, people: int) -> Iterator[Reason]:
    units = case.soft_units(room, people)
    if not units:
        return
    params = _soft_params(case, room, people, units)
    for code, amount in units.items():
        weight = case.rules.soft[code].of(amount)
        told_as = "rooms_short" if code == "room_needed" and _unavoidable(case, room) else code
        yield _reason(told_as, ReasonKind.SOFT, weight, params)


def _soft_params(case: Case, room: Room, people: int, units: Units) -> Parameters:
    need = case.need_of(room)
    cohorts = case.others(case.index.floor_cohorts.get(room.floor_id))
    return {
        **_room_params(case, room),
        "party": case.party.id,
        "people": people,
        "spare": room.beds - people,
        "size": need.size,
        "count": need.count,
        "members": tuple(one.label for one in case.traits.stairs_sensitive),
        "storey": case.index.floors[room.floor_id].level,
        "cohorts": tuple(sorted(cohorts)),
        "companions": tuple(sorted(case.index.rooms[one].name for one in case.companion_rooms)),
        "gap": round(units.get("corridor_gap", 0)),
        "lost": round(units.get("fever_rooms_lost", 0)),
    }


def _unavoidable(case: Case, room: Room) -> bool:
    """True when no other room that fits would cost those still expected less."""
    fitting = (one for one in case.index.vacant if one.beds >= case.party.size)
    least = min((case.need_of(one).people for one in fitting), default=0.0)
    return case.need_of(room).people <= least


def _told(case: Case, room: Room, people: int) -> Iterator[Reason]:
    """What speaks for the room and weighs nothing."""
    params = _room_params(case, room)
    if people == room.beds:
        yield _reason("fits_exactly", ReasonKind.SOFT, 0.0, {**params, "people": people})
    near = case.companion_rooms.intersection(case.index.neighbours.get(room.id, ()))
    if near:
        names = tuple(sorted(case.index.rooms[one].name for one in near))
        yield _reason("companions_next_door", ReasonKind.SOFT, 0.0, {**params, "companions": names})
    size, count = case.lookahead.larger_than(room.beds)
    if size:
        params.update(size=size, count=count)
        yield _reason("larger_kept", ReasonKind.SOFT, 0.0, params)


def _flag_reasons(flags: Sequence[Flag]) -> Iterator[Reason]:
    for flag in flags:
        yield _reason(flag.code, ReasonKind.FLAG, 0.0, {"members": flag.members})
        if flag.look_in_hours is not None:
            params: Parameters = {"members": flag.members, "hours": flag.look_in_hours}
            yield _reason("look_in", ReasonKind.FLAG, 0.0, params)


def _room_params(case: Case, room: Room) -> Parameters:
    return {
        "room": room.name,
        "floor": case.index.floors[room.floor_id].label,
        "corridor": room.corridor,
        "kind": room.kind,
        "beds": room.beds,
    }
