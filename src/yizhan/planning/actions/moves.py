"""Moves of an approved plan, made one stop at a time: ticked at the desk or at the door, or called off."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.rounds import close_task
from yizhan.planning.actions.steps import PlanNoted, Reason, note_done, placing_of, plan_or_refusal
from yizhan.planning.answering import Step
from yizhan.planning.enums import PlanState
from yizhan.planning.models import Plan
from yizhan.planning.queries.moves import moves_left_at, places_left
from yizhan.planning.queries.plans import PlanView
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.actions.planned import carry_out_plan

# The kind of round on which moves are made.
MOVES = "moves"
Place = Annotated[int, Field(ge=0, le=100_000)]


class MovesMade(Outcome):
    """The room that was left, and how many people moved; 0 where somebody had recorded it before."""

    site_id: UUID
    room_id: UUID
    people: int


@action("planning.carry_out_step", needs="room.assign", online_only=True)
def carry_out_step(*, by: Actor, site_id: UUID, plan_id: UUID, place: Place, reason: Reason) -> PlanNoted:
    """Record that a party of an approved plan has moved, with the room that it left to be disinfected."""
    lock_journal(site_id)
    plan = plan_or_refusal(site_id, plan_id)
    if plan.state != PlanState.APPROVED:
        raise Refusal("plan_not_approved", gettext_noop("This plan is not approved."))
    if place in plan.done:
        raise Refusal("step_done", gettext_noop("This move was ticked off already."))
    if plan.row.rest_called_off_at is not None:
        raise Refusal("rest_called_off", gettext_noop("The rest of this plan was called off."))
    if place not in places_left(plan):
        raise Refusal("no_such_step", gettext_noop("This plan has no such move. Open the page again."))
    _carry_out(by, plan, {place: plan.steps[place]}, reason)
    return PlanNoted(site_id=site_id, plan_id=plan_id, state=plan.state)


@action("planning.make_move", needs="round.walk")
def make_move(*, by: Actor, site_id: UUID, room_id: UUID, round_id: UUID | None = None) -> MovesMade:
    """Record at the door that those whom an approved plan moves out of a room are in their new one.

    Who approved the plan decided it; whoever walks carries it out. A move recorded by two was made once.
    Refused when the new room is taken, shut or not disinfected, or they are elsewhere by now.
    """
    lock_journal(site_id)
    here = [move for move in moves_left_at(site_id) if move.door == room_id]
    people = 0
    for plan in {move.plan.row.id: move.plan for move in here}.values():
        steps = {move.place: move.step for move in here if move.plan is plan}
        _carry_out(by, plan, steps, _reason(plan), round_id)
        people += sum(step.people for step in steps.values())
    if not here:
        if not _was_made(site_id, room_id):
            raise Refusal("no_such_step", gettext_noop("This plan has no such move. Open the page again."))
        close_task(by=by, round_id=round_id, kind=MOVES, room_id=room_id, record_id=by.command_id)
    return MovesMade(site_id=site_id, room_id=room_id, people=people)


@action("planning.call_off_rest", needs="plan.approve", online_only=True)
def call_off_rest(*, by: Actor, site_id: UUID, plan_id: UUID, reason: Reason) -> PlanNoted:
    """Call off the moves of a plan that are still to be made: who has moved stays, nobody else moves."""
    lock_journal(site_id)
    plan = plan_or_refusal(site_id, plan_id)
    if not places_left(plan):
        raise Refusal("nothing_left", gettext_noop("Nothing of this plan is left to be done."))
    if not reason.strip():
        raise Refusal("reason_needed", gettext_noop("Say why the rest of the plan is called off."))
    end_rest(by, plan_id, reason.strip())
    return PlanNoted(site_id=site_id, plan_id=plan_id, state=plan.state)


def end_rest(by: Actor, plan_id: UUID, reason: str) -> None:
    """Write that nothing more of a plan is carried out; what was called off before stays as it was."""
    Plan.objects.filter(id=plan_id, state=PlanState.APPROVED, rest_called_off_at=None).update(
        rest_called_off_at=now(), rest_called_off_by_id=by.account_id, rest_reason=reason
    )


def _carry_out(
    by: Actor, plan: PlanView, steps: Mapping[int, Step], reason: str, round_id: UUID | None = None
) -> None:
    site_id = plan.row.site_id
    placings = tuple(placing_of(step) for step in steps.values())
    carry_out_plan(by=by, site_id=site_id, plan_id=plan.row.id, placings=placings, reason=reason)
    note_done(by, plan.row.id, steps)
    for room_id in {step.origin[0] for step in steps.values()}:
        close_task(by=by, round_id=round_id, kind=MOVES, room_id=room_id, record_id=by.command_id)


def _reason(plan: PlanView) -> str:
    return _("Plan %(number)d: %(use)s") % {"number": plan.row.number, "use": plan.row.get_use_display()}


def _was_made(site_id: UUID, room_id: UUID) -> bool:
    approved = Plan.objects.filter(site_id=site_id, state=PlanState.APPROVED)
    plans = (PlanView(row, PlanState.APPROVED) for row in approved)
    return any(plan.steps[place].origin[:1] == (room_id,) for plan in plans for place in plan.done)
