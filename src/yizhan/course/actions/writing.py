"""Writing what was decided about courses: ledger, record, journal and what is due, all at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.course.enums import CourseEvent
from yizhan.course.models import Course, CourseChange, CourseRecord
from yizhan.course.queries.calendars import Calendars, Worked
from yizhan.course.rules import GivenFacts, fingerprint
from yizhan.duty.actions.obligations import write_obligations
from yizhan.places.models import Site
from yizhan.protocols.facts import Due
from yizhan.stays.actions import journal
from yizhan.stays.enums import EntryKind
from yizhan.stays.models import Stay

CHANGING = ["protocol", "digest", "facts", "open", "due_at", "ends_at", "computed_at"]


@dataclass(frozen=True, slots=True)
class Settled:
    """What is decided about one stay: the calendar by which it goes from now on, and what that is."""

    stay: Stay
    worked: Worked
    event: CourseEvent


def begin_all(site_id: UUID, settled: Sequence[Settled], by: Actor) -> None:
    """Write the first course of each stay; the number of queries does not depend on how many there are."""
    Course.objects.bulk_create(_course(site_id, one) for one in settled)
    _record_all(site_id, settled, by, None)


def change_all(site_id: UUID, settled: Sequence[Settled], by: Actor, change: CourseChange) -> datetime:
    """Write the new course of each stay, and return the moment from which it holds.

    The number of queries does not depend on how many there are.
    """
    Course.objects.bulk_update([_course(site_id, one) for one in settled], CHANGING)
    return _record_all(site_id, settled, by, change)


def resume_obligations(stays: Iterable[Stay], site: Site) -> None:
    """Make due again what the courses of these stays say, where a departure was struck out."""
    by_id, calendars = {stay.id: stay for stay in stays}, Calendars(site)
    dues: dict[UUID, list[Due]] = {}
    for course in Course.objects.filter(stay_id__in=by_id, due_at__isnull=False):
        worked = calendars.of(course.protocol, GivenFacts.model_validate(course.facts))
        # A ruling may be newer than the course: what stands is the course's own due time.
        until = course.due_at or now()
        dues[by_id[course.stay_id].person_id] = [due for due in worked.dues if due.opens_at < until]
    write_obligations(site_id=site.id, dues=dues)


def _course(site_id: UUID, one: Settled) -> Course:
    worked = one.worked
    return Course(
        stay_id=one.stay.id, site_id=site_id, protocol=worked.protocol, digest=worked.digest,
        facts=worked.given.stored(), open=worked.open, due_at=worked.due_at, ends_at=worked.ends_at,
        computed_at=now(),
    )  # fmt: skip


def _record_all(
    site_id: UUID, settled: Sequence[Settled], by: Actor, change: CourseChange | None
) -> datetime:
    entries = journal.append_all(site_id, EntryKind.COURSE, by, [_entry(one, change) for one in settled])
    moment = entries[0].at
    CourseRecord.objects.bulk_create(
        CourseRecord(
            id=new_id(), stay_id=one.stay.id, event=one.event, at=moment, by=by.key, change=change,
            protocol=one.worked.protocol, facts=one.worked.given.stored(), due_at=one.worked.due_at,
        )
        for one in settled
    )  # fmt: skip
    write_obligations(site_id=site_id, dues={one.stay.person_id: one.worked.dues for one in settled})
    return moment


def _entry(one: Settled, change: CourseChange | None) -> dict[str, Any]:
    worked = one.worked
    entry = {
        "stay": str(one.stay.id), "person": str(one.stay.person_id), "tag": one.stay.tag,
        "event": one.event.value, "protocol": worked.protocol, "digest": worked.digest,
        "facts": fingerprint(worked.given.stored()),
        "due": worked.due_at.isoformat() if worked.due_at else None,
        "ends": worked.ends_at.isoformat() if worked.ends_at else None,
    }  # fmt: skip
    if change is None:
        return entry
    signed = {"proposed": f"account:{change.proposed_by_id}", "signed": f"account:{change.decided_by_id}"}
    return {
        **entry,
        "change": str(change.id),
        "authority": change.authority,
        **(signed if change.extends else {}),
    }
