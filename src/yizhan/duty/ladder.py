"""Whom silence calls: nobody has to press anything, and no scheduler has to run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cache
from typing import Protocol
from uuid import UUID

from yizhan.core.shipped import read_shipped
from yizhan.duty.enums import Urgency


class Level(IntEnum):
    """How far up silence has climbed."""

    RESPONSIBLE = 0
    TEAM = 1
    HEAD = 2
    COMMAND = 3


class Waiting(Protocol):
    """What of a matter decides how far it has climbed."""

    need: str
    urgency: str
    responsible_id: UUID | None
    waits_since: datetime | None
    due_at: datetime | None
    offered_at: datetime | None
    done_at: datetime | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ladder:
    """The minutes of `ladder.yaml`, by urgency, each the time until a level is called."""

    unanswered: Mapping[str, Mapping[Level, timedelta]]
    overdue: Mapping[str, Mapping[Level, timedelta]]
    offered: Mapping[str, Mapping[Level, timedelta]]
    unconfirmed: timedelta


@cache
def ladder() -> Ladder:
    """Return the rules of silence."""
    table = read_shipped("yizhan.duty", "ladder.yaml")
    return Ladder(
        _steps(table["unanswered"]), _steps(table["overdue"]), _steps(table["offered"]),
        timedelta(minutes=table["unconfirmed"]),
    )  # fmt: skip


def climb_level(matter: Waiting, now: datetime) -> Level:
    """Return whom a matter's silence calls at `now`: unanswered, past due, or a hand-over nobody took."""
    if matter.settled_at is not None or matter.done_at is not None:
        return Level.RESPONSIBLE
    return max(_reached(steps, since, now) for steps, since in _silences(matter))


def is_overdue(matter: Waiting, now: datetime) -> bool:
    """Tell whether something open is past the time by which the rules want it done."""
    waits = matter.settled_at is None and matter.done_at is None
    return waits and matter.due_at is not None and matter.due_at <= now


def next_step(matter: Waiting, now: datetime) -> tuple[Level, datetime] | None:
    """Return the next level that silence would call and when; None when nothing more follows."""
    if matter.settled_at is not None or matter.done_at is not None:
        return None
    here = climb_level(matter, now)
    coming = [
        (since + after, level)
        for steps, since in _silences(matter)
        if since is not None
        for level, after in steps.items()
        if level > here and since + after > now
    ]
    first = min(coming, default=None)
    return (first[1], first[0]) if first else None


def _silences(matter: Waiting) -> list[tuple[Mapping[Level, timedelta], datetime | None]]:
    """Return the rules that may call somebody, each with the moment from which it counts."""
    urgency, rules = matter.urgency or Urgency.TODAY, ladder()
    # What the record raised is answered by whoever says that they are going.
    is_taken = not matter.need and matter.responsible_id is not None
    return [
        (rules.unanswered[urgency], None if is_taken else matter.waits_since),
        (rules.overdue[urgency], matter.due_at),
        (rules.offered[urgency], matter.offered_at),
    ]


def _reached(steps: Mapping[Level, timedelta], since: datetime | None, now: datetime) -> Level:
    if since is None:
        return Level.RESPONSIBLE
    return max((level for level, after in steps.items() if since + after <= now), default=Level.RESPONSIBLE)


def _steps(table: Mapping[str, Mapping[str, int]]) -> dict[str, dict[Level, timedelta]]:
    return {
        urgency: {Level[name.upper()]: timedelta(minutes=minutes) for name, minutes in row.items()}
        for urgency, row in table.items()
    }
