"""Dated stays over a horizon: what is to be planned."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Costs = NDArray[np.float64] | Sequence[Sequence[float]]
    Allowed = NDArray[np.bool_] | Sequence[Sequence[bool]]


@dataclass(frozen=True, slots=True)
class Room:
    """A room that holds `beds` stays at once, on every night but the `closed` ones.

    `mixing`: what each night costs for every stay outside the largest cohort in the room (so for
    two cohorts the smaller number of both); 0 if cohorts may share, `math.inf` if they must not.
    `kind`: the word under which forecasts count it. A room that holds one party, whatever its
    size, has `beds=1`: which parties are too large for it is said by `Problem.allowed`.
    """

    id: str
    beds: int
    kind: str = ""
    mixing: float = 0.0
    closed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody (or a party) who is there for `nights` nights from night `first` on."""

    id: str
    first: int
    nights: int
    cohort: str = ""

    @property
    def last(self) -> int:
        """The night before the day of leaving."""
        return self.first + self.nights - 1


@dataclass(frozen=True, slots=True)
class Problem:
    """Rooms and stays over nights 0 to `nights` - 1. Each stay gets one room for all its nights.

    `costs`: by rule, a table (stays x rooms) of what the whole stay in that room costs, without a
    unit, never negative. `allowed`: a table (stays x rooms), False where the room can never be
    given; without it all may be. A stay that is there already is allowed in its own room only.
    Raises ValueError for parts that contradict each other.
    """

    nights: int
    rooms: Sequence[Room]
    stays: Sequence[Stay]
    costs: Mapping[str, Costs] = field(default_factory=dict)
    allowed: Allowed | None = None

    def __post_init__(self) -> None:
        _check_unique("room", [room.id for room in self.rooms])
        _check_unique("stay", [stay.id for stay in self.stays])
        for room in self.rooms:
            if room.beds < 0 or room.mixing < 0 or math.isnan(room.mixing):
                raise ValueError(f"room {room.id}: beds and the cost of mixing must not be negative")
        for stay in self.stays:
            if stay.nights < 1 or stay.first < 0 or stay.last >= self.nights:
                raise ValueError(
                    f"stay {stay.id}: its nights must lie in 0 to {self.nights - 1}, at least one"
                )
        tables = dict(self.costs) if self.allowed is None else {**self.costs, "allowed": self.allowed}
        for name, table in tables.items():
            if len(table) != len(self.stays) or any(len(row) != len(self.rooms) for row in table):
                raise ValueError(f"{name}: must be {len(self.stays)} stays x {len(self.rooms)} rooms")


def _check_unique(noun: str, ids: list[str]) -> None:
    twice = {one for one in ids if ids.count(one) > 1} if len(set(ids)) < len(ids) else set()
    if twice:
        raise ValueError(f"more than one {noun} has the id {', '.join(sorted(twice))}")
