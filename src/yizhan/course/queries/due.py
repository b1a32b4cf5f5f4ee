"""When people are to be let go, and who is kept too long: by stored times and the clock, no scheduler."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, QuerySet

from yizhan.core.clock import now
from yizhan.course.models import Course, CourseRecord
from yizhan.places.models import Occupancy, Site
from yizhan.stays.enums import EndReason


@dataclass(frozen=True, slots=True)
class DueOut:
    """Somebody at the site with the minute at which they are to be let go; `room` is "" without one.

    `walk` orders rooms as they are walked. `protocol` is its id.
    """

    stay_id: UUID
    person_id: UUID
    party_id: UUID
    tag: str
    cohort: str
    room: str
    walk: tuple[int, int]
    protocol: str
    due_at: datetime
    ends_at: datetime | None

    @property
    def is_past(self) -> bool:
        """True from the due minute on."""
        return self.due_at <= now()

    @property
    def over(self) -> timedelta:
        """How long they have been kept beyond it."""
        return max(now() - self.due_at, timedelta())


@dataclass(frozen=True, slots=True)
class PastDue:
    """How many people of a site are past due, and since when the first of them is."""

    people: int
    since: datetime


def due_list(site: Site, day_from: date, day_to: date) -> list[DueOut]:
    """Return who at the site is due on these days of its calendar (both included), by time; two queries."""
    zone = ZoneInfo(site.timezone)
    start = datetime.combine(day_from, datetime.min.time(), zone)
    end = datetime.combine(day_to + timedelta(days=1), datetime.min.time(), zone)
    return _due_out(_open_at(site.id).filter(due_at__gte=start, due_at__lt=end))


def past_due(site_id: UUID) -> list[DueOut]:
    """Return who should have been let go and is still here, the longest first; two queries."""
    return _due_out(_open_at(site_id).filter(due_at__lte=now()))


def past_due_at(site_ids: Iterable[UUID]) -> dict[UUID, PastDue]:
    """Return the sites at which somebody is past due, with how many and since when; one query."""
    rows = (
        Course.objects.filter(site_id__in=list(site_ids), stay__ended_at=None, due_at__lte=now())
        .values("site_id")
        .annotate(people=Count("stay_id"), since=Min("due_at"))
        .values_list("site_id", "people", "since")
        .order_by()
    )
    return {site_id: PastDue(people, since) for site_id, people, since in rows}


def due_by_stay(stay_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return the due time of each of these stays that has one; one query."""
    rows = Course.objects.filter(stay_id__in=list(stay_ids), due_at__isnull=False)
    return {stay_id: due_at for stay_id, due_at in rows.values_list("stay_id", "due_at") if due_at}


def due_by_person(site_id: UUID, person_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return the due time of these people's latest stay at a site, where it has one; one query."""
    rows = Course.objects.filter(site_id=site_id, stay__person_id__in=list(person_ids), due_at__isnull=False)
    latest = rows.order_by("stay__started_at").values_list("stay__person_id", "due_at")
    return {person_id: due_at for person_id, due_at in latest if due_at}


def due_before_transfer(person_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return the due time, still to come, that people had where they were transferred from; one query."""
    rows = Course.objects.filter(
        stay__person_id__in=list(person_ids), stay__end_reason=EndReason.TRANSFERRED, due_at__gt=now()
    )
    latest = rows.order_by("stay__ended_at").values_list("stay__person_id", "due_at")
    return {person_id: due_at for person_id, due_at in latest if due_at}


def cut_short_by(actor: str, stay_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of these stays whose due time this actor alone brought forward from one still to come.

    Whoever did that does not let them go as well: a wrong date would be an early release by one person.
    """
    rows = CourseRecord.objects.filter(stay_id__in=list(stay_ids)).order_by("stay_id", "at", "id")
    found, moment = set(), now()
    for earlier, later in pairwise(rows):
        same = earlier.stay_id == later.stay_id
        if not (same and earlier.due_at and later.due_at and later.by == actor):
            continue
        if later.due_at < earlier.due_at and earlier.due_at > moment:
            found.add(later.stay_id)
    return found


def due_per_day(site: Site, days: int) -> list[tuple[date, int]]:
    """Return how many people are due on each of the coming days, from today on; one query."""
    zone = ZoneInfo(site.timezone)
    today = now().astimezone(zone).date()
    start = datetime.combine(today, datetime.min.time(), zone)
    end = datetime.combine(today + timedelta(days=days), datetime.min.time(), zone)
    counts = {today + timedelta(days=one): 0 for one in range(days)}
    dues = _open_at(site.id).filter(due_at__gte=start, due_at__lt=end).values_list("due_at", flat=True)
    for due_at in dues:
        if due_at:
            counts[due_at.astimezone(zone).date()] += 1
    return list(counts.items())


def _open_at(site_id: UUID) -> QuerySet[Course, Any]:
    return Course.objects.filter(site_id=site_id, stay__ended_at=None)


def _due_out(courses: QuerySet[Course, Any]) -> list[DueOut]:
    rows = list(courses.select_related("stay").order_by("due_at", "stay__band_number", "stay__band_letter"))
    inside = Occupancy.objects.filter(person_id__in=[row.stay.person_id for row in rows], ended_at=None)
    fields = ("person_id", "room__name", "room__floor__level", "room__position")
    rooms = {person: (name, (level, place)) for person, name, level, place in inside.values_list(*fields)}
    found = []
    for row in rows:
        room, walk = rooms.get(row.stay.person_id, ("", (0, 0)))
        if row.due_at:
            found.append(
                DueOut(
                    row.stay_id, row.stay.person_id, row.stay.party_id, row.stay.tag, row.stay.cohort, room,
                    walk, row.protocol, row.due_at, row.ends_at,
                )
            )  # fmt: skip
    return found
