"""Which room each party has in the end: a mixed-integer programme over alike parties and alike rooms."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.horizon.programme import INFINITY, Programme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.clearing.problem import Clearing, Party, Room


@dataclass(frozen=True, slots=True)
class Unit:
    """Parties that differ only in their id and room; one party where others need to know which."""

    parties: tuple[Party, ...]

    @property
    def size(self) -> int:
        """Beds that each of them needs."""
        return self.parties[0].size

    @property
    def cohort(self) -> str:
        """Of all of them."""
        return self.parties[0].cohort


@dataclass(frozen=True, slots=True)
class Group:
    """Vacant rooms that differ only in their id and in when they are ready; or the rooms of a unit.

    `rooms`: the soonest ready first. `unit`: number of the unit that is there.
    """

    rooms: tuple[str, ...]
    floor: str
    corridor: str
    beds: int
    unit: int | None = None


def units_of(problem: Clearing) -> list[Unit]:
    """Parties who must leave anyway, and whom nobody needs to be near, are alike by size and cohort."""
    rooms = {room.id: room for room in problem.rooms}
    tied = {name for party in problem.parties for name in (party.id, *party.near) if party.near}
    alike: dict[tuple[object, ...], list[Party]] = {}
    for party in problem.parties:
        room = rooms[party.room]
        if party.id in tied or room.floor not in problem.floors:
            alike[party.id,] = [party]
        else:
            alike.setdefault((party.size, party.cohort), []).append(party)
    return [Unit(tuple(parties)) for parties in alike.values()]


def groups_of(problem: Clearing, units: Sequence[Unit]) -> list[Group]:
    """Rooms that can be used or are occupied."""
    rooms = {room.id: room for room in problem.rooms}
    occupied = {party.room for party in problem.parties}
    alike: dict[tuple[str, int], list[Room]] = {}
    for room in problem.rooms:
        if room.id not in occupied and room.ready is not None and room.floor not in problem.floors:
            alike.setdefault((room.corridor, room.beds), []).append(room)
    vacant = [
        Group(
            tuple(r.id for r in sorted(same, key=lambda r: (r.ready or 0, r.id))),
            same[0].floor,
            corridor,
            beds,
        )
        for (corridor, beds), same in alike.items()
    ]
    at_home = []
    for number, unit in enumerate(units):
        homes: dict[str, list[Room]] = {}
        for party in unit.parties:
            homes.setdefault(rooms[party.room].corridor, []).append(rooms[party.room])
        at_home += [
            Group(tuple(r.id for r in mine), mine[0].floor, corridor, mine[0].beds, number)
            for corridor, mine in homes.items()
        ]
    return vacant + at_home


class Choice:
    """The programme. `take[u, k]`: the column for how many parties of unit u end in group k.

    `making_room`: parties on other floors may move as well.
    """

    def __init__(self, problem: Clearing, weights: Mapping[str, int], *, making_room: bool) -> None:
        self.units = units_of(problem)
        self.groups = groups_of(problem, self.units)
        self.programme = Programme()
        self.take: dict[tuple[int, int], int] = {}
        self._problem = problem
        self._weights = weights
        self._making_room = making_room
        for number, unit in enumerate(self.units):
            self._add_unit(number, unit)
        self._add_rooms()
        self._add_corridors()
        self._add_near()

    def rooms(self, values: Sequence[float]) -> dict[str, str]:
        """Room by party for the values of the columns."""
        counts = {key: round(values[column]) for key, column in self.take.items()}
        room_of: dict[str, str] = {}
        for number, unit in enumerate(self.units):
            own = [(k, group) for k, group in enumerate(self.groups) if group.unit == number]
            stay = {room for k, group in own for room in group.rooms[: counts[number, k]]}
            room_of |= {party.id: party.room for party in unit.parties if party.room in stay}
            left = [party.id for party in unit.parties if party.room not in stay]
            for k, group in enumerate(self.groups):
                if group.unit != number and counts.get((number, k)):
                    free = [room for room in group.rooms if room not in room_of.values()]
                    room_of |= {left.pop(0): room for room in free[: counts[number, k]]}
        return room_of

    def _add_unit(self, number: int, unit: Unit) -> None:
        cleared, weights = self._problem.floors, self._weights
        mine = []
        may_move = self._making_room or self._leaves(number)
        for k, group in enumerate(self.groups):
            own = group.unit == number
            given = group.floor not in cleared and (self._making_room or group.unit is None)
            if own or (may_move and given and unit.size <= group.beds):
                most = min(len(unit.parties), len(group.rooms))
                stays = weights["not_cleared"] if group.floor in cleared else 0
                weight = stays if own else weights["move"]
                self.take[number, k] = self.programme.add_column(weight, most)
                mine.append((self.take[number, k], 1.0))
        self.programme.add_row(len(unit.parties), len(unit.parties), mine)

    def _leaves(self, number: int) -> bool:
        """Whether a unit is on a floor to be cleared."""
        return any(group.unit == number and group.floor in self._problem.floors for group in self.groups)

    def _add_rooms(self) -> None:
        """A room for each; and whoever takes a room that is occupied goes after who leaves it."""
        after = len(self.units)
        turn = [self.programme.add_column(0, after - 1) for _ in self.units]
        for k, group in enumerate(self.groups):
            takers = {u: column for (u, g), column in self.take.items() if g == k}
            self.programme.add_row(0, len(group.rooms), [(column, 1.0) for column in takers.values()])
            for u, column in takers.items():
                if group.unit not in {None, u}:
                    terms = [(turn[u], 1.0), (turn[int(group.unit or 0)], -1.0), (column, -float(after))]
                    self.programme.add_row(1 - after, INFINITY, terms)

    def _add_corridors(self) -> None:
        cohorts = sorted({party.cohort for party in self._problem.parties})
        floor = {room.corridor: room.floor for room in self._problem.rooms}
        used = {(c, k): self.programme.add_column(0, 1) for c in cohorts for k in floor}
        takers: dict[tuple[str, int], list[int]] = {}
        for (u, g), column in self.take.items():
            takers.setdefault((self.units[u].cohort, g), []).append(column)
        for (cohort, g), found in takers.items():
            group = self.groups[g]
            needs = (used[cohort, group.corridor], -float(len(group.rooms)))
            self.programme.add_row(-INFINITY, 0, [*((column, 1.0) for column in found), needs])
        for k in floor:
            opened = self.programme.add_column(self._weights["corridor"], 1)
            mixed = self.programme.add_column(self._weights["cohorts_mixed"], len(cohorts))
            here = [(used[c, k], 1.0) for c in cohorts]
            self.programme.add_row(-INFINITY, 0, [*here, (opened, -1.0), (mixed, -1.0)])
        for c in cohorts:
            self._add_blocks([(used[c, k], floor[k]) for k in floor])

    def _add_blocks(self, row: Sequence[tuple[int, str]]) -> None:
        """Corridors of a cohort that stand side by side on a floor are one block; each block costs."""
        for (before, its_floor), (use, floor) in pairwise([(-1, ""), *row]):
            begins = self.programme.add_column(self._weights["block"], 1)
            terms = [(begins, 1.0), (use, -1.0)]
            if before >= 0 and its_floor == floor:
                terms.append((before, 1.0))
            self.programme.add_row(0, INFINITY, terms)

    def _add_near(self) -> None:
        """Parties with somebody near are units of one."""
        number = {unit.parties[0].id: u for u, unit in enumerate(self.units) if len(unit.parties) == 1}
        pairs = {(min(p.id, q), max(p.id, q)) for p in self._problem.parties for q in p.near if q != p.id}
        for rule, part in (("apart", "corridor"), ("apart_floor", "floor")):
            places = sorted({getattr(group, part) for group in self.groups})
            for one, other in sorted(pairs):
                apart = self.programme.add_column(self._weights[rule], 1)
                for place in places:
                    there = self._at(number[one], part, place, -1.0) + self._at(
                        number[other], part, place, 1.0
                    )
                    self.programme.add_row(0, INFINITY, [(apart, 1.0), *there])

    def _at(self, unit: int, part: str, place: str, sign: float) -> list[tuple[int, float]]:
        mine = ((k, column) for (u, k), column in self.take.items() if u == unit)
        return [(column, sign) for k, column in mine if getattr(self.groups[k], part) == place]
