"""Looking in on somebody of the register: on a round, on a visit, by telephone."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import AwareDatetime, Field

from yizhan.care.actions.register import lock_person, sealed_or_none
from yizhan.care.enums import LookState
from yizhan.care.models import CareLook, CareRecord
from yizhan.care.queries.place import room_now
from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters import raise_matter, settle_silently
from yizhan.duty.actions.rounds import close_task
from yizhan.duty.models import Matter

LOOK_IN = "look_in"
WORSE = "care_worse"

Note = Annotated[str, Field(max_length=500)]


class LookedIn(Outcome):
    """The look-in, and whom it was about."""

    site_id: UUID
    look_id: UUID
    record_id: UUID
    person_id: UUID


@action("care.look_in", needs="care.look")
def look_in(
    *, by: Actor, site_id: UUID, person_id: UUID, state: LookState, note: Note = "",
    round_id: UUID | None = None, taken_at: AwareDatetime | None = None,
) -> LookedIn:  # fmt: skip
    """Record how somebody was found; the next look-in counts from then, and the round's stop is closed.

    One who is worse is put before the carer as a matter that names the room and nothing else. A tap that
    comes late, after the record was closed, still counts for the latest record.
    """
    person_id = lock_person(person_id)
    record = _record_of(site_id, person_id)
    at = min(taken_at, now()) if taken_at else moment_of(by)
    look = CareLook.objects.create(
        id=by.command_id, record=record, state=state, note=sealed_or_none(person_id, note),
        round_id=round_id, at=at, received_at=now(), account_id=by.account_id,
    )  # fmt: skip
    close_task(by=by, round_id=round_id, kind=LOOK_IN, person_id=person_id, record_id=look.id, at=at)
    # One that comes late from a phone takes nothing back of what a newer one has set.
    if not record.looks.filter(at__gt=at).exists():
        CareRecord.objects.filter(id=record.id).update(next_look_at=at + timedelta(hours=record.every_hours))
        _call_carer(by, record, state)
    return LookedIn(site_id=site_id, look_id=look.id, record_id=record.id, person_id=person_id)


def _record_of(site_id: UUID, person_id: UUID) -> CareRecord:
    records = CareRecord.objects.select_for_update(of=("self",), no_key=True).filter(
        site_id=site_id, person_id=person_id
    )
    record = records.filter(closed_at=None).first() or records.order_by("-opened_at").first()
    if record is None:
        words = gettext_noop(
            "This person is not on the register of special care. Look at the wristband again."
        )
        raise Refusal("not_on_register", words)
    return record


def _call_carer(by: Actor, record: CareRecord, state: LookState) -> None:
    if state != LookState.WORSE:
        settle_silently(by=by, kind=Matter.Kind.CARE, subject_id=record.id)
        return
    if record.closed_at is not None:
        return
    room = room_now(record.site_id, record.person_id)
    matter = raise_matter(
        by=by, site_id=record.site_id, kind=Matter.Kind.CARE, subject_id=record.id,
        room_id=room.id if room else None, code=WORSE, place=room.name if room else "?",
        template=gettext_noop("Room %(place)s: the carer looks in now and opens the record."),
    )  # fmt: skip
    if matter.responsible_id is None:
        Matter.objects.filter(id=matter.id).update(responsible_id=record.carer_id)
