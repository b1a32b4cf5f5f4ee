"""From counts by cell to exact rooms: companions, and parts of a party, next door where it can be."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from planner.placement.batch.kinds import Aggregate
from planner.placement.measures import Case
from planner.placement.party import Outlook
from planner.placement.proposal import RoomShare
from planner.placement.split import assign

Item = tuple[int, int]  # kind, people in the room


@dataclass(slots=True)
class Counts:
    """An answer of the aggregate model, or of the first plan: how many of each kind go where.

    `inside`: {(kind, people): {cell: rooms}}; people fewer than the party are a part of it.
    `fever`: rooms of parties with fever by kind. `home`: kinds that stay. `together`: groups of
    companions by their kinds and floor. `divided`: (kind, floor or None, parts), one for each party.
    `doors`: (kinds, cell, cell) of pairs of companions that are to be next door, scarcest doors first.
    """

    inside: dict[Item, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    fever: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    home: set[int] = field(default_factory=set)
    together: list[tuple[tuple[int, ...], str]] = field(default_factory=list)
    divided: list[tuple[int, str | None, tuple[int, ...]]] = field(default_factory=list)
    doors: list[tuple[tuple[int, ...], int, int]] = field(default_factory=list)


class Rooming:
    """Gives out rooms for one set of counts."""

    def __init__(self, aggregate: Aggregate, counts: Counts) -> None:
        self.aggregate = aggregate
        self.counts = counts
        self.plan: dict[str, tuple[RoomShare, ...]] = {}
        self._waiting = [deque(kind.parties) for kind in aggregate.kinds]
        self._numbers = {kind.key: number for number, kind in enumerate(aggregate.kinds)}
        self._cells = aggregate.cell_of
        self._free = set(self._cells)
        self._floors = {room.id: room.floor_id for room in aggregate.index.vacant}
        self._by_floor: dict[str, list[str]] = defaultdict(list)
        for room in aggregate.index.vacant:
            self._by_floor[room.floor_id].append(room.id)
        self._beside: set[str] = set()

    def give(self) -> dict[str, tuple[RoomShare, ...]]:
        """Rooms for every party; () for those without."""
        for kind in self.counts.home:
            self._settle(self._waiting[kind].popleft(), kind, self.aggregate.kinds[kind].key.home[0])
        grouped = self._claim_groups()
        self._give_fever(grouped)
        grouped.sort(key=self._door_place)
        rest = [one for one in grouped if not self._give_behind_door(*one)]
        for floor, group in rest:
            self._give_group(floor, group)
        for kind, within, parts in self.counts.divided:
            self._give_division(kind, within, parts)
        self._give_rest()
        for party_id in self.aggregate.parties:
            self.plan.setdefault(party_id, ())
        return self.plan

    def _claim_groups(self) -> list[tuple[str, list[str]]]:
        """Which groups are on which floor; their parties no longer wait."""
        pools: dict[tuple[int, ...], deque[tuple[str, ...]]] = defaultdict(deque)
        for group in self.aggregate.groups:
            kinds = tuple(sorted(self._numbers[self.aggregate.kind_of[one]] for one in group))
            pools[kinds].append(group)
        claimed: list[tuple[str, list[str]]] = []
        for kinds, floor in self.counts.together:
            parties = [one for one in pools[kinds].popleft() if one not in self.plan]
            for one in parties:
                self._waiting[self._kind(one)].remove(one)
            claimed.append((floor, parties))
        loose = [one for pool in pools.values() for group in pool for one in group]
        for one in loose:
            if one not in self.plan:
                self._waiting[self._kind(one)].remove(one)
                self._waiting[self._kind(one)].append(one)
        return claimed

    def _kind(self, party_id: str) -> int:
        return self._numbers[self.aggregate.kind_of[party_id]]

    def _settle(self, party_id: str, kind: int, room_id: str) -> None:
        labels = tuple(one.label for one in self.aggregate.parties[party_id].members)
        self.plan[party_id] = (RoomShare(room_id, labels),)
        self._free.discard(room_id)
        if self.aggregate.kinds[kind].key.fever:
            self._beside.update(self.aggregate.index.neighbours.get(room_id, ()))

    def _give_fever(self, grouped: list[tuple[str, list[str]]]) -> None:
        """The rooms of parties with fever are part of the counts; companions get theirs on their floor."""
        for floor, group in grouped:
            for one in list(group):
                rooms = self.counts.fever.get(self._kind(one), [])
                near = next((room for room in rooms if self._floors[room] == floor), None)
                if near is not None:
                    rooms.remove(near)
                    group.remove(one)
                    self._settle(one, self._kind(one), near)
        for kind, rooms in self.counts.fever.items():
            for room_id in rooms:
                self._settle(self._waiting[kind].popleft(), kind, room_id)

    def _door_place(self, grouped: tuple[str, list[str]]) -> int:
        """Pairs with the scarcest doors come first."""
        kinds = tuple(sorted(self._kind(one) for one in grouped[1]))
        places = [place for place, door in enumerate(self.counts.doors) if door[0] == kinds]
        return min(places, default=len(self.counts.doors))

    def _give_behind_door(self, floor: str, group: list[str]) -> bool:
        """Rooms next door, of just the cells that the counts name for the pair; False if there are none."""
        ordered = sorted(group, key=self._kind)
        kinds = tuple(self._kind(one) for one in ordered)
        for door in [one for one in self.counts.doors if one[0] == kinds]:
            first, second = door[1:]
            if self.aggregate.cells[first].key.floor != floor:
                continue
            for room in self.aggregate.cells[first].rooms:
                for near in self.aggregate.index.neighbours[room.id]:
                    if self._cells.get(near) == second and self._pair_fits(ordered, room.id, near):
                        self.counts.doors.remove(door)
                        self._settle_group(ordered, [room.id, near])
                        return True
        return False

    def _pair_fits(self, pair: list[str], one: str, other: str) -> bool:
        items = [(self._kind(party), self.aggregate.parties[party].size) for party in pair]
        taken: Counter[tuple[Item, int]] = Counter()
        if not self._fits(items[0], one, taken):
            return False
        taken[items[0], self._cells[one]] += 1
        return self._fits(items[1], other, taken)

    def _settle_group(self, group: list[str], rooms: Sequence[str]) -> None:
        for one, room_id in zip(group, rooms, strict=False):
            self._take(self._kind(one), self.aggregate.parties[one].size, room_id)
            self._settle(one, self._kind(one), room_id)

    def _give_group(self, floor: str, group: list[str]) -> None:
        items = [(self._kind(one), self.aggregate.parties[one].size) for one in group]
        self._settle_group(group, self._in_a_row(floor, items) or self._somewhere(floor, items))

    def _give_division(self, kind: int, floor: str | None, parts: tuple[int, ...]) -> None:
        items = [(kind, people) for people in parts]
        chosen = (self._in_a_row(floor, items) if floor else []) or self._somewhere(floor, items)
        if len(chosen) < len(items) or not self._waiting[kind]:
            return
        party = self.aggregate.parties[self._waiting[kind].popleft()]
        for (_, people), room_id in zip(items, chosen, strict=True):
            self._take(kind, people, room_id)
            self._free.discard(room_id)
        case = Case(self.aggregate.site, party, Outlook(), self.aggregate.rules)
        self.plan[party.id] = assign(case, tuple(chosen))

    def _give_rest(self) -> None:
        for (kind, people), cells in self.counts.inside.items():
            if people < self.aggregate.kinds[kind].key.size:
                continue
            for place, count in cells.items():
                for _ in range(count):
                    room_id = self._first(place)
                    if room_id and self._waiting[kind]:
                        self._settle(self._waiting[kind].popleft(), kind, room_id)

    def _take(self, kind: int, people: int, room_id: str) -> None:
        cells = self.counts.inside[kind, people]
        cells[self._cells[room_id]] -= 1

    def _first(self, place: int) -> str | None:
        """The next free room of a cell, those beside fever last."""
        free = [room.id for room in self.aggregate.cells[place].rooms if room.id in self._free]
        return next((one for one in free if one not in self._beside), free[0] if free else None)

    def _fits(self, item: Item, room_id: str, taken: Counter[tuple[Item, int]]) -> bool:
        """Whether the counts have such a party or part in the room's cell, besides those just taken."""
        if room_id not in self._free or room_id in self._beside:
            return False
        place = self._cells[room_id]
        return self.counts.inside[item][place] > taken[item, place]

    def _in_a_row(self, floor: str, items: Sequence[Item]) -> list[str]:
        """Rooms for the items such that all hang together; empty when there are none."""
        for start in self._by_floor[floor]:
            taken: Counter[tuple[Item, int]] = Counter()
            found = self._grow(start, list(range(len(items))), items, {}, taken)
            if found:
                return [found[place] for place in range(len(items))]
        return []

    def _grow(
        self,
        room_id: str,
        left: list[int],
        items: Sequence[Item],
        found: dict[int, str],
        taken: Counter[tuple[Item, int]],
    ) -> dict[int, str]:
        """Put one of the items left into this room, and the others next door to what is found."""
        tried: set[Item] = set()
        for place in left:
            item = items[place]
            if item in tried or not self._fits(item, room_id, taken):
                continue
            tried.add(item)
            now, rest = {**found, place: room_id}, [one for one in left if one != place]
            if not rest:
                return now
            more = taken + Counter({(item, self._cells[room_id]): 1})
            doors = {one for room in now.values() for one in self.aggregate.index.neighbours[room]}
            for door in sorted(doors - set(now.values()), key=self.aggregate.index.walking.__getitem__):
                whole = self._grow(door, rest, items, now, more)
                if whole:
                    return whole
        return {}

    def _somewhere(self, floor: str | None, items: Sequence[Item]) -> list[str]:
        """Rooms for the items anywhere on the floor (in the house, if None); fewer when there are none."""
        chosen: list[str] = []
        taken: Counter[tuple[Item, int]] = Counter()
        rooms = self._by_floor[floor] if floor else list(self._floors)
        for item in items:
            room_id = next((one for one in rooms if one not in chosen and self._fits(item, one, taken)), None)
            if room_id is None:
                return chosen
            chosen.append(room_id)
            taken[item, self._cells[room_id]] += 1
        return chosen
