"""A problem as plain numbers: what the search reads many times a second."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from planner.horizon.problem import Problem

# A bed-night beyond the beds outweighs this many of the dearest stays.
OUTWEIGHS = 10.0


@dataclass(frozen=True, slots=True)
class Tables:
    """Indices instead of ids.

    `nights_of[i]`: the nights of stay i as bits of an integer. `cost[i][j]`: of stay i in room j.
    `rooms_for[i]`: the rooms that stay i may have, cheapest first; never empty for `placeable`.
    `mixing[j]`: cost of a night, `hard` for infinity. `hard`: the weight of a broken hard rule.
    """

    nights: int
    beds: list[int]
    mixing: list[float]
    nights_of: list[int]
    first: list[int]
    length: list[int]
    cohort: list[int]
    cohorts: int
    hard: float
    cost: list[list[float]]
    may: list[list[bool]]
    rooms_for: list[list[int]]
    placeable: list[int]
    matrix: NDArray[np.float64]
    allowed: NDArray[np.bool_]


def tabulate(problem: Problem) -> Tables:
    """The numbers of a problem; costs of all rules are added up."""
    import numpy as np  # noqa: PLC0415 - heavy

    shape = (len(problem.stays), len(problem.rooms))
    matrix = np.zeros(shape)
    for table in problem.costs.values():
        matrix += np.asarray(table, dtype=float).reshape(shape)
    allowed = _allowed(problem)
    finite = [room.mixing for room in problem.rooms if not math.isinf(room.mixing)]
    dearest = float(np.where(allowed, matrix, 0.0).max(initial=1.0)) + max(finite, default=0.0)
    hard = OUTWEIGHS * dearest
    names = sorted({stay.cohort for stay in problem.stays})
    order = np.argsort(np.where(allowed, matrix, np.inf), axis=1, kind="stable")
    counts = allowed.sum(axis=1)
    rooms_for = [row[:count].tolist() for row, count in zip(order, counts, strict=True)]
    return Tables(
        nights=problem.nights,
        beds=[room.beds for room in problem.rooms],
        mixing=[min(room.mixing, hard) for room in problem.rooms],
        nights_of=[((1 << stay.nights) - 1) << stay.first for stay in problem.stays],
        first=[stay.first for stay in problem.stays],
        length=[stay.nights for stay in problem.stays],
        cohort=[names.index(stay.cohort) for stay in problem.stays],
        cohorts=len(names),
        hard=hard,
        cost=matrix.tolist(),
        may=allowed.tolist(),
        rooms_for=rooms_for,
        placeable=[i for i, rooms in enumerate(rooms_for) if rooms],
        matrix=matrix,
        allowed=allowed,
    )


def _allowed(problem: Problem) -> NDArray[np.bool_]:
    import numpy as np  # noqa: PLC0415 - heavy

    shape = (len(problem.stays), len(problem.rooms))
    allowed = (
        np.ones(shape, bool) if problem.allowed is None else np.array(problem.allowed, bool).reshape(shape)
    )
    for j, room in enumerate(problem.rooms):
        if room.beds == 0:
            allowed[:, j] = False
        for i, stay in enumerate(problem.stays):
            if any(stay.first <= night <= stay.last for night in room.closed):
                allowed[i, j] = False
    return allowed
