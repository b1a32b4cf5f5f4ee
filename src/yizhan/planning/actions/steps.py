"""What approving a plan and carrying it out have in common: its steps as rooms that are given."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import StringConstraints

from yizhan.core.actions import Outcome
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.planning.answering import Step
from yizhan.planning.enums import PlanState
from yizhan.planning.models import PlanStepDone
from yizhan.planning.queries.plans import PlanView, plan_of
from yizhan.stays.actions.planned import Placing

Reason = Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)]


class PlanNoted(Outcome):
    """The plan, and how it stands."""

    site_id: UUID
    plan_id: UUID
    state: PlanState


def plan_or_refusal(site_id: UUID, plan_id: UUID) -> PlanView:
    """Return a plan of a site; refused if there is none."""
    plan = plan_of(site_id, plan_id)
    if plan is None:
        raise Refusal("no_such_plan", gettext_noop("This site has no such plan. Open the page again."))
    return plan


def placing_of(step: Step) -> Placing:
    """Return the rooms of a step as they are given."""
    return Placing(
        party_id=_party(step), rooms=step.shares, leaves=step.origin,
        reasons=tuple(dict.fromkeys(why.code for why in step.reasons))[:20],
        knowing=tuple(dict.fromkeys(why.code for why in step.broken)),
    )  # fmt: skip


def note_done(by: Actor, plan_id: UUID, steps: Mapping[int, Step]) -> None:
    """Keep which steps of a plan were carried out, by their places in it."""
    moment = now()
    PlanStepDone.objects.bulk_create(
        PlanStepDone(
            id=new_id(), plan_id=plan_id, place=place, party_id=_party(step), done_at=moment,
            done_by_id=by.account_id,
        )
        for place, step in steps.items()
    )  # fmt: skip


def _party(step: Step) -> UUID:
    if step.party_id is None:
        raise ValueError("nobody has seen this party")
    return step.party_id
