"""Meals as they come on a site's calendar: when, until when the number is told, which bags are whose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from yizhan.provision.rules import Meal, meals

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sitting:
    """One meal of one day. A bag put down between `begins` and `ends` is this meal's: the nearest hour's."""

    meal: Meal
    day: date
    at: datetime
    begins: datetime
    ends: datetime

    @property
    def told_by(self) -> datetime:
        """The cut-off: until then the kitchen takes the number as it is told."""
        return self.at - self.meal.told_before


def sittings(start: datetime, end: datetime, zone: ZoneInfo) -> list[Sitting]:
    """Return the meals whose hour lies in [start, end), in order of time."""
    hours = list(_hours(start.astimezone(zone).date() - A_DAY, end.astimezone(zone).date() + A_DAY, zone))
    found = []
    for (_, _, before), (meal, day, at), (_, _, after) in zip(hours, hours[1:], hours[2:], strict=False):
        if start <= at < end:
            found.append(Sitting(meal, day, at, _middle(before, at), _middle(at, after)))
    return found


def sitting(meal: Meal, day: date, zone: ZoneInfo) -> Sitting:
    """Return one meal of one day."""
    at = datetime.combine(day, meal.at, zone)
    return sittings(at, at + timedelta(seconds=1), zone)[0]


def _hours(first: date, last: date, zone: ZoneInfo) -> Iterator[tuple[Meal, date, datetime]]:
    for number in range((last - first).days + 1):
        day = first + number * A_DAY
        for meal in meals().values():
            yield meal, day, datetime.combine(day, meal.at, zone)


def _middle(one: datetime, other: datetime) -> datetime:
    return one + (other - one) / 2
