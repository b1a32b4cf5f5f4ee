"""Parties and rooms that no rule of the aggregate model tells apart, counted together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from planner.placement.batch.problem import Problem
from planner.placement.measures import ACCESSIBLE, NEAR_DOCTOR, Units
from planner.placement.rooms import Floor, Room
from planner.placement.rules import PlacementRules
from planner.placement.site import SiteState
from planner.placement.traits import PartyTraits


class CellKey(NamedTuple):
    """What the aggregate model knows of a vacant room."""

    floor: str
    corridor: str
    beds: int
    extra_beds: int
    accessible: bool
    near_doctor: bool
    beside_fever: int


class KindKey(NamedTuple):
    """What the aggregate model knows of a party."""

    size: int
    children: int
    grown: int
    stairs: bool
    limited: bool
    doctor: bool
    fever: bool
    cohort: str | None
    language: str | None
    home: tuple[str, ...]
    resident_floors: frozenset[str]
    probability: float

    @property
    def people(self) -> float:
        """People who come on average: what it counts that there is no room for them."""
        return self.size * self.probability


@dataclass(frozen=True, slots=True)
class Cell:
    """Rooms of one kind on one corridor, in walking order (on one floor, where corridors do not matter)."""

    key: CellKey
    rooms: tuple[Room, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """Parties of one kind, in the order given."""

    key: KindKey
    parties: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.parties)


class Aggregate:
    """The problem counted: kinds of parties, cells of rooms, groups of companions.

    `site` is the site without the parties of the problem. `groups` are parties that belong
    together, each with all its members among the parties to be roomed. `cell_of`: the number of each
    vacant room's cell. `divisible`: parties may be divided, so that adults and children are told apart.
    """

    def __init__(self, problem: Problem, *, divisible: bool = False) -> None:
        self.problem = problem
        self.divisible = divisible
        self.rules: PlacementRules = problem.rules
        self.site: SiteState = problem.standing()
        self.index = self.site.index
        self.parties = {party.id: party for party in problem.parties}
        self.traits = {party.id: PartyTraits.of(party, problem.rules.thresholds) for party in problem.parties}
        self.cohorts = self._cohorts()
        self.by_corridor = len(self.cohorts) > 1
        self._has_stairs = any(self.site.needs_stairs(room) for room in self.index.vacant)
        self.linked, self.resident_links = self._links()
        self.kind_of: dict[str, KindKey] = {one: self._kind_key(one) for one in self.parties}
        members: dict[KindKey, list[str]] = defaultdict(list)
        for party_id, key in self.kind_of.items():
            members[key].append(party_id)
        self.kinds = tuple(Kind(key, tuple(ids)) for key, ids in sorted(members.items(), key=_stable))
        rooms: dict[CellKey, list[Room]] = defaultdict(list)
        for room in self.index.vacant:
            rooms[self.cell_key(room)].append(room)
        self.cells = tuple(Cell(key, tuple(them)) for key, them in rooms.items())
        self.cell_of = {room.id: place for place, cell in enumerate(self.cells) for room in cell.rooms}
        self.groups = tuple(self._groups())

    def cell_key(self, room: Room) -> CellKey:
        """The cell that the room is of."""
        near = self.index.neighbours.get(room.id, ())
        fevers = sum(any(o.fever for o in self.index.occupants.get(one, ())) for one in near)
        corridor = room.corridor if self.by_corridor else ""
        has = room.features
        return CellKey(
            room.floor_id, corridor, room.beds, room.extra_beds, ACCESSIBLE in has, NEAR_DOCTOR in has, fevers
        )

    def healthy_neighbours(self, room: Room) -> int:
        """Rooms next door in which somebody without fever stays."""
        near = self.index.neighbours.get(room.id, ())
        here = self.index.occupants
        return sum(any(not o.fever for o in here.get(one, ())) for one in near)

    def _cohorts(self) -> tuple[str | None, ...]:
        known: set[str | None] = {party.cohort for party in self.problem.parties}
        known |= {one.cohort for one in self.site.occupants}
        return tuple(sorted(known, key=lambda one: (one is not None, one or "")))

    def _links(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """Companions among the parties to be roomed, and among those who stay where they are."""
        linked: dict[str, set[str]] = defaultdict(set)
        residents: dict[str, set[str]] = defaultdict(set)
        for party in self.problem.parties:
            for other in party.companions:
                if other in self.parties and other != party.id:
                    linked[party.id].add(other)
                    linked[other].add(party.id)
                elif other in self.index.rooms_of_party:
                    residents[party.id].add(other)
        return linked, residents

    def _kind_key(self, party_id: str) -> KindKey:
        party, traits = self.parties[party_id], self.traits[party_id]
        alone = {
            self.index.rooms[room].floor_id
            for other in self.resident_links.get(party_id, ())
            for room in self.index.rooms_of_party[other]
        }
        has, by_stairs = self.index.features, bool(traits.stairs_sensitive) and self._has_stairs
        return KindKey(
            party.size,
            len(traits.children) if self.divisible else 0,
            len(traits.adults) + len(traits.unknown) if self.divisible else 0,
            by_stairs,
            traits.limited and ACCESSIBLE in has,
            traits.needs_doctor_near and NEAR_DOCTOR in has,
            traits.fever,
            party.cohort if self.by_corridor else None,
            party.language if party.language in self.index.languages else None,
            self.problem.site.index.rooms_of_party.get(party_id, ()),
            frozenset(alone),
            party.probability,
        )

    def _groups(self) -> Iterator[tuple[str, ...]]:
        """Connected companions of two parties or more without residents, in the order given."""
        seen: set[str] = set()
        for party_id in self.parties:
            if party_id in seen or party_id not in self.linked:
                continue
            reached, group = [party_id], {party_id}
            while reached:
                new = self.linked[reached.pop()] - group
                group |= new
                reached += new
            seen |= group
            if not any(one in self.resident_links for one in group):
                yield tuple(one for one in self.parties if one in group)

    def units(self, kind: KindKey, cell: CellKey, people: int) -> Units:
        """Units of each rule for so many of a party in a room of the cell, whatever else is done."""
        units: Units = {}
        missing = people - cell.beds
        if missing > 0:
            units["extra_bed" if missing <= cell.extra_beds else "room_too_small"] = missing
        if missing < 0:
            units["spare_bed"] = -missing
        if cell.beside_fever and not kind.fever:
            units["fever_next_door"] = cell.beside_fever
        self._measure_floor(kind, cell, units)
        has = self.index.features
        if ACCESSIBLE in has and kind.limited is not cell.accessible:
            units["accessible_missing" if kind.limited else "accessible_kept"] = 1
        if NEAR_DOCTOR in has and kind.doctor is not cell.near_doctor:
            units["doctor_far" if kind.doctor else "doctor_kept"] = 1
        return units

    def _measure_floor(self, kind: KindKey, cell: CellKey, units: Units) -> None:
        floor = self.index.floors[cell.floor]
        if kind.stairs and not (self.site.has_lift or floor.has_lift):
            above = floor.level - self.rules.thresholds.highest_storey_by_stairs
            if above > 0:
                units["stairs"] = above
        if kind.language in self.index.languages and kind.language not in floor.languages:
            units["language_far"] = 1

    def price(self, units: Units) -> float:
        """The score of these units."""
        hard, soft = self.rules.hard, self.rules.soft
        return sum((hard.get(code) or soft[code]).of(amount) for code, amount in units.items())

    def load(self, floor: Floor) -> float:
        """What one person on the floor adds to the load of its team."""
        if self.site.has_lift or floor.has_lift:
            return 1.0
        return 1.0 + self.rules.thresholds.load_percent_per_storey / 100 * max(floor.level - 1, 0)


def _stable(entry: tuple[KindKey, list[str]]) -> tuple[object, ...]:
    key = entry[0]
    return (-key.size, *(str(part) for part in key))
