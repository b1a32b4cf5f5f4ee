"""The facts of the first night as they are played."""

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from yizhan.core.shipped import read_shipped


@dataclass(frozen=True, slots=True)
class Word:
    """One word about the announcement: when it came, its text, how many, how sure, how far off."""

    at: datetime
    words: str
    people: int | None
    certainty: str
    eta: datetime
    vehicles: bool


@dataclass(frozen=True, slots=True)
class Pace:
    """How long each step takes, in seconds between its shortest and longest."""

    spans: dict[str, tuple[float, float]]

    def of(self, step: str, chance: random.Random) -> float:
        """Draw the seconds that one such step takes."""
        return chance.uniform(*self.spans[step])


@dataclass(frozen=True, slots=True)
class Facts:
    """The operation, with what was reported, derived and assumed."""

    table: dict[str, Any]

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the site."""
        return ZoneInfo(self.table["timezone"])

    @property
    def opens(self) -> datetime:
        """When the rehearsal begins."""
        return self._moment(self.table["opens"])

    @property
    def ends(self) -> datetime:
        """When the rehearsal is over."""
        return self._moment(self.table["ends"])

    @property
    def reported(self) -> dict[str, Any]:
        """What the site wrote down that night."""
        reported: dict[str, Any] = self.table["reported"]
        return reported

    @property
    def assumed(self) -> dict[str, Any]:
        """What nobody wrote down, and is needed to play."""
        assumed: dict[str, Any] = self.table["assumed"]
        return assumed

    @property
    def pace(self) -> Pace:
        """How long the steps take."""
        return Pace({step: (low, high) for step, (low, high) in self.assumed["takes"].items()})

    def words(self, people: int) -> list[Word]:
        """Return what is heard before the buses come, for so many people."""
        return [self._word(row, people) for row in self.reported["revisions"]]

    def next_morning(self, hour: str) -> datetime:
        """Return an hour such as "06:00" on the day after the night."""
        return datetime.combine(self.opens.date() + timedelta(days=1), time.fromisoformat(hour), self.zone)

    def _word(self, row: dict[str, Any], people: int) -> Word:
        at = datetime.combine(self.opens.date(), time.fromisoformat(row["at"]), self.zone)
        said = None if row["people"] is None else int(people * row["people"])
        words = row["words"].replace(str(self.reported["announced"]), str(people))
        return Word(
            at, words, said, row["certainty"], at + timedelta(minutes=row["eta_minutes"]), row["vehicles"]
        )

    def _moment(self, text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=self.zone)


@cache
def first_night() -> Facts:
    """Return the facts of the first night."""
    return Facts(_table("first_night.yaml"))


@cache
def syllables() -> dict[str, Any]:
    """Return what invented people are made of."""
    return _table("people.yaml")


def _table(name: str) -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.command.rehearsal", name)
    return table
