"""Reads the solver's values back as counts."""

from __future__ import annotations

from collections.abc import Sequence

from planner.placement.batch.model import PlacementModel
from planner.placement.batch.rooming import Counts


def counts_of(part: PlacementModel, values: Sequence[float]) -> Counts:
    """The counts that a solution of the aggregate model stands for."""
    counts = Counts()
    for (kind, cell), one in part.whole.items():
        if round(values[one]):
            size = part.aggregate.kinds[kind].key.size
            counts.inside[kind, size][cell] += round(values[one])
    for (kind, cell, people), one in part.part.items():
        if round(values[one]):
            counts.inside[kind, people][cell] += round(values[one])
    for kind, room_id in (
        place for one, places in part.fever.items() if round(values[one]) for place in places
    ):
        counts.fever[kind].append(room_id)
    counts.home = {kind for kind, one in part.home.items() if round(values[one])}
    for (kinds, floor), one in part.together.items():
        counts.together += [(kinds, floor)] * round(values[one])
    for division, one in part.divided.items():
        counts.divided += [(division.kind, division.floor, division.parts)] * round(values[one])
    for (kinds, one_cell, other_cell), one in part.doors.items():
        counts.doors += [(kinds, one_cell, other_cell)] * round(values[one])
    counts.doors.sort(key=lambda door: part.model.upper[part.doors[door]])  # type: ignore[index]
    return counts
