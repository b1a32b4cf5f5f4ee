"""Annealing over whole plans: a stay changes rooms, or two stays change places."""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    import numpy as np
    from numpy.typing import NDArray

    from planner.horizon.occupancy import Occupancy

BLOCK = 1000


def fill(occupancy: Occupancy, reduced: NDArray[np.float64]) -> None:
    """Give every stay without a room the cheapest as things and prices stand, longest stays first.

    `reduced`: (stays x rooms) costs with the prices of the nights.
    """
    tables = occupancy.tables
    beyond = (reduced - tables.matrix).tolist()
    for i in sorted(tables.placeable, key=lambda i: -tables.length[i]):
        priced = ((occupancy.price(i, j) + beyond[i][j], k) for k, j in enumerate(tables.rooms_for[i]))
        occupancy.enter(i, tables.rooms_for[i][min(priced)[1]])


def temperature(hot: float, cold: float, share: float) -> float:
    """Falls from `hot` to `cold` as `share` goes from 0 to 1."""
    return hot * exp(log(cold / hot) * share)


def anneal(occupancy: Occupancy, random: Random, near: list[list[int]], warmth: float) -> None:
    """A block of trials. `near[i]`: rooms for stay i, the likeliest first. `warmth`: a rise in cost
    that is accepted about once in three.
    """
    tables, draw = occupancy.tables, random.random
    placeable, cost = tables.placeable, tables.cost
    nights_of, room_of, full, members = tables.nights_of, occupancy.room_of, occupancy.full, occupancy.members
    allowed = tables.may
    many = len(placeable)
    slack = warmth + 2 * occupancy.weight
    for _ in range(BLOCK):
        i = placeable[int(draw() * many)]
        rooms = near[i]
        j = rooms[int(draw() ** 2 * len(rooms))]
        a = room_of[i]
        if j == a:
            continue
        bar = -warmth * log(1.0 - draw())
        dearer = cost[i][j] - cost[i][a]
        if full[j] & nights_of[i] and members[j]:
            k = members[j][int(draw() * len(members[j]))]
            if allowed[k][a] and dearer + cost[k][a] - cost[k][j] < bar + slack:
                _exchange(occupancy, i, k, bar)
        elif dearer < bar + slack and occupancy.price(i, j) - occupancy.relief(i) <= bar:
            occupancy.leave(i)
            occupancy.enter(i, j)


def _exchange(occupancy: Occupancy, i: int, k: int, bar: float) -> None:
    a, j = occupancy.room_of[i], occupancy.room_of[k]
    relief = occupancy.relief(i) + occupancy.relief(k)
    apart = occupancy.tables.nights_of[i] ^ occupancy.tables.nights_of[k]
    if occupancy.price(i, j, apart) + occupancy.price(k, a, apart) - relief > bar:
        return
    occupancy.leave(i)
    occupancy.leave(k)
    if occupancy.price(i, j) + occupancy.price(k, a) - relief <= bar:
        occupancy.enter(i, j)
        occupancy.enter(k, a)
    else:
        occupancy.enter(i, a)
        occupancy.enter(k, j)
