"""Announcing a batch and revising it as word comes in; every revision is kept."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.intake.actions.chains import rechain, tell_again
from yizhan.intake.enums import CountRound
from yizhan.intake.models import Batch, BatchRevision, Vehicle
from yizhan.intake.queries.counts import batch_counts
from yizhan.intake.rules import Announcement
from yizhan.places.models import Entrance
from yizhan.stays.actions.journal import lock_journal


class BatchAnnounced(Outcome):
    """The batch, its number at the site, and the number of this revision."""

    site_id: UUID
    batch_id: UUID
    number: int
    revision: int


@action("intake.announce_batch", needs="batch.announce", online_only=True)
def announce_batch(*, by: Actor, site_id: UUID, batch_id: UUID, announcement: Announcement) -> BatchAnnounced:
    """Announce people who will arrive; `batch_id` is chosen by the sender."""
    lock_journal(site_id)
    _check_entrances(site_id, announcement)
    if Batch.objects.filter(id=batch_id).exists():
        raise Refusal("batch_known", gettext_noop("This batch is announced already. Revise it instead."))
    number = Batch.objects.filter(site_id=site_id).count() + 1
    batch = Batch.objects.create(id=batch_id, site_id=site_id, number=number, announced_at=now())
    _revise(by, batch, announcement, 1)
    return BatchAnnounced(site_id=site_id, batch_id=batch_id, number=number, revision=1)


@action("intake.revise_batch", needs="batch.announce", online_only=True)
def revise_batch(
    *, by: Actor, site_id: UUID, batch_id: UUID, announcement: Announcement, after_revision: int
) -> BatchAnnounced:
    """Record newer word about a batch; `after_revision` is the one its author had seen.

    When the number or the arrival time is another, the teams have to be told again.
    """
    lock_journal(site_id)
    _check_entrances(site_id, announcement)
    batch = _batch(site_id, batch_id)
    latest = batch.revisions.count()
    if latest != after_revision:
        raise Refusal("newer_word", gettext_noop("Somebody recorded newer word meanwhile. Look at it first."))
    _revise(by, batch, announcement, latest + 1)
    return BatchAnnounced(site_id=site_id, batch_id=batch_id, number=batch.number, revision=latest + 1)


class BatchEnded(Outcome):
    """The batch that is finished or will not come."""

    site_id: UUID
    batch_id: UUID


@action("intake.cancel_batch", needs="batch.announce", online_only=True)
def cancel_batch(*, by: Actor, site_id: UUID, batch_id: UUID) -> BatchEnded:
    """Record that a batch will not come. Refused once somebody of it was counted."""
    lock_journal(site_id)
    batch = _batch(site_id, batch_id)
    if batch.marks.filter(withdrawn_at=None).exists():
        raise Refusal("already_arriving", gettext_noop("People of this batch were counted already."))
    Batch.objects.filter(id=batch.id).update(cancelled_at=now())
    rechain(site_id)
    return BatchEnded(site_id=site_id, batch_id=batch_id)


@action("intake.finish_batch", needs="difference.settle", online_only=True)
def finish_batch(*, by: Actor, site_id: UUID, batch_id: UUID) -> BatchEnded:
    """Close a batch. Refused while a difference is open, somebody waits for a room, or nobody came."""
    lock_journal(site_id)
    batch = _batch(site_id, batch_id)
    _check_settled(batch)
    Batch.objects.filter(id=batch.id).update(finished_at=now())
    rechain(site_id)
    return BatchEnded(site_id=site_id, batch_id=batch_id)


def _batch(site_id: UUID, batch_id: UUID) -> Batch:
    batch = Batch.objects.filter(site_id=site_id, id=batch_id, finished_at=None, cancelled_at=None).first()
    if batch is None:
        raise Refusal("no_such_batch", gettext_noop("This batch is not open at this site."))
    return batch


def _check_entrances(site_id: UUID, announcement: Announcement) -> None:
    named = {vehicle.entrance_id for vehicle in announcement.vehicles if vehicle.entrance_id}
    if Entrance.objects.filter(site_id=site_id, id__in=named).count() != len(named):
        raise Refusal("no_such_entrance", gettext_noop("This site has no such entrance."))


def _revise(by: Actor, batch: Batch, announcement: Announcement, number: int) -> None:
    fields: dict[str, Any] = announcement.model_dump(exclude={"vehicles", "make_up"})
    revision = BatchRevision.objects.create(
        id=new_id(), batch=batch, number=number, announced_at=now(), announced_by_id=by.account_id,
        make_up={str(size): count for size, count in announcement.make_up.items()}, **fields,
    )  # fmt: skip
    Vehicle.objects.bulk_create(
        Vehicle(revision=revision, position=position, **vehicle.model_dump())
        for position, vehicle in enumerate(announcement.vehicles, start=1)
    )
    rechain(batch.site_id)
    if number > 1:
        tell_again(Batch.objects.get(id=batch.id))


def _check_settled(batch: Batch) -> None:
    counts = batch_counts(batch)
    if not counts.settled[CountRound.OFF_BUS]:
        raise Refusal("nobody_counted", gettext_noop("Nobody of this batch was counted. Cancel it instead."))
    if len(counts.closed) < len(CountRound):
        raise Refusal("rounds_open", gettext_noop("All three counts must be closed by their counters first."))
    if not counts.agree:
        raise Refusal(
            "not_settled", gettext_noop("The counts do not agree yet; open: %(open)s. Settle them first."),
            open=len(counts.differences) + len(counts.open_surpluses) + sum(counts.unsent.values()),
        )  # fmt: skip
    if counts.without_room:
        raise Refusal(
            "without_room", gettext_noop("People of this batch who still wait for a room: %(people)s."),
            people=counts.without_room,
        )  # fmt: skip
