"""The course of one person or party: the days, what is due on each and why, and everything that changed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from yizhan.core.clock import now
from yizhan.course.models import Course, CourseRecord
from yizhan.course.queries.calendars import Calendars, Worked
from yizhan.course.queries.changes import rooms_of
from yizhan.course.rules import GivenFacts
from yizhan.duty.models import Obligation
from yizhan.stays.models import Stay


@dataclass(frozen=True, slots=True)
class CourseView:
    """One stay under a protocol. `worked` is the calendar by today's text and rulings; `due_at` is what
    stands. They differ while somebody has still to sign, or has not yet taken a new ruling over.
    """

    stay: Stay
    room: str
    row: Course
    given: GivenFacts
    worked: Worked

    @property
    def due_at(self) -> datetime | None:
        """The minute at which the person is to be let go; None while something is open."""
        return self.row.due_at

    @property
    def is_past_due(self) -> bool:
        """True from the due minute on, while the person is still here."""
        return bool(self.row.due_at and self.row.due_at <= now() and self.stay.ended_at is None)

    @property
    def is_outdated(self) -> bool:
        """True when the protocol's text or the authority's rulings have changed since it was computed."""
        return self.row.digest != self.worked.digest


def course_of(stay_id: UUID) -> CourseView | None:
    """Return the course of a stay; None where nobody has begun one. Two queries, and the rulings."""
    found = _views(Course.objects.filter(stay_id=stay_id))
    return found[0] if found else None


def courses_of_party(site_id: UUID, party_id: UUID) -> list[CourseView]:
    """Return the courses of a party's open stays at a site, by letter; for the resident's page too."""
    return _views(Course.objects.filter(site_id=site_id, stay__party_id=party_id, stay__ended_at=None))


def records_of(stay_id: UUID) -> list[CourseRecord]:
    """Return everything that was decided about a course, oldest first, with who signed; one query."""
    rows = CourseRecord.objects.filter(stay_id=stay_id)
    return list(rows.select_related("change__proposed_by", "change__decided_by"))


def obligations_of(person_id: UUID) -> list[Obligation]:
    """Return everything that was or is due for a person, in order of time; one query."""
    return list(Obligation.objects.filter(person_id=person_id, withdrawn_at=None))


def _views(courses: QuerySet[Course]) -> list[CourseView]:
    rows = list(courses.select_related("stay__person", "site").order_by("stay__band_letter"))
    rooms = rooms_of(row.stay.person_id for row in rows)
    calendars: dict[UUID, Calendars] = {}
    found = []
    for row in rows:
        at_site = calendars.setdefault(row.site_id, Calendars(row.site))
        given = GivenFacts.model_validate(row.facts)
        worked = at_site.of(row.protocol, given)
        found.append(CourseView(row.stay, rooms.get(row.stay.person_id, ""), row, given, worked))
    return found
