"""Asking for a plan, working it out and approving it."""

from functools import partial
from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_noop
from pydantic import StringConstraints

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.programs import start_program
from yizhan.core.refusals import Refusal
from yizhan.planning.actions.moves import end_rest
from yizhan.planning.actions.sharing_out import announce_at_hotels, lock_journals
from yizhan.planning.actions.steps import PlanNoted, Reason, note_done, placing_of, plan_or_refusal
from yizhan.planning.answering import Answer, Step
from yizhan.planning.asking import Question
from yizhan.planning.checking import check_moves, check_question
from yizhan.planning.enums import PlanState
from yizhan.planning.models import Plan
from yizhan.planning.queries.plans import OPEN, plan_of, solving_at
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.actions.planned import carry_out_plan

Fault = Annotated[str, StringConstraints(max_length=20)]


class PlanClaimed(Outcome):
    """Whether the plan is the caller's to work out."""

    site_id: UUID
    plan_id: UUID
    mine: bool


class ProgressNoted(Outcome):
    """Whether somebody asked that the solve ends with what it has."""

    site_id: UUID
    plan_id: UUID
    stop: bool


@action("planning.ask_plan", needs="room.plan", online_only=True)
def ask_plan(
    *, by: Actor, site_id: UUID, plan_id: UUID, question: Question, follows: UUID | None = None
) -> PlanNoted:
    """Ask for a plan; a process of its own begins to work it out. One at a time at a site."""
    lock_journal(site_id)
    check_question(site_id, question)
    if solving_at(site_id):
        raise Refusal(
            "plan_in_progress",
            gettext_noop("Another plan of this site is being worked out. Stop it, or wait a moment."),
        )
    number = (Plan.objects.filter(site_id=site_id).aggregate(last=Max("number"))["last"] or 0) + 1
    Plan.objects.create(
        id=plan_id, site_id=site_id, number=number, use=question.use, follows_id=follows,
        asked=question.model_dump(mode="json", exclude_defaults=True), asked_at=now(),
        asked_by_id=by.account_id if by.kind == ActorKind.ACCOUNT else None,
    )  # fmt: skip
    transaction.on_commit(partial(start_program, "plan", "solve", str(plan_id)))
    return PlanNoted(site_id=site_id, plan_id=plan_id, state=PlanState.STARTED)


@action("planning.claim_plan", needs="", online_only=True)
def claim_plan(*, by: Actor, plan_id: UUID, host: str, process: int) -> PlanClaimed:
    """Say that this process works the plan out; of two processes only the first does."""
    plan = Plan.objects.get(id=plan_id)
    lock_journal(plan.site_id)
    mine = Plan.objects.filter(id=plan_id, state=PlanState.STARTED).update(
        state=PlanState.SOLVING, host=host[:120], process=process
    )
    return PlanClaimed(site_id=plan.site_id, plan_id=plan_id, mine=bool(mine))


@action("planning.note_plan", needs="", online_only=True)
def note_plan(*, by: Actor, plan_id: UUID, best: float, bound: float) -> ProgressNoted:
    """Say how good the best plan so far is, and what none can go below."""
    plan = Plan.objects.get(id=plan_id)
    lock_journal(plan.site_id)
    Plan.objects.filter(id=plan_id, state=PlanState.SOLVING).update(best=best, bound=bound)
    return ProgressNoted(site_id=plan.site_id, plan_id=plan_id, stop=plan.stop_asked)


@action("planning.stop_plan", needs="room.plan", online_only=True)
def stop_plan(*, by: Actor, site_id: UUID, plan_id: UUID) -> PlanNoted:
    """Ask that the solve ends now with the best plan it has."""
    lock_journal(site_id)
    Plan.objects.filter(id=plan_id, site_id=site_id, state__in=OPEN).update(stop_asked=True)
    return PlanNoted(site_id=site_id, plan_id=plan_id, state=plan_or_refusal(site_id, plan_id).state)


@action("planning.end_plan", needs="", online_only=True)
def end_plan(*, by: Actor, plan_id: UUID, answer: Answer) -> PlanNoted:
    """Keep what came of a plan."""
    found = answer.model_dump(mode="json", exclude_defaults=True)
    return _end(plan_id, state=PlanState.READY, answer=found)


@action("planning.break_off_plan", needs="", online_only=True)
def break_off_plan(*, by: Actor, plan_id: UUID, fault: Fault) -> PlanNoted:
    """Keep that nothing came of a plan, by a word that the page explains."""
    return _end(plan_id, state=PlanState.FAILED, fault=fault)


@action("planning.approve_plan", needs="plan.approve", online_only=True)
def approve_plan(*, by: Actor, site_id: UUID, plan_id: UUID, reason: Reason = "") -> PlanNoted:
    """Approve a plan: who waits gets the room at once; who moves does when the move is ticked off;
    a batch that is shared out is announced at the other hotels, and revised here. Of a plan that it was
    worked out to follow, nothing more is carried out.

    Refused, with what is in the way, when the site is no longer as the plan found it.
    """
    lock_journals(site_id, plan_of(site_id, plan_id))
    plan = plan_or_refusal(site_id, plan_id)
    if not plan.can_be_approved:
        raise Refusal("plan_not_ready", gettext_noop("This plan is not open for approval any more."))
    check_moves(site_id, plan.steps)
    at_once = {place: step for place, step in enumerate(plan.steps) if _is_at_once(step)}
    if not reason and any(step.broken for step in at_once.values()):
        raise Refusal("reason_needed", gettext_noop("This plan breaks a rule. Say why it must be so."))
    if at_once:
        placings = tuple(placing_of(step) for step in at_once.values())
        carry_out_plan(by=by, site_id=site_id, plan_id=plan_id, placings=placings, reason=reason)
    if plan.answer and plan.answer.hotels:
        announce_at_hotels(by, site_id, plan)
    moment = now()
    Plan.objects.filter(id=plan_id).update(
        state=PlanState.APPROVED, approved_at=moment, approved_by_id=by.account_id
    )
    note_done(by, plan_id, at_once)
    if plan.row.follows_id:
        end_rest(by, plan.row.follows_id, "")
    return PlanNoted(site_id=site_id, plan_id=plan_id, state=PlanState.APPROVED)


@action("planning.overtake_plan", needs="room.plan", online_only=True)
def overtake_plan(*, by: Actor, site_id: UUID, plan_id: UUID) -> PlanNoted:
    """Keep that the site is no longer as a plan found it; it cannot be approved any more."""
    lock_journal(site_id)
    Plan.objects.filter(id=plan_id, site_id=site_id, state=PlanState.READY).update(state=PlanState.OVERTAKEN)
    return PlanNoted(site_id=site_id, plan_id=plan_id, state=plan_or_refusal(site_id, plan_id).state)


def _is_at_once(step: Step) -> bool:
    return bool(step.party_id and step.shares and not step.origin)


def _end(plan_id: UUID, **found: object) -> PlanNoted:
    """Write what became of a plan that is still open; one that has ended stays as it is."""
    plan = Plan.objects.get(id=plan_id)
    lock_journal(plan.site_id)
    Plan.objects.filter(id=plan_id, state__in=OPEN).update(ended_at=now(), **found)
    plan.refresh_from_db()
    return PlanNoted(site_id=plan.site_id, plan_id=plan_id, state=PlanState(plan.state))
