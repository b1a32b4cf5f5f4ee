"""What happened when, as the script saw it; the commander's report is told from it."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from yizhan.command.rehearsal.travellers import TravelParty


@dataclass(frozen=True, slots=True)
class Slipped:
    """A difference that the counts showed: in which round, at which wave, whom, and when."""

    round: int
    wave: int | None
    tag: str
    at: datetime


@dataclass
class Story:
    """Moments and findings, written by many workers."""

    off_bus: dict[int, datetime] = field(default_factory=dict)
    roomed: dict[int, datetime] = field(default_factory=dict)
    in_room: dict[int, datetime] = field(default_factory=dict)
    registered: dict[str, datetime] = field(default_factory=dict)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    conflicts_at: datetime | None = None
    cleared_at: datetime | None = None
    arrived_at: datetime | None = None
    found: dict[str, Slipped] = field(default_factory=dict)
    settled: list[str] = field(default_factory=list)
    mistyped: str = ""
    alone: set[str] = field(default_factory=set)
    forced: list[str] = field(default_factory=list)
    no_room: list[int] = field(default_factory=list)
    calls: list[bool] = field(default_factory=list)
    outages_s: list[float] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def register(self, party: TravelParty, letter: str, at: datetime) -> None:
        """Note that somebody's names are known from now on."""
        with self._lock:
            self.registered.setdefault(f"{party.number}-{letter}", at)

    def registered_by(self, moment: datetime) -> int:
        """Return how many were registered by a moment."""
        with self._lock:
            return sum(at <= moment for at in self.registered.values())

    def waits(self, before: dict[int, datetime], after: dict[int, datetime]) -> list[timedelta]:
        """Return how long each party waited between two of its moments."""
        return [after[number] - before[number] for number in before if number in after]


def longest(waits: Iterable[timedelta]) -> timedelta:
    """Return the longest wait; none for nobody."""
    return max(waits, default=timedelta())
