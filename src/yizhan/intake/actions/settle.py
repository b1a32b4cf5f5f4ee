"""Settling a difference between the counts, by a named person with a reason."""

from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.intake.enums import CountRound, SettlementKind
from yizhan.intake.models import Batch, CountSettlement
from yizhan.stays.actions import journal
from yizhan.stays.actions.stays import void_stay
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
    reason: str, meant_stay_id: UUID | None = None, wave: int | None = None,
) -> DifferenceSettled:  # fmt: skip
    """Settle one person's difference in one round; the raw counts stay as they were made.

    "present": was there and had been missed. "absent": was not there in this round.
    "mistyped": the wristband was read wrongly; `meant_stay_id` says who it was, and the wrong
    entry is struck out, its readings following to the right person.
    """
    journal.lock_journal(site_id)
    if not reason.strip():
        raise Refusal("reason_needed", gettext_noop("Say how you found out."))
    stay = _stay(site_id, stay_id)
    meant = _meant(site_id, kind, stay, meant_stay_id)
    if not Batch.objects.filter(id=batch_id, site_id=site_id).exists():
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
    return DifferenceSettled(site_id=site_id, batch_id=batch_id, stay_id=stay_id, round=round)


def _stay(site_id: UUID, stay_id: UUID | None) -> Stay:
    stay = Stay.objects.filter(site_id=site_id, id=stay_id, ended_at=None).first()
    if stay is None:
        raise Refusal("no_such_stay", gettext_noop("Nobody wears this wristband now."))
    return stay


def _meant(site_id: UUID, kind: SettlementKind, stay: Stay, meant_stay_id: UUID | None) -> Stay | None:
    if kind != SettlementKind.MISTYPED:
        return None
    if meant_stay_id in (None, stay.id):
        raise Refusal("who_was_meant", gettext_noop("Say which wristband was meant."))
    return _stay(site_id, meant_stay_id)
