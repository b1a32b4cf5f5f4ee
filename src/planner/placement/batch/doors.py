"""Which cells lie next door to each other how often: bounds what companions can have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.placement.batch.kinds import Aggregate
from planner.placement.rooms import Room

if TYPE_CHECKING:
    from planner.placement.batch.model import PlacementModel

Terms = list[tuple[int, float]]
Ends = tuple[int, int]


def add_doors(part: PlacementModel, groups: Mapping[tuple[int, ...], int]) -> None:
    """Pairs of companions next door, by the cells of their rooms; only the pairs asked for."""
    if not part.with_doors:
        return
    weight = part.aggregate.rules.soft["companions_on_floor"].weight
    sides: dict[tuple[int, int], Terms] = defaultdict(list)
    shared: dict[tuple[int, int], Terms] = defaultdict(list)
    by_floor: dict[tuple[tuple[int, ...], str], Terms] = defaultdict(list)
    limits = doors_between(part.aggregate)
    for pair in sorted(part.with_doors):
        for (one, other), limit in limits.items():
            for first, second in dict.fromkeys([(one, other), (other, one)]):
                if (pair[0], first) not in part.whole or (pair[1], second) not in part.whole:
                    continue
                if pair[0] == pair[1] and first > second:
                    continue
                door = part.model.variable(min(groups[pair], limit), -weight)
                part.doors[pair, first, second] = door
                shared[one, other].append((door, 1))
                sides[pair[0], first].append((door, 1))
                sides[pair[1], second].append((door, 1))
                by_floor[pair, part.aggregate.cells[first].key.floor].append((door, 1))
    _excuse_absent(part, groups, by_floor, weight)
    _limit_doors(part, limits, shared)
    for place, terms in sides.items():
        part.model.at_most([*terms, (part.whole[place], -1)], 0)
    for key, terms in by_floor.items():
        part.model.at_most([*terms, (part.together[key], -1)], 0)


def _excuse_absent(
    part: PlacementModel,
    groups: Mapping[tuple[int, ...], int],
    by_floor: Mapping[tuple[tuple[int, ...], str], Terms],
    weight: float,
) -> None:
    """A pair of which one has no room pays for no door."""
    floors = dict.fromkeys(cell.key.floor for cell in part.aggregate.cells)
    for pair in sorted(part.with_doors):
        excused: Terms = []
        for floor in floors:
            excuse = part.model.variable(groups[pair], -weight)
            by_floor[pair, floor].append((excuse, 1))
            excused.append((excuse, 1))
        part.model.at_most([*excused, *((part.unplaced[kind], -1) for kind in dict.fromkeys(pair))], 0)


def _limit_doors(part: PlacementModel, limits: Mapping[Ends, int], shared: Mapping[Ends, Terms]) -> None:
    """No more doors than there are, with those that fever takes."""
    shut = _doors_shut(part, limits)
    for ends, terms in shared.items():
        for lost in shut.get(ends, [[]]):
            part.model.at_most([*terms, *lost], limits[ends])


def doors_between(aggregate: Aggregate) -> dict[Ends, int]:
    """{(cell, cell): pairs of rooms next door that share no room, at most}; the lower number first."""
    found: Counter[Ends] = Counter()
    for line in aggregate.index.corridors.values():
        found.update(_doors_along(aggregate, line, frozenset()))
    return dict(found)


def _doors_along(aggregate: Aggregate, line: Sequence[Room], taken: frozenset[str]) -> Counter[Ends]:
    """The same along one corridor, without the rooms that are taken."""
    places = [None if room.id in taken else aggregate.cell_of.get(room.id) for room in line]
    found: Counter[Ends] = Counter()
    last: dict[Ends, int] = {}
    for place, (one, other) in enumerate(pairwise(places)):
        if one is None or other is None:
            continue
        ends = (min(one, other), max(one, other))
        if last.get(ends) != place:  # the room before is not taken by the pair just counted
            found[ends] += 1
            last[ends] = place + 1
    return found


def _doors_shut(part: PlacementModel, limits: Mapping[Ends, int]) -> dict[Ends, list[Terms]]:
    """{(cell, cell): for each kind of one party with fever, how many doors its rooms take}.

    One party is in one place, so that what its variables take adds up; of several this is not so. Relaxed,
    the rooms beside fever may be used all the same.
    """
    aggregate = part.aggregate
    if part.relaxed or not part.fever:
        return {}
    lines = {room.id: line for line in aggregate.index.corridors.values() for room in line}
    whole = {
        line[0].id: _doors_along(aggregate, line, frozenset()) for line in aggregate.index.corridors.values()
    }
    found: dict[Ends, dict[int, Terms]] = defaultdict(lambda: defaultdict(list))
    for variable, places in part.fever.items():
        rooms = {room_id for _, room_id in places}
        near = {one for room_id in rooms for one in aggregate.index.neighbours[room_id]}
        line = lines[places[0][1]]
        before, left = whole[line[0].id], _doors_along(aggregate, line, frozenset(rooms | near))
        for ends in sorted(before.keys() & limits.keys()):
            lost = before[ends] - left[ends]
            for kind in {kind for kind, _ in places if lost and aggregate.kinds[kind].count == 1}:
                found[ends][kind].append((variable, lost))
    return {ends: [by_kind[kind] for kind in sorted(by_kind)] for ends, by_kind in found.items()}
