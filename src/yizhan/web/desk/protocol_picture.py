"""A protocol's time line as a picture of days, and a person's calendar as one of dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from itertools import groupby

from yizhan.protocols.facts import Calendar, Due
from yizhan.protocols.schema import EXACT, DayOne, Phase, Protocol
from yizhan.protocols.windows import temperature_windows


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of a phase: its number there, and what is due on it."""

    number: int
    temperatures: int = 0
    sample: bool = False
    double: bool = False
    antigen: bool = False
    is_last: bool = False
    may_be_last: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """A phase with its days; none where the text does not say how many."""

    number: int
    phase: Phase
    cells: tuple[DayCell, ...]

    @property
    def ends_at(self) -> str:
        """The hour at which it ends: "09:00", "09:00+1", "exact", "end_of_day", "" where it is open."""
        return self.phase.ends_at or ""


def strips(protocol: Protocol) -> list[Strip]:
    """Return the phases of a protocol as strips of days; day 0 where the event's own day is none."""
    if protocol.requires_nothing:
        return []
    return [
        Strip(number, phase, tuple(_cells(protocol, number, phase)))
        for number, phase in enumerate(protocol.phases, start=1)
    ]


def _cells(protocol: Protocol, number: int, phase: Phase) -> Iterator[DayCell]:
    temperatures = len(temperature_windows(phase))
    if number == 1 and protocol.day_one == DayOne.DAY_AFTER_ANCHOR and phase.ends_at != EXACT:
        yield DayCell(0, temperatures)
    for day in range(1, (phase.days or 0) + 1):
        yield DayCell(
            day, temperatures,
            sample=day in (phase.sample_days or ()) or (day == 1 and phase.sample_at_start),
            double=day in phase.double_sample_days, antigen=phase.antigen_daily or day in phase.antigen_days,
            is_last=day == phase.days, may_be_last=phase.early_end is not None and day == phase.early_end.day,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayOfPerson:
    """A date of a person's calendar, and what is due on it."""

    day: date
    dues: tuple[Due, ...]


def days_of(calendar: Calendar, zone: tzinfo) -> list[DayOfPerson]:
    """Return what is due by the dates of the site."""
    by_day = groupby(calendar.dues, lambda due: due.opens_at.astimezone(zone).date())
    return [DayOfPerson(day, tuple(dues)) for day, dues in by_day]
