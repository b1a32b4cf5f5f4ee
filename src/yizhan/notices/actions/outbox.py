"""The outbox: claiming what is due, writing down what became of it, and trying again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.notices.enums import DeliveryState, Fault, Way
from yizhan.notices.models import Delivery, Recipient, WorkerPulse
from yizhan.notices.rules import next_try, way_rules

_FINAL = (Fault.REFUSED, Fault.NO_ADDRESS, Fault.EXPIRED)
_DECIDED = ("state", "tries", "next_try_at", "claimed_by", "claimed_until", "fault", "answer")


class Claimed(Outcome):
    """What this process hands over now."""

    deliveries: list[UUID]


class Handed(BaseModel):
    """What became of one hand-over: no fault if the server outside took it; `answer` is what it said."""

    model_config = ConfigDict(frozen=True)

    delivery_id: UUID
    fault: Fault | None = None
    answer: str = ""


class HandedOver(Outcome):
    """How many were taken, are tried again, and failed for good."""

    handed: int
    again: int
    failed: int


class Tried(Outcome):
    """The delivery that is tried again."""

    site_id: UUID
    delivery_id: UUID


class PulseFelt(Outcome):
    """How many claims of processes that died on this machine were given back."""

    given_back: int


@action("notices.claim_deliveries", needs="")
def claim_deliveries(*, by: Actor, way: Way, worker: str) -> Claimed:
    """Claim some of what is due by one way, or was claimed by a process whose time ran out.

    What was called off while another process had it comes back here, and goes no further.
    """
    moment, rules = now(), way_rules()
    due = Q(state=DeliveryState.WAITING, next_try_at__lte=moment)
    left = Q(state=DeliveryState.CLAIMED, claimed_until__lte=moment)
    rows = Delivery.objects.filter(due | left, way=way).order_by("next_try_at", "id")
    ids = list(rows.select_for_update(skip_locked=True).values_list("id", flat=True)[: rules.claim_at_once])
    taken = Delivery.objects.filter(id__in=ids)
    taken.update(state=DeliveryState.CLAIMED, claimed_by=worker, claimed_until=moment + rules.lease)
    off = taken.filter(recipient__notice__called_off_at__isnull=False)
    gone = set(off.values_list("id", flat=True))
    if gone:
        taken.filter(id__in=gone).update(state=DeliveryState.CALLED_OFF, claimed_by="", claimed_until=None)
    return Claimed(deliveries=[one for one in ids if one not in gone])


@action("notices.note_handed", needs="")
def note_handed(*, by: Actor, worker: str, outcomes: Sequence[Handed]) -> HandedOver:
    """Write down what became of hand-overs that `worker` had claimed; what it lost is left alone."""
    moment, faulty = now(), {one.delivery_id: one for one in outcomes if one.fault}
    mine = Delivery.objects.filter(state=DeliveryState.CLAIMED, claimed_by=worker)
    taken = [one.delivery_id for one in outcomes if not one.fault]
    handed = mine.filter(id__in=taken).update(
        state=DeliveryState.HANDED, handed_at=moment, tries=F("tries") + 1, claimed_by="", claimed_until=None,
        fault="", answer="",
    )  # fmt: skip
    rows = list(mine.filter(id__in=faulty).select_for_update()) if faulty else []
    for row in rows:
        _decide(row, faulty[row.id], moment)
        row.save(update_fields=_DECIDED)
    lost = [row.recipient_id for row in rows if row.state == DeliveryState.FAILED]
    if lost:
        # By another way at once: nobody waits two hours for a number that does not exist.
        Recipient.objects.filter(id__in=lost, read_at=None, follow_at__gt=moment).update(follow_at=moment)
    return HandedOver(handed=handed, again=len(rows) - len(lost), failed=len(lost))


@action("notices.give_back", needs="")
def give_back(*, by: Actor, worker: str, deliveries: Sequence[UUID], until: datetime) -> PulseFelt:
    """Give claims back untried, because the server outside does not answer: not before `until`."""
    mine = Delivery.objects.filter(id__in=list(deliveries), state=DeliveryState.CLAIMED, claimed_by=worker)
    return PulseFelt(given_back=_waiting_again(mine, until))


@action("notices.feel_pulse", needs="")
def feel_pulse(*, by: Actor, host: str, process: int, dead: Sequence[str]) -> PulseFelt:
    """Write down that this process begins to hand over; give back what processes that died had claimed."""
    moment = now()
    WorkerPulse.objects.update_or_create(
        host=host, defaults={"process": process, "started_at": moment, "seen_at": moment}
    )
    orphans = Delivery.objects.filter(state=DeliveryState.CLAIMED, claimed_by__in=list(dead))
    return PulseFelt(given_back=_waiting_again(orphans, moment))


@action("notices.try_again", needs="notice.send", online_only=True)
def try_again(*, by: Actor, site_id: UUID, delivery_id: UUID) -> Tried:
    """Try a hand-over that failed for good once more, with its old key."""
    gone = Delivery.objects.filter(
        id=delivery_id, recipient__notice__site_id=site_id, recipient__notice__called_off_at=None,
        state=DeliveryState.FAILED,
    )  # fmt: skip
    if not gone.update(
        state=DeliveryState.WAITING, next_try_at=now(), made_at=now(), fault="", answer="", tries=0
    ):
        raise Refusal("not_failed", gettext_noop("This is being tried already. Look at the list again."))
    return Tried(site_id=site_id, delivery_id=delivery_id)


def show_life(*, by: Actor, host: str) -> None:
    """Write down that the process of this machine is alive; no action, since it happens every few seconds."""
    WorkerPulse.objects.filter(host=host).update(seen_at=now())


def _decide(row: Delivery, outcome: Handed, moment: datetime) -> None:
    row.tries += 1
    row.claimed_by, row.claimed_until = "", None
    row.fault, row.answer = outcome.fault or "", outcome.answer[:200]
    if outcome.fault in _FINAL:
        row.state = DeliveryState.FAILED
    elif moment - row.made_at > way_rules().give_up_after:
        row.state, row.fault = DeliveryState.FAILED, Fault.EXPIRED
    else:
        row.state, row.next_try_at = DeliveryState.WAITING, next_try(row.tries, moment)


def _waiting_again(deliveries: QuerySet[Delivery], at: datetime) -> int:
    return deliveries.update(state=DeliveryState.WAITING, claimed_by="", claimed_until=None, next_try_at=at)
