"""The facts of the three weeks as they are played."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from yizhan.command.rehearsal.facts import Facts
from yizhan.core.shipped import read_shipped


@dataclass(frozen=True, slots=True)
class WeeksFacts(Facts):
    """The operation, with what was reported and assumed. Days are counted from 1."""

    @property
    def days(self) -> int:
        """How many days are played."""
        return int(self.table["days"])

    @property
    def arrivals(self) -> Mapping[int, int]:
        """How many people come on which day."""
        arrivals: dict[int, int] = self.assumed["arrivals"]
        return arrivals

    def date(self, day: int) -> date:
        """Return the date of a day; day 0 is the one before the first."""
        return date.fromisoformat(self.table["opens"]) + timedelta(days=day - 1)

    def at(self, day: int, clock: str) -> datetime:
        """Return a time on the site's wall, such as "18:00" on day 3."""
        return datetime.combine(self.date(day), time.fromisoformat(clock), self.zone)

    def due_on(self, exposed: int) -> int:
        """Return the day on which somebody last exposed on a day is let go."""
        return exposed + int(self.assumed["watched_days"])


@cache
def three_weeks() -> WeeksFacts:
    """Return the facts of the three weeks."""
    table: dict[str, Any] = read_shipped("yizhan.command.weeks", "three_weeks.yaml")
    return WeeksFacts(table)
