"""Quiet hours, steps, tries and servers outside, read from `ways.yaml`."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from yizhan.core.shipped import read_shipped
from yizhan.notices.enums import Importance, Way

IN_PERSON = "in_person"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the site's clock in which nothing but what is urgent leaves the house; may span midnight."""

    since: time
    until: time

    def ends(self, moment: datetime, zone: str) -> datetime:
        """Return `moment` itself outside of quiet hours, else the minute at which they end."""
        local = moment.astimezone(ZoneInfo(zone))
        clock = local.time().replace(tzinfo=None)
        spans_midnight = self.since > self.until
        inside = (
            (clock >= self.since or clock < self.until)
            if spans_midnight
            else self.since <= clock < self.until
        )
        if not inside:
            return moment
        day = local.date() + timedelta(days=1 if spans_midnight and clock >= self.since else 0)
        return datetime.combine(day, self.until, ZoneInfo(zone)).astimezone(moment.tzinfo)


@dataclass(frozen=True, slots=True)
class Step:
    """What is tried so long after a notice was sent, as long as it is not read."""

    after: timedelta
    ways: tuple[Way, ...]
    in_person: bool


@dataclass(frozen=True, slots=True)
class Bot:
    """How one kind of group bot is treated."""

    hosts: tuple[str, ...]
    per_minute: int
    longest_bytes: int
    later: frozenset[int]
    source: str


@dataclass(frozen=True, slots=True)
class WayRules:
    """Everything of `ways.yaml` but the steps and the bots."""

    quiet: Quiet
    retries: tuple[timedelta, ...]
    give_up_after: timedelta
    lease: timedelta
    silent_after: timedelta
    claim_at_once: int
    look_every_s: float
    answer_within_s: float
    shown: timedelta


@cache
def way_rules() -> WayRules:
    """Return the rules in force."""
    table = _table()
    quiet = table["quiet_hours"]
    return WayRules(
        quiet=Quiet(time.fromisoformat(quiet["from"]), time.fromisoformat(quiet["until"])),
        retries=tuple(timedelta(minutes=one) for one in table["retry_minutes"]),
        give_up_after=timedelta(hours=table["give_up_after_hours"]),
        lease=timedelta(minutes=table["lease_minutes"]),
        silent_after=timedelta(seconds=table["silent_after_seconds"]),
        claim_at_once=int(table["claim_at_once"]),
        look_every_s=float(table["look_every_seconds"]),
        answer_within_s=float(table["answer_within_seconds"]),
        shown=timedelta(days=table["shown_days"]),
    )


@cache
def steps_of(importance: Importance) -> tuple[Step, ...]:
    """Return what is tried one after the other for a notice of this importance."""
    return tuple(
        Step(
            timedelta(minutes=row["after_minutes"]),
            tuple(Way(way) for way in row["ways"] if way != IN_PERSON),
            IN_PERSON in row["ways"],
        )
        for row in _table()["steps"][importance]
    )


@cache
def bots() -> dict[Way, Bot]:
    """Return how each kind of group bot is treated."""
    return {
        Way(name): Bot(
            tuple(row["hosts"]),
            row["per_minute"],
            row["longest_bytes"],
            frozenset(row["later"]),
            row["source"],
        )
        for name, row in _table()["bots"].items()
    }


def next_try(tries: int, moment: datetime) -> datetime:
    """Return when a hand-over that has been tried `tries` times is tried again."""
    waits = way_rules().retries
    return moment + waits[min(max(tries, 1), len(waits)) - 1]


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.notices", "ways.yaml")
    return table
