"""Putting stays under a protocol: from then on it is known what is due, and when they are let go."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.refusals import Refusal
from yizhan.course.actions.writing import Settled, begin_all
from yizhan.course.enums import CourseEvent
from yizhan.course.models import Course
from yizhan.course.queries.calendars import Calendars
from yizhan.course.queries.due import due_before_transfer
from yizhan.course.rules import GivenFacts, ProtocolKey, keeps_longer
from yizhan.places.models import Site
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.models import Stay

MOST_STAYS = 2000

StayIds = Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_STAYS)]


class CoursesBegun(Outcome):
    """How many courses began, how many of them wait for the authority, and the first and last due time."""

    site_id: UUID
    begun: int
    open: int
    first_due_at: datetime | None
    last_due_at: datetime | None


@action("course.begin", needs="course.set", online_only=True)
def begin_course(
    *, by: Actor, site_id: UUID, stay_ids: StayIds, protocol: ProtocolKey, given: GivenFacts
) -> CoursesBegun:
    """Put stays under a protocol, by facts that hold for all of them.

    The admission is each stay's own unless given. Where the authority has still to set day one or
    an hour, the course begins without a due time, and nothing is due until then.
    """
    lock_journal(site_id)
    stays = open_stays(site_id, stay_ids)
    _refuse_begun(stays)
    calendars = Calendars(Site.objects.get(id=site_id))
    settled = [
        Settled(stay, calendars.of(protocol, given.of_stay(stay.started_at)), CourseEvent.BEGUN)
        for stay in stays
    ]
    _refuse_longer(settled)
    begin_all(site_id, settled, by)
    dues = sorted(one.worked.due_at for one in settled if one.worked.due_at)
    return CoursesBegun(
        site_id=site_id, begun=len(settled), open=len(settled) - len(dues),
        first_due_at=dues[0] if dues else None, last_due_at=dues[-1] if dues else None,
    )  # fmt: skip


def open_stays(site_id: UUID, stay_ids: StayIds) -> list[Stay]:
    """Return these stays of a site in order of their wristbands; refuses one that is not there any more."""
    stays = list(Stay.objects.filter(site_id=site_id, id__in=stay_ids, ended_at=None))
    if len(stays) != len(set(stay_ids)):
        raise Refusal(
            "no_such_stay",
            gettext_noop("Somebody on this list is not at this site any more. Open the list again."),
        )
    return stays


def _refuse_begun(stays: list[Stay]) -> None:
    begun = set(Course.objects.filter(stay__in=stays).values_list("stay_id", flat=True))
    tags = [stay.tag for stay in stays if stay.id in begun]
    if tags:
        raise Refusal(
            "course_begun",
            gettext_noop("%(tags)s: already under a protocol. Change it there, or take them off this list."),
            tags=", ".join(tags[:12]),
        )  # fmt: skip


def _refuse_longer(settled: list[Settled]) -> None:
    """A transfer is no way round the second signature: who was promised a time elsewhere keeps it."""
    before = due_before_transfer(one.stay.person_id for one in settled)
    for one in settled:
        if keeps_longer(before.get(one.stay.person_id), one.worked.due_at):
            raise Refusal(
                "longer_than_before",
                gettext_noop("%(tag)s was due earlier where they came from. Begin as it was there, then "
                             "propose the change: it takes two people."),
                tag=one.stay.tag,
            )  # fmt: skip
