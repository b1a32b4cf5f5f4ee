"""The problem counted: kinds of parties by cohort, blocks of rooms, and classes of rooms over all hotels."""

from __future__ import annotations

from collections import Counter, defaultdict
from copy import copy
from dataclasses import dataclass
from typing import NamedTuple

from planner.network.problem import Hotel, Problem
from planner.placement.batch import Problem as Roster
from planner.placement.batch.kinds import Aggregate, CellKey
from planner.placement.party import PartyProfile
from planner.placement.rooms import Room, RoomState
from planner.placement.traits import PartyTraits

Cohort = str | None
Prices = tuple[float, ...]


class Kind(NamedTuple):
    """What the prices of rooms know of a party; its cohort is told apart elsewhere."""

    size: int
    stairs: bool
    limited: bool
    doctor: bool
    fever: bool
    language: str | None


@dataclass(frozen=True, slots=True)
class Block:
    """Vacant rooms that are given to a cohort together, counted by class: a corridor, or a whole floor.

    `hotel` and `floor` are numbers over the whole problem. `residents`: cohorts of those who stay there.
    `unbroken`: rooms of the shortest of its corridors, all of which can be given; 0 when some cannot.
    """

    hotel: int
    floor: int
    corridors: tuple[tuple[str, str], ...]
    classes: Counter[int]
    rooms: tuple[Room, ...]
    residents: frozenset[Cohort]
    unbroken: int

    @property
    def size(self) -> int:
        """Vacant rooms."""
        return len(self.rooms)


class Counted:
    """Kinds, classes of rooms (those that cost every kind the same), blocks of rooms, and demand.

    `demand`: {(cohort, kind): parties}. `prices[class][kind]`: score of one party in one room.
    `open_floors`: floors where somebody stays. `anchors`: {party: hotels where a companion stays already}.
    Hotels that no bus can enter are left out. Blocks are corridors.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.parties = {party.id: party for party in problem.parties}
        self.demand: dict[tuple[Cohort, int], list[str]] = defaultdict(list)
        self.kinds: list[Kind] = []
        self.kind_of: dict[str, int] = {}
        self.blocks: list[Block] = []
        self.by_floor = False
        self.prices: list[Prices] = []
        self.class_of: dict[tuple[int, str], int] = {}
        self.open_floors: set[int] = set()
        self.hotel_of_floor: list[int] = []
        self._classes: dict[Prices, int] = {}
        self._first = self._count_parties()
        self.cohorts = tuple(dict.fromkeys(party.cohort for party in problem.parties))
        self.reachable = [number for number, hotel in enumerate(problem.hotels) if _can_enter(problem, hotel)]
        for number in self.reachable:
            self._count_hotel(number)
        self.groups = self._groups()
        self.anchors = self._anchors()

    def by_floors(self) -> Counted:
        """The same with floors as blocks where nobody stays: fewer decisions, one cohort on each."""
        coarse = copy(self)
        floors: dict[tuple[int, int], list[Block]] = defaultdict(list)
        for number, block in enumerate(self.blocks):
            floors[block.floor, number if block.residents else -1].append(block)
        coarse.by_floor = True
        coarse.blocks = [_joined(blocks) for blocks in floors.values()]
        return coarse

    def _count_parties(self) -> list[PartyProfile]:
        """Kinds in the order in which they come; returns the first party of each."""
        known: dict[Kind, int] = {}
        first: list[PartyProfile] = []
        for party in self.problem.parties:
            kind = self._kind(party)
            if kind not in known:
                known[kind] = len(self.kinds)
                self.kinds.append(kind)
                first.append(party)
            self.kind_of[party.id] = known[kind]
            self.demand[party.cohort, known[kind]].append(party.id)
        return first

    def _kind(self, party: PartyProfile) -> Kind:
        traits = PartyTraits.of(party, self.problem.rules.thresholds)
        return Kind(
            party.size,
            bool(traits.stairs_sensitive),
            traits.limited,
            traits.needs_doctor_near,
            traits.fever,
            party.language,
        )

    def _count_hotel(self, number: int) -> None:
        site = self.problem.hotels[number].site
        judge = Aggregate(Roster(site, tuple(self._first), rules=self.problem.rules))
        floors = {floor: len(self.hotel_of_floor) + place for place, floor in enumerate(site.index.floors)}
        self.hotel_of_floor += [number] * len(floors)
        self.open_floors |= {floors[one] for one in site.index.floor_cohorts}
        by_corridor: dict[tuple[str, str], list[Room]] = defaultdict(list)
        known: dict[CellKey, int] = {}
        for room in site.index.vacant:
            by_corridor[room.corridor_key].append(room)
            cell = judge.cell_key(room)._replace(corridor="")
            if cell not in known:
                known[cell] = self._class(judge, cell)
            self.class_of[number, room.id] = known[cell]
        for key, rooms in by_corridor.items():
            here = Counter(self.class_of[number, room.id] for room in rooms)
            line = site.index.corridors[key]
            whole = all(r.state is RoomState.READY and r.id not in site.index.occupants for r in line)
            residents = site.index.corridor_cohorts.get(key, frozenset())
            unbroken = len(rooms) if whole else 0
            self.blocks.append(Block(number, floors[key[0]], (key,), here, tuple(rooms), residents, unbroken))

    def _class(self, judge: Aggregate, cell: CellKey) -> int:
        prices = tuple(
            judge.price(judge.units(judge.kind_of[party.id], cell, party.size)) for party in self._first
        )
        if prices not in self._classes:
            self._classes[prices] = len(self.prices)
            self.prices.append(prices)
        return self._classes[prices]

    def _anchors(self) -> dict[str, frozenset[int]]:
        hotels = self.problem.hotels
        found = {
            party.id: frozenset(
                number
                for number in self.reachable
                if party.companions & hotels[number].site.index.rooms_of_party.keys()
            )
            for party in self.problem.parties
        }
        return {party: numbers for party, numbers in found.items() if numbers}

    def _groups(self) -> list[tuple[str, ...]]:
        """Companions who hang together, two parties or more, in the order given."""
        links: dict[str, set[str]] = defaultdict(set)
        for party in self.problem.parties:
            for other in party.companions & self.parties.keys() - {party.id}:
                links[party.id].add(other)
                links[other].add(party.id)
        seen: set[str] = set()
        groups = []
        for party_id in self.parties:
            if party_id in links and party_id not in seen:
                group, reached = {party_id}, [party_id]
                while reached:
                    new = links[reached.pop()] - group
                    group |= new
                    reached += new
                seen |= group
                groups.append(tuple(one for one in self.parties if one in group))
        return groups


def _joined(blocks: list[Block]) -> Block:
    classes: Counter[int] = Counter()
    for block in blocks:
        classes.update(block.classes)
    return Block(
        blocks[0].hotel,
        blocks[0].floor,
        tuple(key for block in blocks for key in block.corridors),
        classes,
        tuple(room for block in blocks for room in block.rooms),
        frozenset().union(*(block.residents for block in blocks)),
        min(block.unbroken for block in blocks),
    )


def _can_enter(problem: Problem, hotel: Hotel) -> bool:
    """Whether a bus can, where there are buses at all."""
    return not problem.buses or any(hotel.entrance_for(bus) for bus in problem.buses)
