"""Floors that must become empty: who moves where, and in which order."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from planner import clearing
from planner.placement import Room, RoomShare, RoomState, SiteState
from yizhan.planning.answering import Answer, Step, Value, Why
from yizhan.planning.asking import Question
from yizhan.planning.queries.world import Group, World
from yizhan.planning.reasons import whys
from yizhan.planning.uses.pulse import Pulse
from yizhan.planning.uses.rooming import shares_of
from yizhan.stays.queries.placement import new_breaks

# Counted work; up to sixty parties are proven with less.
WORK = 20_000
# The planner may try twice (those who must move, then everybody), and orders the moves after that.
TRIES = 3
HARD = frozenset({"not_cleared", "cohorts_mixed"})


@dataclass(frozen=True, slots=True)
class Part:
    """Those of a party who are in one room, by their wristbands."""

    group: Group
    labels: tuple[str, ...]


Parts = Mapping[str, list[Part]]


def clear_floors(world: World, question: Question, pulse: Pulse) -> Answer:
    """Plan the moves that empty floors, in an order in which no room is needed before it is ready.

    People of two parties in one room move together; a party in two rooms is two moves. Rooms next door to
    fever are taken only where somebody could not leave otherwise.
    """
    parts = _parts(world)
    result = _solve(world, parts, question, pulse, shut=world.state.index.beside_fever)
    if world.state.index.beside_fever and _staying(result):
        result = min(result, _solve(world, parts, question, pulse), key=_staying)
    return Answer(
        steps=tuple(_steps(world.state, parts, result)),
        objective={rule: float(weight) for rule, weight in result.objective.items()},
        bound=float(result.bound), proven=result.is_proven,
        relaxed=dict(Counter(one.code for one in result.relaxed)),
        whole=tuple(_whys(world.state, parts, result.relaxed)), finish_min=result.finish,
    )  # fmt: skip


def _solve(
    world: World, parts: Parts, question: Question, pulse: Pulse, shut: frozenset[str] = frozenset()
) -> clearing.Result:
    problem = _problem(world.state, parts, question, shut)
    return clearing.solve(problem, WORK, seconds=pulse.left() / TRIES)


def _staying(result: clearing.Result) -> int:
    """Return how many cannot leave."""
    return sum(one.code == "not_cleared" for one in result.relaxed)


def _parts(world: World) -> Parts:
    """Return who is in each room."""
    found: dict[str, list[Part]] = {}
    for group in world.groups:
        together: dict[UUID, list[str]] = {}
        for stay in group.stays:
            if stay.id in group.rooms:
                together.setdefault(group.rooms[stay.id], []).append(stay.tag)
        for room_id, labels in together.items():
            found.setdefault(str(room_id), []).append(Part(group, tuple(labels)))
    return found


def _problem(state: SiteState, parts: Parts, question: Question, shut: frozenset[str]) -> clearing.Clearing:
    """Return the site as the planner of moves sees it: one party a room, corridors in walking order."""
    people = {room_id: sum(len(part.labels) for part in those) for room_id, those in parts.items()}
    walking = sorted(state.rooms, key=lambda room: state.index.walking[room.id])
    return clearing.Clearing(
        rooms=[
            clearing.Room(
                room.id, room.floor_id, f"{room.floor_id} {room.corridor}",
                max(room.beds, people.get(room.id, 0)),
                None if room.id in shut else _ready(state, room, parts, question),
            )
            for room in walking
        ],
        parties=[_party(room_id, those, parts, people[room_id]) for room_id, those in parts.items()],
        floors=frozenset(map(str, question.floors)), moving=question.moving_min,
        disinfection=question.disinfection_min, teams=question.teams,
    )  # fmt: skip


def _ready(state: SiteState, room: Room, parts: Parts, question: Question) -> int | None:
    """Return the minute from which a room can be used; None if somebody unknown is there, or it is shut."""
    if room.id in state.index.occupants and room.id not in parts:
        return None
    return {RoomState.READY: 0, RoomState.DIRTY: question.disinfection_min}.get(room.state)


def _party(room_id: str, those: list[Part], parts: Parts, people: int) -> clearing.Party:
    """Return everybody in a room as one party, to be near the rooms where the rest of theirs are."""
    ids = {part.group.party_id for part in those}
    near = [
        other
        for other, them in parts.items()
        if other != room_id and ids.intersection(part.group.party_id for part in them)
    ]
    cohort = "+".join(sorted({part.group.profile.cohort or "" for part in those}))
    return clearing.Party(room_id, people, room_id, cohort, tuple(near))


def _steps(state: SiteState, parts: Parts, result: clearing.Result) -> Iterator[Step]:
    """Judge each move by the site as the moves before it leave it; those of one room move together."""
    groups = {part.group.party_id: part.group for those in parts.values() for part in those}
    rooms_of = {party_id: _rooms_of(group) for party_id, group in groups.items()}
    for move in result.moves:
        state = _after(state, move)
        for part in parts[move.origin]:
            before = rooms_of[part.group.party_id]
            rooms = rooms_of[part.group.party_id] = before | dict.fromkeys(part.labels, move.target)
            broken = new_breaks(state, part.group.roomed, _shares(rooms), _shares(before))
            yield Step(
                party_id=part.group.party_id, tag=part.group.profile.id, people=len(part.labels),
                cohort=part.group.profile.cohort or "", origin=(UUID(move.origin),),
                shares=shares_of([RoomShare(move.target, part.labels)]),
                start_min=move.start, end_min=move.end,
                reasons=tuple(_whys(state, parts, move.reasons)), broken=tuple(whys(broken)),
            )  # fmt: skip


def _rooms_of(group: Group) -> dict[str, str]:
    """Return the room of each who has one."""
    return {stay.tag: str(group.rooms[stay.id]) for stay in group.stays if stay.id in group.rooms}


def _after(state: SiteState, move: clearing.Move) -> SiteState:
    """Return the site after a move: the room that is left waits to be disinfected, the other was."""
    occupants = [
        replace(one, room_id=move.target) if one.room_id == move.origin else one for one in state.occupants
    ]
    usable = {RoomState.READY, RoomState.DIRTY}
    turned = {move.origin: RoomState.DIRTY, move.target: RoomState.READY}
    rooms = [
        replace(room, state=turned[room.id]) if room.id in turned and room.state in usable else room
        for room in state.rooms
    ]
    return replace(state, rooms=tuple(rooms), occupants=tuple(occupants))


def _shares(rooms: Mapping[str, str]) -> list[RoomShare]:
    """Return rooms with who is in them, from the room of each."""
    return [
        RoomShare(room_id, tuple(label for label, its in rooms.items() if its == room_id))
        for room_id in dict.fromkeys(rooms.values())
    ]


def _whys(state: SiteState, parts: Parts, reasons: Iterable[clearing.Reason]) -> Iterator[Why]:
    """Return the planner's reasons with names that people know in place of its ids."""
    for one in reasons:
        params = {name: _known_as(state, parts, name, value) for name, value in one.params.items()}
        yield Why(
            planner="clearing", code=one.code, kind="hard" if one.code in HARD else "soft", params=params
        )


def _known_as(state: SiteState, parts: Parts, name: str, value: str) -> Value:
    if name == "floor":
        return state.index.floors[value].label
    if name == "room":
        return state.index.rooms[value].name
    if name == "corridor":
        floor, _, corridor = value.partition(" ")
        return (state.index.floors[floor].label, corridor)
    return tuple(part.group.profile.id for part in parts[value])
