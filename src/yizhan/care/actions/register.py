"""The register of special care: who stands on it, why, what is planned, who answers for it by name."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import AwareDatetime, Field

from yizhan.care.enums import CareNeed, FoundFrom
from yizhan.care.models import CareDismissed, CareRecord, CareVersion
from yizhan.care.queries.place import is_known_at
from yizhan.care.rules import hours_for
from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters import settle_silently
from yizhan.duty.models import Matter
from yizhan.duty.queries.postings import capabilities_of
from yizhan.people.actions.identity import seal_note
from yizhan.people.models import Person

LONGEST_PLAN = 2000
LONGEST_DOOR = 200
LONGEST_HOURS = 168

Needs = Annotated[tuple[CareNeed, ...], Field(min_length=1, max_length=len(CareNeed))]
Plan = Annotated[str, Field(max_length=LONGEST_PLAN)]
DoorWords = Annotated[str, Field(max_length=LONGEST_DOOR)]
Hours = Annotated[int, Field(ge=1, le=LONGEST_HOURS)]
Because = Annotated[str, Field(max_length=300)]


class RecordKept(Outcome):
    """The record, and when somebody is to look in next."""

    site_id: UUID
    record_id: UUID
    person_id: UUID
    next_look_at: datetime


@action("care.open_record", needs="care.write", online_only=True)
def open_record(
    *, by: Actor, site_id: UUID, person_id: UUID, needs: Needs, found_from: FoundFrom, carer_id: UUID,
    plan: Plan = "", door: DoorWords = "", every_hours: Hours | None = None,
    next_look_at: AwareDatetime | None = None,
) -> RecordKept:  # fmt: skip
    """Put somebody on the register, with a plan, a named carer and the hour of the first look-in.

    Without `every_hours` the shortest of the needs' own holds. Refused for a stranger to the site, for
    somebody who stands on it already, and for a carer whose posting does not let them care.
    """
    lock_person(person_id)
    if not is_known_at(site_id, person_id):
        words = gettext_noop("This person is not known at this site. Give them a room first.")
        raise Refusal("not_here", words)
    if CareRecord.objects.filter(site_id=site_id, person_id=person_id, closed_at=None).exists():
        words = gettext_noop("This person stands on the register already. Open the record and change it.")
        raise Refusal("on_the_register", words)
    _check_carer(site_id, carer_id)
    hours = every_hours or hours_for(needs)
    record = CareRecord.objects.create(
        id=new_id(), site_id=site_id, person_id=person_id, needs=_in_order(needs), found_from=found_from,
        plan=sealed_or_none(person_id, plan), door=sealed_or_none(person_id, door), carer_id=carer_id,
        every_hours=hours, next_look_at=next_look_at or now() + timedelta(hours=hours), opened_at=now(),
        opened_by_id=by.account_id,
    )  # fmt: skip
    return _kept(by, record)


@action("care.change_record", needs="care.write", online_only=True)
def change_record(
    *, by: Actor, site_id: UUID, record_id: UUID, needs: Needs, carer_id: UUID, plan: Plan = "",
    door: DoorWords = "", every_hours: Hours, next_look_at: AwareDatetime | None = None,
) -> RecordKept:  # fmt: skip
    """Change what is planned; whoever knocks next sees it. What was planned before is kept."""
    record = lock_record(site_id, record_id)
    if carer_id != record.carer_id:
        _check_carer(site_id, carer_id)
    record.needs, record.carer_id, record.every_hours = _in_order(needs), carer_id, every_hours
    record.plan = sealed_or_none(record.person_id, plan)
    record.door = sealed_or_none(record.person_id, door)
    latest = now() + timedelta(hours=every_hours)
    record.next_look_at = next_look_at or min(record.next_look_at, latest)
    record.save(update_fields=["needs", "carer", "every_hours", "plan", "door", "next_look_at"])
    return _kept(by, record)


class RecordClosed(Outcome):
    """The record that is closed."""

    site_id: UUID
    record_id: UUID
    person_id: UUID


@action("care.close_record", needs="care.write", online_only=True)
def close_record(*, by: Actor, site_id: UUID, record_id: UUID, because: Because) -> RecordClosed:
    """Take somebody off the register, by name and with the reason."""
    record = lock_record(site_id, record_id)
    if not because.strip():
        words = gettext_noop("Say why special care is not needed any more.")
        raise Refusal("reason_needed", words)
    record.closed_at, record.closed_by_id = now(), by.account_id
    record.because = seal_note(record.person_id, because.strip())
    record.save(update_fields=["closed_at", "closed_by", "because"])
    settle_silently(by=by, kind=Matter.Kind.CARE, subject_id=record.id)
    return RecordClosed(site_id=site_id, record_id=record.id, person_id=record.person_id)


class Dismissed(Outcome):
    """Whom a suggestion was about."""

    site_id: UUID
    person_id: UUID


@action("care.dismiss_suggestion", needs="care.write", online_only=True)
def dismiss_suggestion(*, by: Actor, site_id: UUID, person_id: UUID, needs: Needs) -> Dismissed:
    """Say that somebody needs no special care for these reasons; it is not suggested again."""
    lock_person(person_id)
    if not is_known_at(site_id, person_id):
        words = gettext_noop("This person is not known at this site. Give them a room first.")
        raise Refusal("not_here", words)
    known = CareDismissed.objects.filter(site_id=site_id, person_id=person_id).values_list("need", flat=True)
    CareDismissed.objects.bulk_create(
        CareDismissed(
            id=new_id(), site_id=site_id, person_id=person_id, need=need, at=now(), account_id=by.account_id
        )
        for need in set(needs) - set(known)
    )
    return Dismissed(site_id=site_id, person_id=person_id)


def close_for_departed(*, by: Actor, site_id: UUID, person_ids: Collection[UUID]) -> None:
    """Close the records of people who have left the site: nobody looks in on an empty room."""
    standing = CareRecord.objects.filter(site_id=site_id, person_id__in=person_ids, closed_at=None)
    ended = list(standing.values_list("id", flat=True))
    standing.update(closed_at=now(), closed_by_id=by.account_id)
    for record_id in ended:
        settle_silently(by=by, kind=Matter.Kind.CARE, subject_id=record_id)


def lock_person(person_id: UUID) -> UUID:
    """Lock somebody's row for this transaction; returns whom the wristband belongs to, once two were one."""
    found = Person.objects.select_for_update(no_key=True).filter(id=person_id).first()
    return (found.merged_into_id if found else None) or person_id


def lock_record(site_id: UUID, record_id: UUID) -> CareRecord:
    """Lock an open record of a site for this transaction; refused if there is none."""
    rows = CareRecord.objects.select_for_update(of=("self",), no_key=True)
    record = rows.filter(id=record_id, site_id=site_id, closed_at=None).first()
    if record is None:
        words = gettext_noop("This record is closed, or there is none. Look at the register again.")
        raise Refusal("no_such_record", words)
    return record


def sealed_or_none(person_id: UUID, words: str) -> bytes | None:
    """Return words sealed with a person's key; None for none."""
    return seal_note(person_id, words.strip()) if words.strip() else None


def _check_carer(site_id: UUID, carer_id: UUID) -> None:
    if "care.write" not in capabilities_of(carer_id, site_id):
        words = gettext_noop("This person does not care for residents at this site. Choose somebody else.")
        raise Refusal("does_not_care", words)


def _in_order(needs: Needs) -> list[str]:
    return [need.value for need in CareNeed if need in needs]


def _kept(by: Actor, record: CareRecord) -> RecordKept:
    CareVersion.objects.create(
        id=new_id(), record=record, at=now(), account_id=by.account_id, needs=record.needs, plan=record.plan,
        door=record.door, carer_id=record.carer_id, every_hours=record.every_hours,
    )  # fmt: skip
    return RecordKept(
        site_id=record.site_id, record_id=record.id, person_id=record.person_id,
        next_look_at=record.next_look_at,
    )  # fmt: skip
