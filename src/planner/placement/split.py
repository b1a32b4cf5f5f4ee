"""Ways to room a party in several rooms when none holds it cleanly."""

from __future__ import annotations

from planner.placement.measures import Case
from planner.placement.proposal import RoomShare


def splits(case: Case) -> list[tuple[float, tuple[RoomShare, ...]]]:
    """Score and rooms for each way found; none yet."""
    return []
