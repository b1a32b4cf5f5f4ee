"""Batches that arrive together, and the countdown that runs backwards from their arrival."""

from datetime import datetime, timedelta
from uuid import UUID

from yizhan.duty.models import Team
from yizhan.intake.models import Batch, CountdownStep
from yizhan.intake.queries.batches import open_batches
from yizhan.intake.queries.countdown import TOLD, word_changed_at
from yizhan.intake.rules import chain_within_minutes, step_templates

Chain = list[tuple[datetime, Batch]]


def rechain(site_id: UUID) -> None:
    """Join open batches that arrive together, and move every step that is not done."""
    chain: Chain = []
    for row in open_batches(site_id):
        eta = row.latest.eta
        if eta is None:
            continue
        if chain and eta - chain[-1][0] > timedelta(minutes=chain_within_minutes()):
            _plan(chain)
            chain = []
        chain.append((eta, row.batch))
    if chain:
        _plan(chain)


def tell_again(batch: Batch) -> None:
    """Make the step "told" due again if the latest word changed the number or the arrival."""
    revisions = list(batch.revisions.order_by("number"))
    if word_changed_at(revisions) == revisions[-1].announced_at:
        leads = [batch.id, batch.chained_to_id] if batch.chained_to_id else [batch.id]
        CountdownStep.objects.filter(batch_id__in=leads, key=TOLD).update(done_at=None, done_by=None)


def _plan(chain: Chain) -> None:
    eta, lead = chain[0]
    followers = [batch.id for _, batch in chain[1:]]
    done = _done_by_former_lead(lead, followers)
    Batch.objects.filter(id=lead.id).update(chained_to=None)
    Batch.objects.filter(id__in=followers).update(chained_to=lead)
    # What is open is done once, for the lead.
    CountdownStep.objects.filter(batch_id__in=followers, done_at=None).delete()
    teams = {team.key: team for team in Team.objects.filter(site_id=lead.site_id)}
    for template in step_templates().values():
        due_at = eta - timedelta(minutes=template.minutes)
        former = done.get(template.key)
        step, _ = CountdownStep.objects.get_or_create(
            batch=lead, key=template.key,
            defaults={
                "team": teams.get(template.team), "minutes_before": template.minutes, "due_at": due_at,
                "done_at": former.done_at if former else None, "done_by": former.done_by if former else None,
            },
        )  # fmt: skip
        if step.done_at is None and step.due_at != due_at:
            CountdownStep.objects.filter(id=step.id).update(due_at=due_at)


def _done_by_former_lead(lead: Batch, followers: list[UUID]) -> dict[str, CountdownStep]:
    """Return what was done for the chain under the batch that led it before.

    That one may be finished, cancelled, or now come later. A former lead that left the chain
    for good keeps its steps to itself.
    """
    former = lead.chained_to
    if former is None:
        return {}
    is_over = former.finished_at is not None or former.cancelled_at is not None
    if not is_over and former.id not in followers:
        return {}
    return {step.key: step for step in former.steps.filter(done_at__isnull=False).select_related("done_by")}
