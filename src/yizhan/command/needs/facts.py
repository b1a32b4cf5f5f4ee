"""The facts of the day of needs as they are played."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from yizhan.command.weeks.facts import WeeksFacts
from yizhan.core.shipped import read_shipped

DAY = 1


@dataclass(frozen=True, slots=True)
class Request:
    """One kind of request that the operations report, with what is right about its answer.

    `soon` is how soon it is needed, `goes_to` the roles that see it through, `ways` how many come by which
    way, `policy` words of a rule that the page must show, `about` whom of the crew a complaint is about,
    `red` the flag of an emergency that the words speak of.
    """

    need: str
    words: str
    soon: str
    goes_to: tuple[str, ...]
    ways: Mapping[str, int]
    answer: str
    source: str
    private: bool = False
    together: bool = False
    policy: str = ""
    chat: str = ""
    about: str = ""
    red: str = ""


@dataclass(frozen=True, slots=True)
class NeedsFacts(WeeksFacts):
    """The day: it begins in the morning of day 1 and ends the next morning; people come the day before."""

    @property
    def begin(self) -> datetime:
        """When the day begins."""
        return self.at(DAY, self.table["begins"])

    @property
    def end(self) -> datetime:
        """When it is over, 24 hours later."""
        return self.at(DAY + 1, self.table["ends"])

    @property
    def requests(self) -> list[Request]:
        """Everything that is asked for at a site of the reported size."""
        rows = self.table["requests"]
        return [Request(**{**row, "goes_to": tuple(row["goes_to"])}) for row in rows]

    def clock(self, hour: str) -> datetime:
        """Return when it is so late within the day: hours before its beginning are those of the night."""
        moment = self.at(DAY, hour)
        return moment if moment >= self.begin else self.at(DAY + 1, hour)

    def minutes(self, span: tuple[float, float], share: float) -> timedelta:
        """Return a time between the shortest and the longest of a span, in minutes."""
        low, high = span
        return timedelta(minutes=low + (high - low) * share)


@cache
def day_of_needs() -> NeedsFacts:
    """Return the facts of the day of needs."""
    table: dict[str, Any] = read_shipped("yizhan.command.needs", "day_of_needs.yaml")
    return NeedsFacts(table)
