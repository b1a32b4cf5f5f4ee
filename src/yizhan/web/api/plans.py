"""Room plans: how they stand and what they say. Asking, stopping and approving are commands."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router

from yizhan.places.models import Site
from yizhan.planning.answering import Answer
from yizhan.planning.asking import Question
from yizhan.planning.queries.plans import PlanView, plan_of, plans_at
from yizhan.planning.wording import plan_text
from yizhan.web.access import posted_api
from yizhan.web.api.schemas import PROBLEMS

router = Router()


@dataclass(frozen=True, slots=True)
class PlanOut:
    """A plan as it stands; while it is worked out, `best` and `bound` say how far that is."""

    plan_id: UUID
    number: int
    state: str
    question: Question
    asked_at: datetime
    best: float | None
    bound: float | None
    follows: UUID | None


@dataclass(frozen=True, slots=True)
class WholePlanOut:
    """A plan with what came of it: as data, and in words of the reader's language."""

    plan: PlanOut
    answer: Answer | None
    done: list[int]
    words: str


@router.get("/sites/{site_code}/plans", response={200: list[PlanOut], **PROBLEMS})
@posted_api("room.plan")
def site_plans(request: HttpRequest, site: Site) -> list[PlanOut]:
    """Return the latest plans of the site, the newest first."""
    return [_plan(plan) for plan in plans_at(site.id)]


@router.get("/sites/{site_code}/plans/{plan_id}", response={200: WholePlanOut, **PROBLEMS})
@posted_api("room.plan")
def site_plan(request: HttpRequest, site: Site, plan_id: UUID) -> WholePlanOut:
    """Return a plan: who goes where, what it costs by rule, and how good any plan could be."""
    plan = plan_of(site.id, plan_id)
    if plan is None:
        raise Http404
    return WholePlanOut(_plan(plan), plan.answer, sorted(plan.done), "" if plan.is_open else plan_text(plan))


def _plan(plan: PlanView) -> PlanOut:
    row = plan.row
    return PlanOut(
        row.id, row.number, plan.state.value, plan.question, row.asked_at, row.best, row.bound, row.follows_id
    )
