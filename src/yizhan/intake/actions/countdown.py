"""Ticking off the countdown."""

from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.intake.models import CountdownStep
from yizhan.intake.queries.countdown import TOLD, told_due_since
from yizhan.stays.actions.journal import lock_journal


class StepTicked(Outcome):
    """The step and whether it is done now."""

    site_id: UUID
    step_id: UUID
    done: bool


@action("intake.tick_step", needs="step.tick")
def tick_step(*, by: Actor, site_id: UUID, step_id: UUID, done: bool = True) -> StepTicked:
    """Tick a step off, or take the tick back. Two people may tick the same step: the first stands.

    "Told" that was tapped before the latest word came does not count for that word.
    """
    lock_journal(site_id)
    step = CountdownStep.objects.filter(id=step_id, batch__site_id=site_id).select_related("batch").first()
    if step is None:
        raise Refusal("no_such_step", gettext_noop("This step is no longer part of the plan."))
    tapped_at = min(by.tap.tapped_at, now()) if by.tap and by.tap.tapped_at else now()
    if done and step.key == TOLD and tapped_at < told_due_since(step.batch):
        return StepTicked(site_id=site_id, step_id=step_id, done=False)
    if done and step.done_at is None:
        CountdownStep.objects.filter(id=step.id).update(done_at=tapped_at, done_by_id=by.account_id)
    if not done:
        CountdownStep.objects.filter(id=step.id).update(done_at=None, done_by=None)
    return StepTicked(site_id=site_id, step_id=step_id, done=done)
