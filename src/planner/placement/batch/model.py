"""The aggregate model: how many parties of each kind go into each cell, and which floors are opened.

Every solution of it can be turned into rooms, and no plan costs less than its optimum: what it leaves
out (next door for companions, rooms of a divided party, parties to be kept apart) it counts as 0.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from planner.placement.batch.doors import add_doors
from planner.placement.batch.fever import add_fever
from planner.placement.batch.kinds import Aggregate, KindKey
from planner.placement.batch.milp import Model
from planner.placement.batch.sharing import add_cohorts, add_expected, add_teams

Terms = list[tuple[int, float]]
MOST_PARTS = 3


class Division(NamedTuple):
    """Parties of a kind divided into rooms for so many people each, on one floor or (None) on several."""

    kind: int
    floor: str | None
    parts: tuple[int, ...]


class PlacementModel:
    """The variables of the aggregate model by what they mean; `model` holds the rows.

    `relaxed` adds the ways out: divided parties, too few beds, fever next door, mixed corridors.
    `doors`: pairs of kinds whose companions are counted next door; others count as next door at no cost.
    """

    def __init__(
        self, aggregate: Aggregate, *, relaxed: bool, doors: frozenset[tuple[int, int]] = frozenset()
    ) -> None:
        self.aggregate = aggregate
        self.with_doors = doors
        self.relaxed = relaxed
        self.model = Model()
        self.whole: dict[tuple[int, int], int] = {}
        self.fever: dict[int, tuple[tuple[int, str], ...]] = {}
        self.unplaced: dict[int, int] = {}
        self.home: dict[int, int] = {}
        self.part: dict[tuple[int, int, int], int] = {}
        self.divided: dict[Division, int] = {}
        self.together: dict[tuple[tuple[int, ...], str], int] = {}
        self.doors: dict[tuple[tuple[int, int], int, int], int] = {}
        self.opened: dict[str, int] = {}
        self.place: list[Terms] = [[] for _ in aggregate.kinds]
        self.use: list[Terms] = [[] for _ in aggregate.cells]
        self.people: dict[str, Terms] = defaultdict(list)
        self.on_floor: dict[tuple[int, str], Terms] = defaultdict(list)
        self.present: dict[tuple[str | None, tuple[str, str]], Terms] = defaultdict(list)
        self._kinds = {one.key: number for number, one in enumerate(aggregate.kinds)}
        self._build()

    def _build(self) -> None:
        for number, kind in enumerate(self.aggregate.kinds):
            if not kind.key.fever:
                self._add_whole(number, kind.key, kind.count)
                if self.relaxed and kind.key.size > 1:
                    self._add_divisions(number, kind.key, kind.count)
                self._add_home(number, kind.key)
        add_fever(self)
        for number, kind in enumerate(self.aggregate.kinds):
            weight = self.aggregate.rules.hard["no_room"].weight
            self.unplaced[number] = self.model.variable(kind.count, weight * kind.key.people)
            self.model.equal([*self.place[number], (self.unplaced[number], 1)], kind.count)
        self._limit_cells()
        self._add_groups()
        add_cohorts(self)
        add_teams(self)
        add_expected(self)

    def enter(self, variable: int, kind: int, cell: int, people: int, rooms: float = 1) -> None:
        """Note that one unit of the variable puts so many people of a kind into a cell."""
        key, floor = self.aggregate.kinds[kind].key, self.aggregate.cells[cell].key.floor
        if rooms:
            self.use[cell].append((variable, rooms))
        self.people[floor].append((variable, people))
        corridor = (floor, self.aggregate.cells[cell].key.corridor)
        self.present[key.cohort, corridor].append((variable, 1))

    def _add_whole(self, number: int, key: KindKey, count: int) -> None:
        moved = self.aggregate.rules.soft["moved"].weight if key.home else 0.0
        for place, cell in enumerate(self.aggregate.cells):
            units = self.aggregate.units(key, cell.key, key.size)
            if not self.relaxed and any(code in self.aggregate.rules.hard for code in units):
                continue
            price = self.aggregate.price(units) + moved + self.residents_far(key, cell.key.floor)
            one = self.model.variable(min(count, len(cell.rooms)), price)
            self.whole[number, place] = one
            self.place[number].append((one, 1))
            self.on_floor[number, cell.key.floor].append((one, 1))
            self.enter(one, number, place, key.size)

    def residents_far(self, key: KindKey, floor: str) -> float:
        """Companions who stay where they are, on another floor."""
        if not key.resident_floors or floor in key.resident_floors:
            return 0.0
        return self.aggregate.rules.soft["companions_elsewhere"].weight

    def _add_home(self, number: int, key: KindKey) -> None:
        """A party that is there already may stay in its one room."""
        aggregate = self.aggregate
        if len(key.home) != 1 or key.home[0] not in {room.id for room in aggregate.index.vacant}:
            return
        room = aggregate.index.rooms[key.home[0]]
        place = aggregate.cell_of[room.id]
        price = aggregate.price(aggregate.units(key, aggregate.cells[place].key, key.size))
        one = self.model.variable(1, price + self.residents_far(key, room.floor_id))
        self.home[number] = one
        self.place[number].append((one, 1))
        self.on_floor[number, room.floor_id].append((one, 1))
        self.enter(one, number, place, key.size)

    def _limit_cells(self) -> None:
        """No more parties than rooms, none on a floor that is not opened."""
        aggregate = self.aggregate
        weight = aggregate.rules.soft["floor_opened"].weight
        for floor in dict.fromkeys(cell.key.floor for cell in aggregate.cells):
            if floor not in aggregate.index.floor_cohorts:
                self.opened[floor] = self.model.variable(1, weight)
        for terms, cell in zip(self.use, aggregate.cells, strict=True):
            opened = self.opened.get(cell.key.floor)
            if opened is None:
                self.model.at_most(terms, len(cell.rooms))
            else:
                self.model.at_most([*terms, (opened, -len(cell.rooms))], 0)
        for (number, floor), terms in self.on_floor.items():
            self._limit_floor(terms, aggregate.kinds[number].count, floor)
        for (_, place, _), one in self.part.items():
            self._limit_floor([(one, 1)], self.model.upper[one], aggregate.cells[place].key.floor)

    def _limit_floor(self, terms: Terms, most: float, floor: str) -> None:
        """No more of a kind on a floor than there are, none if it is closed: tighter than rooms alone."""
        opened = self.opened.get(floor)
        if opened is not None:
            self.model.at_most([*terms, (opened, -most)], 0)

    def group_kinds(self, group: Sequence[str]) -> tuple[int, ...]:
        """The kinds of a group's parties, sorted: groups of the same kinds are not told apart."""
        return tuple(sorted(self._kinds[self.aggregate.kind_of[one]] for one in group))

    def _add_groups(self) -> None:
        """Companions on one floor, counted by the kinds of their parties."""
        weight = self.aggregate.rules.soft["companions_elsewhere"].weight
        counts = Counter(self.group_kinds(group) for group in self.aggregate.groups)
        floors = dict.fromkeys(cell.key.floor for cell in self.aggregate.cells)
        claims: dict[tuple[int, str], Terms] = defaultdict(list)
        for kinds, count in counts.items():
            whole = []
            for floor in floors:
                one = self.model.variable(count, -weight + self._not_next_door(kinds))
                self.together[kinds, floor] = one
                whole.append((one, 1.0))
                for kind, times in Counter(kinds).items():
                    claims[kind, floor].append((one, times))
            self.model.at_most(whole, count)
            self.model.constant += weight * count
        for (kind, floor), terms in claims.items():
            there = [(one, -factor) for one, factor in self.on_floor[kind, floor]]
            self.model.at_most([*terms, *there, (self.unplaced[kind], -1)], 0)
        add_doors(self, counts)

    def _not_next_door(self, kinds: tuple[int, ...]) -> float:
        """What companions on one floor pay at least, before doors are counted."""
        weight = self.aggregate.rules.soft["companions_on_floor"].weight
        fevers = {self.aggregate.kinds[kind].key.fever for kind in kinds}
        apart = len(fevers) == 2 and not self.relaxed
        return weight if apart or kinds in self.with_doors else 0.0

    def _add_divisions(self, number: int, key: KindKey, count: int) -> None:
        """A party over several rooms: rooms next door at best, an adult beside each child if there can be."""
        aggregate = self.aggregate
        beds = max((cell.key.beds for cell in aggregate.cells), default=0)
        flows: dict[tuple[str, int], Terms] = defaultdict(list)
        for place, cell in enumerate(aggregate.cells):
            for people in range(1, min(key.size - 1, cell.key.beds) + 1):
                price = aggregate.price(aggregate.units(key, cell.key, people))
                one = self.model.variable(count * (key.size // people), price)
                self.part[number, place, people] = one
                flows[cell.key.floor, people].append((one, -1))
                self.enter(one, number, place, people)
        chosen: dict[tuple[str | None, int], Terms] = defaultdict(list)
        for parts in _partitions(key.size, beds):
            for floor in [None, *dict.fromkeys(cell.key.floor for cell in aggregate.cells)]:
                one = self.model.variable(count, self._division_cost(key, floor, parts))
                self.divided[Division(number, floor, parts)] = one
                self.place[number].append((one, 1))
                for people, times in Counter(parts).items():
                    chosen[floor, people].append((one, times))
        for people in range(1, min(key.size - 1, beds) + 1):
            everywhere: Terms = list(chosen[None, people])
            anywhere: Terms = []
            for (floor, size), terms in flows.items():
                if size == people:
                    anywhere += terms
                    everywhere += chosen[floor, people]
                    self.model.at_most([*chosen[floor, people], *terms], 0)
            self.model.equal([*everywhere, *anywhere], 0)

    def _division_cost(self, key: KindKey, floor: str | None, parts: tuple[int, ...]) -> float:
        hard, soft = self.aggregate.rules.hard, self.aggregate.rules.soft
        cost = hard["party_split"].weight * (len(parts) - 1)
        if floor is None:
            cost += hard["split_over_floors"].weight + hard["rooms_not_adjacent"].weight
        cost += soft["moved"].weight if key.home else 0.0
        alone = _children_alone(key, parts)
        return cost + hard["child_without_adult"].weight * alone


def _children_alone(key: KindKey, parts: tuple[int, ...]) -> int:
    """Children without an adult at best: the adults go to the largest parts."""
    if not key.grown:
        return 0
    return max(sum(parts[key.grown :]), 0)


def _partitions(size: int, beds: int) -> Iterator[tuple[int, ...]]:
    """Ways to divide so many people over rooms of at most so many beds, largest part first."""
    fewest = max(2, -(-size // max(beds, 1)))
    for count in range(2, max(MOST_PARTS, fewest) + 1):
        yield from _parts(size, count, min(beds, size - 1))


def _parts(left: int, count: int, most: int) -> Iterator[tuple[int, ...]]:
    if count == 1:
        if 1 <= left <= most:
            yield (left,)
        return
    for first in range(min(most, left - count + 1), 0, -1):
        for rest in _parts(left - first, count - 1, first):
            yield (first, *rest)
