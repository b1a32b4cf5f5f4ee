"""A course goes on at the place to which somebody was transferred: the same due time, to the minute."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yizhan.core.actors import Actor
from yizhan.course.actions.writing import Settled, begin_all
from yizhan.course.enums import CourseEvent
from yizhan.course.models import Course
from yizhan.course.queries.calendars import Calendars, Worked
from yizhan.course.rules import GivenFacts
from yizhan.places.models import Site
from yizhan.stays.models import Stay


@dataclass(frozen=True)
class _Carried(Worked):
    """A calendar whose due time stands as it was decided, whatever has been ruled since."""

    stands: Course

    @property
    def due_at(self) -> datetime | None:
        return self.stands.due_at

    @property
    def ends_at(self) -> datetime | None:
        return self.stands.ends_at


def carry_courses(by: Actor, site: Site, stays: Mapping[UUID, Stay]) -> None:
    """Let the courses of earlier stays go on in the stays that follow them, given by the earlier one.

    Who had no course has none here either, and is shown as such. Call it with the site's journal locked.
    """
    calendars = Calendars(site)
    settled = []
    for course in Course.objects.filter(stay_id__in=stays):
        given = GivenFacts.model_validate(course.facts)
        worked = calendars.of(course.protocol, given)
        carried = _Carried(course.protocol, course.digest, given, worked.zone, worked.calendar, stands=course)
        settled.append(Settled(stays[course.stay_id], carried, CourseEvent.BEGUN))
    if settled:
        begin_all(site.id, settled, by)
