"""The days of a stay as a line: each with its number, what is due on it, and what became of that."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from yizhan.core.clock import now
from yizhan.course.queries.courses import CourseView
from yizhan.duty.models import Obligation
from yizhan.places.models import Site

MOST_DAYS = 120


@dataclass(frozen=True, slots=True)
class Item:
    """Something due on a day; `state` is met, missed, open (now) or coming."""

    row: Obligation
    state: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day at the site. `number`: the protocol's day, 0 where it counts none; `leaves`: the due minute."""

    day: date
    number: int
    is_today: bool
    is_past: bool
    items: tuple[Item, ...]
    leaves: datetime | None

    @property
    def missed(self) -> int:
        """How many things were missed on it."""
        return sum(item.state == "missed" for item in self.items)


def days_of(course: CourseView, obligations: Iterable[Obligation], site: Site) -> list[Day]:
    """Return the days from admission to the due minute, with what is due on each."""
    zone, moment = ZoneInfo(site.timezone), now()
    today = moment.astimezone(zone).date()
    by_day: dict[date, list[Item]] = {}
    for row in obligations:
        by_day.setdefault(row.opens_at.astimezone(zone).date(), []).append(Item(row, _state(row, moment)))
    first = min([course.stay.started_at.astimezone(zone).date(), *by_day])
    leaves = course.due_at.astimezone(zone) if course.due_at else None
    last = max([today, *by_day, *([leaves.date()] if leaves else [])])
    numbers = {day: max(item.row.day for item in items) for day, items in by_day.items()}
    days = [first + timedelta(days=one) for one in range(min((last - first).days + 1, MOST_DAYS))]
    return [
        Day(
            day, numbers.get(day, 0), day == today, day < today, tuple(by_day.get(day, ())),
            course.due_at if leaves and leaves.date() == day else None,
        )
        for day in days
    ]  # fmt: skip


def _state(row: Obligation, moment: datetime) -> str:
    if row.met_at:
        return "met"
    if row.closes_at <= moment:
        return "missed"
    return "open" if row.opens_at <= moment else "coming"
