"""Ticking off the countdown."""

from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.intake.models import CountdownStep


class StepTicked(Outcome):
    """The step and whether it is done now."""

    site_id: UUID
    step_id: UUID
    done: bool


@action("intake.tick_step", needs="step.tick")
def tick_step(*, by: Actor, site_id: UUID, step_id: UUID, done: bool = True) -> StepTicked:
    """Tick a step off, or take the tick back. Two people may tick the same step: the first stands."""
    step = CountdownStep.objects.select_for_update().filter(id=step_id, batch__site_id=site_id).first()
    if step is None:
        raise Refusal("no_such_step", gettext_noop("This step is no longer part of the plan."))
    if done and step.done_at is None:
        tapped = by.tap.tapped_at if by.tap and by.tap.tapped_at else now()
        CountdownStep.objects.filter(id=step.id).update(done_at=min(tapped, now()), done_by_id=by.account_id)
    if not done:
        CountdownStep.objects.filter(id=step.id).update(done_at=None, done_by=None)
    return StepTicked(site_id=site_id, step_id=step_id, done=done)
