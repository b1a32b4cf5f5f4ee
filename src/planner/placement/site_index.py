"""Facts of a site worked out once, so that judging a room is a few look-ups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from planner.placement.rooms import Floor, Occupant, Room, RoomState

Thing = TypeVar("Thing", Floor, Room)


class SiteIndex:
    """Look-ups over one site; made by SiteState and never changed.

    A blocked room with nobody in it counts as not being there: the rooms on either side of
    it are neighbours. That is the careful reading where fever is to be kept apart.
    """

    __slots__ = (
        "awaiting_on_floor",
        "beside_fever",
        "corridor_cohorts",
        "corridors",
        "features",
        "floor_cohorts",
        "floors",
        "gaps",
        "languages",
        "neighbours",
        "occupants",
        "rooms",
        "rooms_of_party",
        "vacant",
        "walking",
    )

    def __init__(
        self, floors: tuple[Floor, ...], rooms: tuple[Room, ...], occupants: tuple[Occupant, ...]
    ) -> None:
        self.floors = _by_id("floor", floors)
        self.rooms = _by_id("room", rooms)
        _check(self.floors, self.rooms, occupants)
        self._index_occupants(occupants)
        self._index_corridors(rooms)
        self._index_vacant(rooms)

    def _index_occupants(self, occupants: tuple[Occupant, ...]) -> None:
        """Who is where, and which cohorts each corridor and floor holds."""
        here: dict[str, list[Occupant]] = defaultdict(list)
        rooms_of: dict[str, list[str]] = defaultdict(list)
        corridor: dict[tuple[str, str], set[str | None]] = defaultdict(set)
        floor: dict[str, set[str | None]] = defaultdict(set)
        for one in occupants:
            room = self.rooms[one.room_id]
            here[one.room_id].append(one)
            rooms_of[one.party_id].append(one.room_id)
            corridor[room.corridor_key].add(one.cohort)
            floor[room.floor_id].add(one.cohort)
        awaiting: dict[str, set[str]] = defaultdict(set)
        for one in occupants:
            missing = {party for party in one.awaits if party not in rooms_of}
            awaiting[self.rooms[one.room_id].floor_id] |= missing
        self.awaiting_on_floor = {key: frozenset(parties) for key, parties in awaiting.items() if parties}
        self.occupants = {room_id: tuple(them) for room_id, them in here.items()}
        self.rooms_of_party = {party: tuple(ids) for party, ids in rooms_of.items()}
        self.corridor_cohorts = {key: frozenset(names) for key, names in corridor.items()}
        self.floor_cohorts = {key: frozenset(names) for key, names in floor.items()}

    def _index_corridors(self, rooms: tuple[Room, ...]) -> None:
        """Walking order, neighbours and distances along each corridor."""
        levels = {one.id: (one.level, place) for place, one in enumerate(self.floors.values())}
        ordered = sorted(rooms, key=lambda r: (levels[r.floor_id], r.corridor, r.position))
        self.walking = {room.id: place for place, room in enumerate(ordered)}
        lines: dict[tuple[str, str], list[Room]] = defaultdict(list)
        for room in ordered:
            if room.state is not RoomState.BLOCKED or room.id in self.occupants:
                lines[room.corridor_key].append(room)
        self.corridors = {key: tuple(line) for key, line in lines.items()}
        self.neighbours: dict[str, tuple[str, ...]] = {}
        self.gaps: dict[str, int] = {}
        for line in lines.values():
            self._index_line(line)

    def _index_line(self, line: list[Room]) -> None:
        """Neighbours, and rooms left empty between a room and the nearest occupied one.

        In a corridor where nobody is, the gap is counted from its beginning.
        """
        ids = [room.id for room in line]
        for place, room_id in enumerate(ids):
            self.neighbours[room_id] = (*ids[max(place - 1, 0) : place], *ids[place + 1 : place + 2])
        taken = {place for place, room_id in enumerate(ids) if room_id in self.occupants}
        for place, distance in enumerate(_distances(len(ids), taken)):
            self.gaps[ids[place]] = distance

    def _index_vacant(self, rooms: tuple[Room, ...]) -> None:
        """Rooms that can be given, and the features that the site has at all."""
        free = [r for r in rooms if r.state is RoomState.READY and r.id not in self.occupants]
        free.sort(key=lambda room: self.walking[room.id])
        self.vacant = tuple(free)
        feverish = [rid for rid, them in self.occupants.items() if any(o.fever for o in them)]
        self.beside_fever = frozenset(near for room_id in feverish for near in self.neighbours[room_id])
        self.languages = frozenset(one for floor in self.floors.values() for one in floor.languages)
        self.features = frozenset(
            feature for line in self.corridors.values() for room in line for feature in room.features
        )


def _distances(length: int, taken: set[int]) -> list[int]:
    """Empty rooms between each place and the nearest taken one, 0 for the next and the taken."""
    if not taken:
        return list(range(length))
    distances = [length] * length
    last = -length
    for place in range(length):
        last = place if place in taken else last
        distances[place] = place - last
    last = 2 * length
    for place in reversed(range(length)):
        last = place if place in taken else last
        distances[place] = min(distances[place], last - place)
    return [max(distance - 1, 0) for distance in distances]


def _by_id(what: str, things: Iterable[Thing]) -> dict[str, Thing]:
    found: dict[str, Thing] = {}
    for thing in things:
        if thing.id in found:
            raise ValueError(f"duplicate {what} id {thing.id!r}")
        found[thing.id] = thing
    return found


def _check(floors: dict[str, Floor], rooms: dict[str, Room], occupants: tuple[Occupant, ...]) -> None:
    """Raises ValueError where the parts of the site contradict each other."""
    places: set[tuple[str, str, int]] = set()
    for room in rooms.values():
        if room.floor_id not in floors:
            raise ValueError(f"room {room.id!r} is on unknown floor {room.floor_id!r}")
        place = (room.floor_id, room.corridor, room.position)
        if place in places:
            raise ValueError(f"room {room.id!r}: another room has position {room.position} there")
        places.add(place)
    seen: set[tuple[str, str]] = set()
    for one in occupants:
        if one.room_id not in rooms:
            raise ValueError(f"party {one.party_id!r} is in unknown room {one.room_id!r}")
        if (one.room_id, one.party_id) in seen:
            raise ValueError(f"party {one.party_id!r} is twice in room {one.room_id!r}")
        seen.add((one.room_id, one.party_id))
