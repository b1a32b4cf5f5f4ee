"""Parties with fever in the aggregate model: told apart by room, since what they cost lies next door.

A few parties are placed as blocks: rooms of fever that share what lies between or beside them, with
the neighbours they take. Blocks know what a room with fever costs in full, where a row for each room
can be met by a party spread thinly over a corridor; but there are too many of them for many parties.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, permutations, product
from typing import TYPE_CHECKING

from planner.placement.rooms import Room

if TYPE_CHECKING:
    from planner.placement.batch.model import PlacementModel

Terms = list[tuple[int, float]]
Rooms = tuple[str, ...]
MOST_IN_BLOCKS = 3


def add_fever(part: PlacementModel) -> None:
    """Rooms for the parties with fever, what they take next door, and (relaxed) neighbours who bear it."""
    places = {
        (number, room.id): price
        for number, kind in enumerate(part.aggregate.kinds)
        if kind.key.fever
        for room, price in _priced(part, number)
    }
    waiting = [number for number, kind in enumerate(part.aggregate.kinds) if kind.key.fever
               for _ in kind.parties]  # fmt: skip
    if not part.relaxed and len(waiting) <= MOST_IN_BLOCKS:
        _add_blocks(part, places, waiting)
    else:
        _add_rooms(part, places)


def _priced(part: PlacementModel, number: int) -> Iterator[tuple[Room, float]]:
    """The rooms that a party of the kind may get and what it costs there, next door left out."""
    aggregate = part.aggregate
    key, rules = aggregate.kinds[number].key, aggregate.rules
    for cell in aggregate.cells:
        units = aggregate.units(key, cell.key, key.size)
        broken = any(code in rules.hard for code in units)
        for room in cell.rooms:
            clashes = aggregate.healthy_neighbours(room)
            if (broken or clashes) and not part.relaxed:
                continue
            moved = rules.soft["moved"].weight if key.home and key.home != (room.id,) else 0.0
            price = aggregate.price({**units, "fever_next_door": clashes})
            yield room, price + moved + part.residents_far(key, cell.key.floor)


def _enter(part: PlacementModel, variable: int, places: tuple[tuple[int, str], ...]) -> None:
    """Note where one unit of the variable puts parties: kind and room of each."""
    part.fever[variable] = places
    index = part.aggregate.index
    for number, room_id in places:
        room = index.rooms[room_id]
        part.place[number].append((variable, 1))
        part.on_floor[number, room.floor_id].append((variable, 1))
        cell = part.aggregate.cell_of[room_id]
        part.enter(variable, number, cell, part.aggregate.kinds[number].key.size)


def _add_blocks(part: PlacementModel, places: dict[tuple[int, str], float], waiting: list[int]) -> None:
    """A variable for each block; a block of all that are near each other never costs more than its parts."""
    aggregate = part.aggregate
    weight = aggregate.rules.soft["fever_rooms_lost"].weight
    chosen = [set(combinations(sorted(waiting), size)) for size in range(len(waiting) + 1)]
    inside: dict[str, Terms] = defaultdict(list)
    for rooms in _blocks(part, len(waiting)):
        lost = {near for one in rooms for near in aggregate.index.neighbours[one]} & aggregate.cell_of.keys()
        lost -= set(rooms)
        beside = weight * len(lost - aggregate.index.beside_fever)
        for kinds in sorted(chosen[len(rooms)]):
            ways = [tuple(zip(order, rooms, strict=True)) for order in dict.fromkeys(permutations(kinds))]
            costs = [(sum(places[one] for one in way), way) for way in ways if places.keys() >= set(way)]
            if not costs:
                continue
            price, way = min(costs)
            one = part.model.variable(1, price + beside)
            _enter(part, one, way)
            for room_id in lost:
                part.use[aggregate.cell_of[room_id]].append((one, 1))
            for room_id in rooms:
                inside[room_id].append((one, 1))
    if len(waiting) > 1:
        for terms in inside.values():
            part.model.at_most(terms, 1)


def _blocks(part: PlacementModel, most: int) -> Iterator[Rooms]:
    """Vacant rooms along a corridor, each at most one room away from the next; up to so many."""
    index = part.aggregate.index
    vacant = part.aggregate.cell_of
    for line in index.corridors.values():
        for size in range(1, most + 1):
            for start, steps in product(range(len(line)), product((1, 2), repeat=size - 1)):
                at = [start + sum(steps[:place]) for place in range(size)]
                if at[-1] < len(line) and all(line[one].id in vacant for one in at):
                    yield tuple(line[one].id for one in at)


def _add_rooms(part: PlacementModel, places: dict[tuple[int, str], float]) -> None:
    """A variable for each party's room; an empty room beside is lost, or used all the same at a hard cost."""
    here: dict[str, Terms] = defaultdict(list)
    for place, price in places.items():
        one = part.model.variable(1, price)
        _enter(part, one, (place,))
        here[place[1]].append((one, 1))
    for mine in here.values():
        part.model.at_most(mine, 1)
    rules, index = part.aggregate.rules, part.aggregate.index
    for room in index.vacant:
        fevers = [one for one in index.neighbours[room.id] if one in here]
        if not fevers:
            continue
        price = 0.0 if room.id in index.beside_fever else rules.soft["fever_rooms_lost"].weight
        lost = part.model.variable(1, price)
        ways: Terms = [(lost, -1), *((one, -1) for one, _ in here.get(room.id, ()))]
        if part.relaxed:
            ways.append((part.model.variable(1, rules.hard["fever_next_door"].weight), -1))
        for near in fevers:
            part.model.at_most([*here[near], *ways], 0)
        part.use[part.aggregate.cell_of[room.id]].append((lost, 1))
