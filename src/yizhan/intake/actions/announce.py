"""Announcing a batch and revising it as word comes in; every revision is kept."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.duty.models import Team
from yizhan.intake.models import Batch, BatchRevision, CountdownStep, Vehicle
from yizhan.intake.rules import Announcement, chain_within_minutes, step_templates
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
    """Record newer word about a batch; `after_revision` is the one its author had seen."""
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
    _rechain(site_id)
    return BatchEnded(site_id=site_id, batch_id=batch_id)


@action("intake.finish_batch", needs="difference.settle", online_only=True)
def finish_batch(*, by: Actor, site_id: UUID, batch_id: UUID) -> BatchEnded:
    """Close a batch once everybody has a room and no difference is open; the page shows both."""
    lock_journal(site_id)
    batch = _batch(site_id, batch_id)
    Batch.objects.filter(id=batch.id).update(finished_at=now())
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
        id=by.command_id, batch=batch, number=number, announced_at=now(), announced_by_id=by.account_id,
        make_up={str(size): count for size, count in announcement.make_up.items()}, **fields,
    )  # fmt: skip
    Vehicle.objects.bulk_create(
        Vehicle(revision=revision, position=position, **vehicle.model_dump())
        for position, vehicle in enumerate(announcement.vehicles, start=1)
    )
    _rechain(batch.site_id)


def _rechain(site_id: UUID) -> None:
    """Join open batches that arrive together, and move every step that is not done."""
    waiting = [(_eta_of(batch), batch) for batch in _open_batches(site_id)]
    timed = sorted((pair for pair in waiting if pair[0]), key=lambda pair: (pair[0], pair[1].number))
    chain: list[tuple[datetime, Batch]] = []
    for eta, batch in timed:
        if eta is None:
            continue
        if chain and eta - chain[-1][0] > timedelta(minutes=chain_within_minutes()):
            _plan_chain(chain)
            chain = []
        chain.append((eta, batch))
    if chain:
        _plan_chain(chain)


def _open_batches(site_id: UUID) -> list[Batch]:
    return list(Batch.objects.filter(site_id=site_id, finished_at=None, cancelled_at=None))


def _eta_of(batch: Batch) -> datetime | None:
    latest = batch.revisions.order_by("-number").first()
    return latest.eta if latest else None


def _plan_chain(chain: list[tuple[datetime, Batch]]) -> None:
    eta, lead = chain[0]
    Batch.objects.filter(id=lead.id).update(chained_to=None)
    followers = [batch.id for _, batch in chain[1:]]
    Batch.objects.filter(id__in=followers).update(chained_to=lead)
    # What a follower's team has done counts for the chain; what is open is done once, for the lead.
    CountdownStep.objects.filter(batch_id__in=followers, done_at=None).delete()
    teams = {team.key: team for team in Team.objects.filter(site_id=lead.site_id)}
    for template in step_templates().values():
        due_at = eta - timedelta(minutes=template.minutes)
        step, _ = CountdownStep.objects.get_or_create(
            batch=lead, key=template.key,
            defaults={"team": teams.get(template.team), "minutes_before": template.minutes, "due_at": due_at},
        )  # fmt: skip
        if step.done_at is None and step.due_at != due_at:
            CountdownStep.objects.filter(id=step.id).update(due_at=due_at)
