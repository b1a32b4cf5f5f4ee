"""Which cells lie next door to each other how often: bounds what companions can have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from planner.placement.batch.kinds import Aggregate

if TYPE_CHECKING:
    from planner.placement.batch.model import PlacementModel

Terms = list[tuple[int, float]]


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
    for ends, terms in shared.items():
        part.model.at_most(terms, limits[ends])
    for place, terms in sides.items():
        part.model.at_most([*_joined(terms), (part.whole[place], -1)], 0)
    for key, terms in by_floor.items():
        part.model.at_most([*terms, (part.together[key], -1)], 0)


def _joined(terms: Terms) -> Terms:
    """The same sum with each variable named once."""
    factors: Counter[int] = Counter()
    for one, factor in terms:
        factors[one] += int(factor)
    return list(factors.items())


def doors_between(aggregate: Aggregate) -> dict[tuple[int, int], int]:
    """{(cell, cell): pairs of rooms next door that share no room, at most}; the lower number first."""
    cell_of = {room.id: place for place, cell in enumerate(aggregate.cells) for room in cell.rooms}
    found: Counter[tuple[int, int]] = Counter()
    for line in aggregate.index.corridors.values():
        last: dict[tuple[int, int], int] = {}
        for place in range(len(line) - 1):
            one, other = cell_of.get(line[place].id), cell_of.get(line[place + 1].id)
            if one is None or other is None:
                continue
            ends = (min(one, other), max(one, other))
            if last.get(ends) != place:  # the room before is not taken by the pair just counted
                found[ends] += 1
                last[ends] = place + 1
    return dict(found)
