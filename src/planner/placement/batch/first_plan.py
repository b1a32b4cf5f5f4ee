"""A usable plan in hundredths of a second: the cheapest cell for each party, and which floors to open."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from planner.placement.batch.kinds import Aggregate, KindKey
from planner.placement.batch.rooming import Counts
from planner.placement.rooms import Room


class FirstPlan:
    """Greedy counts for a set of floors that may be used, and a search over such sets."""

    def __init__(self, aggregate: Aggregate) -> None:
        self.aggregate = aggregate
        index, rules = aggregate.index, aggregate.rules
        self._open_cost = rules.soft["floor_opened"].weight
        self._apart_cost = rules.soft["companions_elsewhere"].weight
        self._no_room = rules.hard["no_room"].weight
        self._clash_cost = rules.hard["fever_next_door"].weight
        self._lost_cost = rules.soft["fever_rooms_lost"].weight
        self._doors: dict[str, tuple[float, list[str]]] = {}
        self.closed = {cell.key.floor for cell in aggregate.cells} - index.floor_cohorts.keys()
        self._cheapest = [self._ranked(kind.key) for kind in aggregate.kinds]
        self._numbers = {kind.key: number for number, kind in enumerate(aggregate.kinds)}
        self._cells = aggregate.cell_of
        self._rooms = [len(cell.rooms) for cell in aggregate.cells]
        group_of = {one: number for number, group in enumerate(aggregate.groups) for one in group}
        queue = [
            (number, group_of.get(party_id))
            for number, kind in sorted(enumerate(aggregate.kinds), key=lambda one: _hardest_first(one[1].key))
            for party_id in kind.parties
        ]
        self._queue = [(*one, len(list(alike))) for one, alike in groupby(queue)]

    def _ranked(self, key: KindKey) -> list[tuple[float, int]]:
        """Cells by what they cost the kind, cheapest first; too few beds are there as the last way out."""
        aggregate = self.aggregate
        priced = [
            (aggregate.price(aggregate.units(key, cell.key, key.size)), place)
            for place, cell in enumerate(aggregate.cells)
        ]
        return sorted(priced)

    def counts(self) -> Counts:
        """The best counts found: floors are closed, opened and exchanged as long as that saves."""
        opened = frozenset(self.closed)
        best, cost = self._fill(opened)
        improved = True
        while improved:
            improved = False
            for other in self._near(opened):
                counts, price = self._fill(other)
                if price < cost - 1e-9:
                    opened, best, cost, improved = other, counts, price, True
                    break
        return best

    def _near(self, opened: frozenset[str]) -> list[frozenset[str]]:
        ordered = sorted(opened, key=lambda one: -self.aggregate.index.floors[one].level)
        outside = sorted(self.closed - opened)
        fewer = [opened - {one} for one in ordered]
        return [*fewer, *(opened | {one} for one in outside), *(
            opened - {one} | {other} for one in ordered for other in outside
        )]  # fmt: skip

    def _fill(self, opened: frozenset[str]) -> tuple[Counts, float]:
        """Every party into the cheapest cell that is left; returns counts and about what they cost."""
        night = _Night(list(self._rooms))
        for kind, group, count in self._queue:
            key = self.aggregate.kinds[kind].key
            if group is None and not key.fever and not self.aggregate.by_corridor:
                self._give_many(kind, count, night, opened)
                continue
            for _ in range(count):
                self._give_one(kind, group, night, opened)
        return night.counts, night.cost + self._open_cost * len(night.used)

    def _give_many(self, kind: int, count: int, night: _Night, opened: frozenset[str]) -> None:
        """So many parties of a kind, whom nothing but the room concerns, into the cheapest cells left."""
        key = self.aggregate.kinds[kind].key
        ranked, start = self._open_cells(kind, night, opened)
        for price, place in ranked[start:]:
            taken = min(count, night.left[place])
            if taken > 0:
                floor = self.aggregate.cells[place].key.floor
                night.left[place] -= taken
                night.cost += price * taken
                night.counts.inside[kind, key.size][place] += taken
                night.used |= {floor} & self.closed
                count -= taken
            if not count:
                return
        night.cost += self._no_room * key.people * count

    def _give_one(self, kind: int, group: int | None, night: _Night, opened: frozenset[str]) -> None:
        """One party, with an eye on its companions and on cohorts."""
        key = self.aggregate.kinds[kind].key
        wanted = night.floors.get(group) if group is not None else None
        if key.fever:
            floor = self._give_fever_room(kind, night, opened, wanted)
        else:
            floor = self._give_cell(kind, night, opened, wanted)
        if floor is None:
            night.cost += self._no_room * key.people
            return
        if group is not None:
            night.floors.setdefault(group, floor)
        if floor in self.closed:
            night.used.add(floor)

    def _give_cell(self, kind: int, night: _Night, opened: frozenset[str], wanted: str | None) -> str | None:
        found = self._cheapest_left(kind, night, opened, wanted)
        if found is None:
            return None
        price, place = found
        kinds, cell = self.aggregate.kinds, self.aggregate.cells[place].key
        night.left[place] -= 1
        night.cost += price
        night.counts.inside[kind, kinds[kind].key.size][place] += 1
        night.join(cell.floor, cell.corridor, kinds[kind].key.cohort)
        return cell.floor

    def _give_fever_room(
        self, kind: int, night: _Night, opened: frozenset[str], wanted: str | None
    ) -> str | None:
        """The room with the fewest rooms lost next door, among those that cost least otherwise."""
        aggregate, best = self.aggregate, None
        key = aggregate.kinds[kind].key
        for price, place in self._cheapest[kind]:
            cell = aggregate.cells[place]
            if best is not None and best[0] <= price:
                break
            if not night.left[place] or (cell.key.floor in self.closed and cell.key.floor not in opened):
                continue
            extra = self._apart_cost if wanted not in (None, cell.key.floor) else 0.0
            extra += self._mixing(key, (cell.key.floor, cell.key.corridor), night)
            for room in cell.rooms:
                whole = price + extra + self._beside(room, night)
                if room.id not in night.fevers and (best is None or whole < best[0]):
                    best = whole, place, room
        if best is None:
            return None
        price, place, chosen = best
        night.cost += price
        self._block(chosen, night)
        night.counts.fever[kind].append(chosen.id)
        night.join(chosen.floor_id, aggregate.cells[place].key.corridor, key.cohort)
        return chosen.floor_id

    def _beside(self, room: Room, night: _Night) -> float:
        """What fever in the room costs next door."""
        if room.id not in self._doors:
            clashes = self.aggregate.healthy_neighbours(room)
            vacant = [one for one in self.aggregate.index.neighbours[room.id] if one in self._cells]
            self._doors[room.id] = self._clash_cost * clashes, vacant
        cost, doors = self._doors[room.id]
        for near in doors:
            if near not in night.fevers and near not in night.blocked:
                cost += self._lost_cost + (night.left[self._cells[near]] <= 1)
        return cost

    def _block(self, room: Room, night: _Night) -> None:
        """The room is taken, and those next door are of no use to people without fever."""
        if room.id not in night.blocked:
            night.left[self._cells[room.id]] -= 1
        night.fevers.add(room.id)
        for near in self.aggregate.index.neighbours[room.id]:
            if near in self._cells and near not in night.fevers and near not in night.blocked:
                night.blocked.add(near)
                night.left[self._cells[near]] -= 1

    def _cheapest_left(
        self, kind: int, night: _Night, opened: frozenset[str], wanted: str | None
    ) -> tuple[float, int] | None:
        best: tuple[float, int] | None = None
        key = self.aggregate.kinds[kind].key
        ranked, start = self._open_cells(kind, night, opened)
        for price, place in ranked[start:]:
            if best is not None and best[0] <= price:
                break
            cell = self.aggregate.cells[place].key
            if night.left[place] <= 0:
                continue
            whole = price + (self._apart_cost if wanted not in (None, cell.floor) else 0.0)
            whole += self._mixing(key, (cell.floor, cell.corridor), night)
            if best is None or whole < best[0]:
                best = whole, place
        return best

    def _open_cells(
        self, kind: int, night: _Night, opened: frozenset[str]
    ) -> tuple[list[tuple[float, int]], int]:
        """The kind's ranking without floors that stay closed, and where its first cell with a room is."""
        if kind not in night.ranked:
            shut = self.closed - opened
            cells = self.aggregate.cells
            ranked = [one for one in self._cheapest[kind] if cells[one[1]].key.floor not in shut]
            night.ranked[kind] = ranked, 0
        ranked, start = night.ranked[kind]
        while start < len(ranked) and night.left[ranked[start][1]] <= 0:
            start += 1  # a full cell stays full
        night.ranked[kind] = ranked, start
        return ranked, start

    def _mixing(self, key: KindKey, corridor: tuple[str, str], night: _Night) -> float:
        if not self.aggregate.by_corridor or key.cohort is None:
            return 0.0
        there = {night.cohorts.get(corridor), *self.aggregate.index.corridor_cohorts.get(corridor, ())} - {
            None
        }
        clash = bool(there) and key.cohort not in there
        return self.aggregate.rules.hard["cohorts_on_corridor"].weight if clash else 0.0


@dataclass(slots=True)
class _Night:
    """One filling of the house: rooms left by cell, rooms of fever and beside it, what it costs."""

    left: list[int]
    counts: Counts = field(default_factory=Counts)
    cost: float = 0.0
    used: set[str] = field(default_factory=set)
    fevers: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)
    floors: dict[int, str] = field(default_factory=dict)
    ranked: dict[int, tuple[list[tuple[float, int]], int]] = field(default_factory=dict)
    cohorts: dict[tuple[str, str], str] = field(default_factory=dict)

    def join(self, floor: str, corridor: str, cohort: str | None) -> None:
        """Note the first cohort on a corridor."""
        if cohort is not None:
            self.cohorts.setdefault((floor, corridor), cohort)


def _hardest_first(key: KindKey) -> tuple[object, ...]:
    return (not key.fever, -key.size, not key.limited, not key.stairs, not key.doctor)
