"""Ways to room a party in several rooms when none holds it without breaking a rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from heapq import nsmallest

from planner.placement.measures import Case, Units
from planner.placement.party import Member
from planner.placement.proposal import RoomShare
from planner.placement.rooms import Room

RoomSet = tuple[str, ...]
KEPT_FOR_EACH_MAKE_UP = 3


def splits(case: Case) -> list[tuple[float, tuple[RoomShare, ...]]]:
    """Score and rooms for each way worth showing; empty for a single person.

    Looked at: rooms next to one another, and the cheapest set of rooms of each corridor, each
    floor and the site. Of sets with the same beds only the cheapest few are worked out.
    """
    if case.party.size < 2:
        return []
    prices = {room.id: _price(case, room) for room in case.index.vacant}
    by_make_up: dict[tuple[int, ...], dict[RoomSet, float]] = defaultdict(dict)
    for ids, price in _priced_sets(case, prices):
        beds = tuple(sorted(case.index.rooms[one].beds for one in ids))
        by_make_up[beds][ids] = price
    found = []
    for sets in by_make_up.values():
        for _, _, ids in nsmallest(KEPT_FOR_EACH_MAKE_UP, _in_walking_order(case, sets)):
            shares = assign(case, ids)
            if len(shares) > 1:
                found.append((score(case, shares), shares))
    return found


def split_units(case: Case, shares: Sequence[RoomShare]) -> Units:
    """Hard rules broken by the split itself, with how often; empty for one room."""
    if len(shares) < 2:
        return {}
    rooms = [case.index.rooms[share.room_id] for share in shares]
    units: Units = {"party_split": len(shares) - 1}
    apart = _separate_groups(case, rooms) - 1
    if apart:
        units["rooms_not_adjacent"] = apart
    floors = len({room.floor_id for room in rooms}) - 1
    if floors:
        units["split_over_floors"] = floors
    alone = children_alone(case, shares)
    if alone:
        units["child_without_adult"] = len(alone)
    return units


def children_alone(case: Case, shares: Sequence[RoomShare]) -> tuple[str, ...]:
    """Children in a room where none of the party's adults is; none if the party has no adult."""
    grown = {one.label for one in (*case.traits.adults, *case.traits.unknown)}
    if not grown:
        return ()
    children = {one.label for one in case.traits.children}
    return tuple(
        label
        for share in shares
        if grown.isdisjoint(share.members)
        for label in share.members
        if label in children
    )


def score(case: Case, shares: Sequence[RoomShare]) -> float:
    """The whole score of a split party."""
    total = case.harm(split_units(case, shares))
    for share in shares:
        room, people = case.index.rooms[share.room_id], len(share.members)
        total += case.harm(case.hard_units(room, people)) + case.cost(case.soft_units(room, people))
    return round(total, 6)


def assign(case: Case, room_ids: RoomSet) -> tuple[RoomShare, ...]:
    """Members to rooms: an adult to each room, children to their guardian or to some adult.

    Largest rooms first, for the adults with most children. People beyond the beds go where the
    party already is, so that the broken rule shows there.
    """
    rooms = [case.index.rooms[one] for one in room_ids]
    rooms.sort(key=lambda room: (-room.beds, case.index.walking[room.id]))
    seats = _Seats(case, rooms)
    adults = sorted(case.traits.adults, key=lambda one: -len(one.guardian_of or ()))
    first, later = adults[: len(rooms)], adults[len(rooms) :]
    for adult, room in zip(first, seats.rooms, strict=False):
        seats.seat(adult, room)
    for child in sorted(case.traits.children, key=lambda one: not case.traits.guardians_of(one)):
        seats.seat(child, seats.best_for_child(child))
    for other in (*case.traits.unknown, *later):
        seats.seat(other, seats.emptiest())
    return seats.shares()


class _Seats:
    """Who has been put where while a party is being divided."""

    def __init__(self, case: Case, rooms: list[Room]) -> None:
        self.rooms = rooms
        self._case = case
        self._grown = {one.label for one in case.traits.adults}
        self._taken: dict[str, list[str]] = {room.id: [] for room in rooms}

    def seat(self, member: Member, room: Room) -> None:
        self._taken[room.id].append(member.label)

    def best_for_child(self, child: Member) -> Room:
        """With a free bed if possible; then with the guardian; then with an adult."""
        guardians = {one.label for one in self._case.traits.guardians_of(child) or ()}

        def preference(room: Room) -> tuple[bool, bool, bool]:
            here = set(self._taken[room.id])
            return (
                self._free(room) < 1,
                guardians.isdisjoint(here),
                self._grown.isdisjoint(here),
            )

        return min(self.rooms, key=preference)

    def emptiest(self) -> Room:
        """The first room with the most free beds."""
        return max(self.rooms, key=self._free)

    def shares(self) -> tuple[RoomShare, ...]:
        """In walking order, without rooms that nobody needed."""
        walking = self._case.index.walking
        used = sorted((one for one in self._taken if self._taken[one]), key=walking.__getitem__)
        return tuple(RoomShare(room_id, tuple(self._taken[room_id])) for room_id in used)

    def _free(self, room: Room) -> int:
        return room.beds - len(self._taken[room.id])


def _price(case: Case, room: Room) -> float:
    """What the room adds to a split, when all its beds are used."""
    return (
        case.rules.hard["party_split"].weight
        + case.harm(case.hard_units(room, 1))
        + case.cost(case.soft_units(room, room.beds))
    )


def _in_walking_order(
    case: Case, sets: Mapping[RoomSet, float]
) -> Iterator[tuple[float, tuple[int, ...], RoomSet]]:
    """Price, then place: what sets with the same beds are compared by."""
    for ids, price in sets.items():
        yield round(price, 6), tuple(case.index.walking[one] for one in ids), ids


def _priced_sets(case: Case, prices: Mapping[str, float]) -> Iterator[tuple[RoomSet, float]]:
    """Sets worth comparing; those in pieces pay for it."""
    size = case.party.size
    for line in case.index.corridors.values():
        for ids in _next_door(line, prices, size):
            yield ids, sum(prices[one] for one in ids)
    apart = case.rules.hard["rooms_not_adjacent"].weight
    for ids in _cheapest_sets(case, prices):
        if len(ids) > 1:
            pieces = _separate_groups(case, [case.index.rooms[one] for one in ids])
            yield ids, sum(prices[one] for one in ids) + apart * (pieces - 1)


def _next_door(line: Sequence[Room], vacant: Mapping[str, float], size: int) -> Iterator[RoomSet]:
    """Rooms in a row, all vacant, just enough for so many people, none enough alone."""
    for start in range(len(line)):
        beds = 0
        for end in range(start, len(line)):
            if line[end].id not in vacant or line[end].beds >= size:
                break
            beds += line[end].beds
            if beds >= size:
                yield tuple(room.id for room in line[start : end + 1])
                break


def _cheapest_sets(case: Case, prices: Mapping[str, float]) -> Iterator[RoomSet]:
    """The cheapest rooms of each corridor, floor and the site; all rooms if all are too few."""
    groups: dict[object, list[Room]] = defaultdict(list)
    for room in sorted(case.index.vacant, key=lambda one: round(prices[one.id], 6)):
        for key in (room.corridor_key, room.floor_id, None):
            groups[key].append(room)
    size = case.party.size
    for rooms in groups.values():
        chosen = _cheapest_cover(_worth_taking(rooms, size), prices, size)
        yield tuple(sorted(chosen, key=case.index.walking.__getitem__))
    everything = case.index.vacant
    if len(everything) <= size and sum(room.beds for room in everything) < size:
        yield tuple(room.id for room in everything)


def _worth_taking(rooms: Sequence[Room], size: int) -> list[Room]:
    """Of rooms sorted by price: the first of each number of beds, as many as could be used."""
    used: Counter[int] = Counter()
    worth = []
    for room in rooms:
        if used[room.beds] * room.beds < size:
            used[room.beds] += 1
            worth.append(room)
    return worth


def _cheapest_cover(rooms: Sequence[Room], prices: Mapping[str, float], size: int) -> RoomSet:
    """The cheapest rooms with at least `size` beds in all (knapsack by beds); empty if too few."""
    best: list[tuple[float, RoomSet] | None] = [(0.0, ()), *[None] * size]
    for room in rooms:
        for covered in range(size - 1, -1, -1):
            before = best[covered]
            if before is None:
                continue
            reached = min(covered + room.beds, size)
            price = before[0] + prices[room.id]
            known = best[reached]
            if known is None or price < known[0] - 1e-9:
                best[reached] = (price, (*before[1], room.id))
    cheapest = best[size]
    return cheapest[1] if cheapest else ()


def _separate_groups(case: Case, rooms: Sequence[Room]) -> int:
    """Groups of rooms that are not next door to one another."""
    left = {room.id for room in rooms}
    groups = 0
    while left:
        groups += 1
        reached = [left.pop()]
        while reached:
            near = left.intersection(case.index.neighbours.get(reached.pop(), ()))
            left -= near
            reached += near
    return groups
