"""Settling a difference between the counts, by a named person with a reason."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.health.actions.temperature import follow_readings
from yizhan.intake.actions.guardians import review_guardian
from yizhan.intake.enums import CountRound, SettlementKind
from yizhan.intake.models import Batch, CountSettlement
from yizhan.intake.queries.bands import counted_off
from yizhan.people.enums import AgeGroup
from yizhan.places.models import Occupancy
from yizhan.stays.actions import journal
from yizhan.stays.actions.stays import set_age_group, void_stay
from yizhan.stays.enums import EntryKind
from yizhan.stays.models import Stay


class DifferenceSettled(Outcome):
    """The stay and round that are settled."""

    site_id: UUID
    batch_id: UUID
    stay_id: UUID
    round: CountRound


@action("intake.settle_difference", needs="difference.settle", online_only=True)
def settle_difference(
    *, by: Actor, site_id: UUID, batch_id: UUID, stay_id: UUID, round: CountRound, kind: SettlementKind,  # noqa: A002 - the field's word
    reason: Annotated[str, Field(max_length=300)], meant_stay_id: UUID | None = None, wave: int | None = None,
    age_group: AgeGroup | None = None,
) -> DifferenceSettled:  # fmt: skip
    """Settle one person's difference in one round; the raw counts stay as they were made.

    "present": was there and had been missed; `age_group` says what the first count did not see.
    "absent": was not there in this round; in round 1, did not come with this batch at all, and is
    struck out unless somebody has met them. "mistyped": nobody wears this wristband, it was read
    wrongly; `meant_stay_id` says who it was, and the readings follow to that person.
    """
    journal.lock_journal(site_id)
    if not reason.strip():
        raise Refusal("reason_needed", gettext_noop("Say how you found out."))
    stay = _stay(site_id, stay_id)
    meant = _meant(site_id, kind, stay, meant_stay_id)
    batch = Batch.objects.filter(id=batch_id, site_id=site_id).first()
    if batch is None:
        raise Refusal("no_such_batch", gettext_noop("This batch is not open at this site."))
    if CountSettlement.objects.filter(batch_id=batch_id, round=round, stay=stay).exists():
        raise Refusal("already_settled", gettext_noop("This was settled already. Look at the list again."))
    CountSettlement.objects.create(
        id=by.command_id, batch_id=batch_id, round=round, wave=wave, stay=stay, kind=kind,
        meant=meant, reason=reason.strip(), settled_at=now(), settled_by_id=by.account_id,
    )  # fmt: skip
    journal.append(
        site_id, EntryKind.SETTLED, by, note=(stay.person_id, reason.strip()), batch=str(batch_id),
        round=int(round), how=kind.value, stay=str(stay.id), tag=stay.tag,
    )  # fmt: skip
    if meant:
        void_stay(stay, by=by, reason=reason.strip(), same_person_as=meant)
        follow_readings(
            by=by, site_id=site_id, mistaken_id=stay.person_id, person_id=meant.person_id, tag=meant.tag
        )
    elif round == CountRound.OFF_BUS:
        _settle_first_count(by, batch, stay, kind, age_group, reason.strip())
    review_guardian(by=by, site_id=site_id, party_id=stay.party_id)
    return DifferenceSettled(site_id=site_id, batch_id=batch_id, stay_id=stay_id, round=round)


def _stay(site_id: UUID, stay_id: UUID) -> Stay:
    stay = Stay.objects.select_related("person").filter(site_id=site_id, id=stay_id, ended_at=None).first()
    if stay is None:
        raise Refusal("no_such_stay", gettext_noop("Nobody wears this wristband now."))
    return stay


def _meant(site_id: UUID, kind: SettlementKind, stay: Stay, meant_stay_id: UUID | None) -> Stay | None:
    if kind != SettlementKind.MISTYPED:
        return None
    if meant_stay_id is None or meant_stay_id == stay.id:
        raise Refusal("who_was_meant", gettext_noop("Say which wristband was meant."))
    if _is_worn(stay):
        raise Refusal(
            "band_is_worn",
            gettext_noop("%(tag)s is worn by somebody. Settle the person who was missed instead."),
            tag=stay.tag,
        )
    return _stay(site_id, meant_stay_id)


def _settle_first_count(
    by: Actor, batch: Batch, stay: Stay, kind: SettlementKind, age_group: AgeGroup | None, reason: str
) -> None:
    if kind == SettlementKind.PRESENT:
        word = batch.revisions.order_by("-number").first()
        seen = age_group or AgeGroup(stay.person.age_group)
        set_age_group(stay, seen, stay.cohort or (word.cohort if word else ""))
    elif not _was_met(stay):
        void_stay(stay, by=by, reason=reason)


def _is_worn(stay: Stay) -> bool:
    """Tell whether somebody is known to wear it: counted off the bus, roomed or registered."""
    return stay.id in counted_off([stay]) or _is_entered(stay)


def _was_met(stay: Stay) -> bool:
    return _is_entered(stay) or stay.marks.filter(withdrawn_at=None).exists()


def _is_entered(stay: Stay) -> bool:
    roomed = Occupancy.objects.filter(person_id=stay.person_id, ended_at=None).exists()
    return roomed or stay.person.registered_at is not None
