"""What a change would do to each stay, and what changes wait for a second signature."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yizhan.core.clock import now
from yizhan.course.enums import ChangeState
from yizhan.course.models import Course, CourseChange
from yizhan.course.queries.calendars import Calendars, Worked
from yizhan.course.rules import GivenFacts, Patch, keeps_longer
from yizhan.places.models import Occupancy, Site
from yizhan.protocols.facts import Reason
from yizhan.stays.models import Stay


@dataclass(frozen=True, slots=True)
class Line:
    """One stay of a change: its due time before and after, and why. `stands`: it is due already, so that
    nothing keeps it longer and its old due time stands.
    """

    stay: Stay
    room: str
    before: datetime | None
    after: datetime | None
    stands: bool
    protocol: str
    worked: Worked

    @property
    def extends(self) -> bool:
        """True when this stay would be kept longer."""
        return keeps_longer(self.before, self.after)

    @property
    def why(self) -> Reason | None:
        """Why it is due then."""
        return self.worked.why

    @property
    def open(self) -> list[dict[str, Any]]:
        """What the authority has still to set."""
        return self.worked.open


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change as it stands: who proposed it, what it does to whom, and what became of it.

    `lapsed`: every stay of it was due before a second person signed, so that it holds nobody.
    `until`: the first due minute of those whom it would keep longer.
    """

    row: CourseChange
    patch: Patch
    before: Mapping[UUID, datetime | None]
    after: Mapping[UUID, datetime | None]
    lapsed: bool
    until: datetime | None

    @property
    def waits(self) -> bool:
        """True while a second person can sign it."""
        return self.row.state == ChangeState.PROPOSED and not self.lapsed


def preview_change(site: Site, stay_ids: Iterable[UUID], patch: Patch) -> list[Line]:
    """Return what a change would do to each of these stays that has a course; four queries.

    In order of wristbands. Nothing is written. Refuses a protocol that is not there.
    """
    courses = Course.objects.filter(site=site, stay_id__in=list(stay_ids), stay__ended_at=None)
    rows = list(courses.select_related("stay").order_by("stay__band_number", "stay__band_letter"))
    rooms = rooms_of(row.stay.person_id for row in rows)
    calendars, moment = Calendars(site), now()
    return [_line(row, rooms.get(row.stay.person_id, ""), patch, calendars, moment) for row in rows]


def rooms_of(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of the rooms that these people are in; one query."""
    inside = Occupancy.objects.filter(person_id__in=list(person_ids), ended_at=None)
    return dict(inside.values_list("person_id", "room__name"))


def stored_lines(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return the lines of a change as they are stored with it."""
    return [
        {"stay": str(line.stay.id), "before": _text(line.before), "after": _text(line.after)}
        for line in lines
    ]


def change_of(site_id: UUID, change_id: UUID) -> ChangeView | None:
    """Return a change of a site; None if there is no such."""
    rows = CourseChange.objects.filter(site_id=site_id, id=change_id)
    row = rows.select_related("proposed_by", "decided_by").first()
    return view_of(row) if row else None


def changes_at(site_id: UUID, limit: int = 30) -> list[ChangeView]:
    """Return the latest changes of a site, newest first; one query."""
    rows = CourseChange.objects.filter(site_id=site_id).select_related("proposed_by", "decided_by")
    return [view_of(row) for row in rows.order_by("-proposed_at", "-id")[:limit]]


def unsigned(site_id: UUID) -> list[ChangeView]:
    """Return the changes that wait for a second signature, or lapsed without one, oldest first; two queries.

    One that lapsed is told as long as anybody of it is still here.
    """
    rows = CourseChange.objects.filter(site_id=site_id, state=ChangeState.PROPOSED)
    views = [view_of(row) for row in rows.select_related("proposed_by", "decided_by")]
    named = {stay_id for view in views if view.lapsed for stay_id in view.before}
    here = set(Stay.objects.filter(id__in=named, ended_at=None).values_list("id", flat=True))
    return [view for view in views if not view.lapsed or here.intersection(view.before)]


def view_of(row: CourseChange) -> ChangeView:
    """Return a change as it stands now."""
    before = {UUID(line["stay"]): _moment(line["before"]) for line in row.what["lines"]}
    after = {UUID(line["stay"]): _moment(line["after"]) for line in row.what["lines"]}
    dues = [due for due in before.values() if due]
    lapsed = row.state == ChangeState.PROPOSED and bool(dues) and max(dues) <= now()
    coming = [due for due in dues if due > now()]
    return ChangeView(
        row, Patch.model_validate(row.what["patch"]), before, after, lapsed, min(coming) if coming else None
    )


def _line(row: Course, room: str, patch: Patch, calendars: Calendars, moment: datetime) -> Line:
    given = patch.applied_to(GivenFacts.model_validate(row.facts))
    worked = calendars.of(patch.protocol or row.protocol, given)
    stands = bool(row.due_at and row.due_at <= moment and keeps_longer(row.due_at, worked.due_at))
    return Line(row.stay, room, row.due_at, worked.due_at, stands, row.protocol, worked)


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
