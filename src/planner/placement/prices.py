"""What a room is worth to those still expected: the price of each kind of room on a busy night.

Everybody expected is spread over the vacant rooms at the least cost (a transport problem between kinds
of parties and kinds of rooms); the price of a kind of room is what all of them together lose when one
such room is taken. It is smoothed, because nobody knows exactly who will come.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from planner.placement.lookahead import Demand
from planner.placement.rules import AssumedTraits, PlacementRules

ROUNDS = 25


class RoomKind(NamedTuple):
    """Vacant rooms that are the same to those still expected; `above`: storeys too many to climb."""

    beds: int
    accessible: bool
    near_doctor: bool
    above: int


def room_prices(
    vacant: Mapping[RoomKind, int],
    scenarios: Sequence[tuple[float, Demand]],
    trait_cost: Callable[[AssumedTraits, RoomKind], float],
    rules: PlacementRules,
) -> dict[RoomKind, float]:
    """{kind of room: score lost by those expected when one is taken}, 0 for rooms nobody needs.

    `vacant`: rooms of each kind. `trait_cost`: score of a party with such traits in a room, beds apart.
    """
    import numpy as np  # noqa: PLC0415 - takes a tenth of a second

    rooms = np.array([float(count) for count in vacant.values()])
    by_traits = np.array([[trait_cost(one, room) for room in vacant] for one in rules.assumed_traits])
    shares = np.array([one.share for one in rules.assumed_traits])
    demand = _mean_demand(scenarios, max(room.beds for room in vacant))
    if not demand:
        return dict.fromkeys(vacant, 0.0)
    by_size = np.array([_by_beds(size, vacant, rules) for size in demand])
    costs = (by_size[:, None, :] + by_traits[None, :, :]).reshape(-1, len(rooms))
    none = [rules.soft["room_needed"].weight * size for size in demand for _ in shares]
    counts = np.outer(list(demand.values()), shares).ravel()
    costs = np.column_stack([costs, none])[counts > 0]
    prices = _smoothed(np, costs, counts[counts > 0], rooms, rules.price_smoothing)
    return dict(zip(vacant, map(float, prices.round(6)), strict=True))


def _mean_demand(scenarios: Sequence[tuple[float, Demand]], most_beds: int) -> dict[int, float]:
    """Parties expected by size, of those whom some room holds: for the others no room is dearer."""
    mean: dict[int, float] = {}
    for share, demand in scenarios:
        for size, count in demand:
            if size <= most_beds and share * count > 0:
                mean[size] = mean.get(size, 0.0) + share * count
    return mean


def _by_beds(size: int, vacant: Mapping[RoomKind, int], rules: PlacementRules) -> list[float]:
    """What the beds of each kind of room cost a party; too few cost more than no room at all."""
    spare, too_few = rules.soft["spare_bed"], 4 * rules.soft["room_needed"].weight * size
    return [spare.of(room.beds - size) if room.beds >= size else too_few for room in vacant]


def _smoothed(np: Any, costs: Any, counts: Any, rooms: Any, smoothing: float) -> Any:
    """Prices of the rooms by alternate scaling of both sides' potentials (entropic transport)."""
    everybody = counts.sum()
    supply = np.append(rooms, everybody)
    demand = np.append(counts, rooms.sum())
    matrix = -np.vstack([costs, np.zeros(len(supply))]) / smoothing
    log_supply, log_demand = np.log(supply), np.log(demand)
    of_kind, of_room = np.zeros(len(demand)), np.zeros(len(supply))
    for _ in range(ROUNDS):
        of_kind = log_demand - _log_sum(np, matrix + of_room, 1)
        of_room = log_supply - _log_sum(np, matrix + of_kind[:, None], 0)
    worth = (log_supply - of_room) * smoothing
    # Going without a room is what everybody can have: its worth is where the scale begins.
    return np.maximum(worth[:-1] - worth[-1], 0.0)


def _log_sum(np: Any, values: Any, axis: int) -> Any:
    most = values.max(axis=axis, keepdims=True)
    return (np.log(np.exp(values - most).sum(axis=axis, keepdims=True)) + most).squeeze(axis)
