"""Plans of a site, with what became of each; one whose process is gone is shown as broken off."""

import socket
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from uuid import UUID

from yizhan.core.clock import now
from yizhan.core.programs import is_running
from yizhan.planning.answering import Answer, Step
from yizhan.planning.asking import Question
from yizhan.planning.enums import PlanState, Use
from yizhan.planning.models import Plan
from yizhan.planning.rules import planning_rules

MOST_PLANS = 40
OPEN = (PlanState.STARTED, PlanState.SOLVING)


@dataclass(frozen=True)
class PlanView:
    """A plan with how it stands at this moment."""

    row: Plan
    state: PlanState

    @property
    def is_open(self) -> bool:
        """Whether it is still being worked out."""
        return self.state in OPEN

    @property
    def can_be_approved(self) -> bool:
        """Whether somebody may approve it: what gives rooms to people who are there, or sends a batch on."""
        gives = self.row.use != Use.DAYS and any(step.party_id and step.shares for step in self.steps)
        sends = bool(self.answer and any(share.people for share in self.answer.hotels))
        return (gives or sends) and self.state == PlanState.READY

    @cached_property
    def question(self) -> Question:
        """What was asked."""
        return Question.model_validate(self.row.asked)

    @cached_property
    def answer(self) -> Answer | None:
        """What came of it; None before, and when nothing did."""
        return Answer.model_validate(self.row.answer) if self.row.answer else None

    @property
    def steps(self) -> tuple[Step, ...]:
        """Who goes where."""
        return self.answer.steps if self.answer else ()

    @cached_property
    def done(self) -> frozenset[int]:
        """Places of the steps that were carried out; one query."""
        return frozenset(self.row.done.values_list("place", flat=True))

    @property
    def gap_percent(self) -> int | None:
        """While it is solved: how much better the best so far could still become, in percent of it."""
        best, bound = self.row.best, self.row.bound
        if not best or bound is None:
            return None
        return round(100 * max(best - bound, 0) / best)

    @property
    def solved_percent(self) -> int:
        """While it is solved: how far the bound has come up to the best plan so far."""
        return 100 - (100 if self.gap_percent is None else self.gap_percent)


def plans_at(site_id: UUID) -> list[PlanView]:
    """Return the latest plans of a site, the newest first; one query."""
    rows = Plan.objects.filter(site_id=site_id).select_related("asked_by", "approved_by")[:MOST_PLANS]
    return [PlanView(row, state_of(row)) for row in rows]


def plan_of(site_id: UUID, plan_id: UUID) -> PlanView | None:
    """Return one plan of a site; one query."""
    rows = Plan.objects.filter(site_id=site_id, id=plan_id).select_related(
        "asked_by", "approved_by", "follows", "rest_called_off_by"
    )
    row = rows.first()
    return PlanView(row, state_of(row)) if row else None


def solving_at(site_id: UUID) -> PlanView | None:
    """Return the plan that is being worked out at a site, if one is; one query."""
    rows = Plan.objects.filter(site_id=site_id, ended_at=None)
    return next((plan for plan in (PlanView(row, state_of(row)) for row in rows) if plan.is_open), None)


def state_of(row: Plan) -> PlanState:
    """Return how a plan stands: nothing comes of a process that is gone or over its time."""
    if row.ended_at is not None:
        return PlanState(row.state)
    rules, waited = planning_rules(), now() - row.asked_at
    late = waited > timedelta(seconds=rules.limits_s[Use(row.use)] + rules.grace_s)
    unclaimed = row.process is None and waited > timedelta(seconds=rules.begins_within_s)
    gone = (
        row.process is not None
        and row.host == socket.gethostname()
        and not is_running(row.process, str(row.id))
    )
    return PlanState.LOST if late or unclaimed or gone else PlanState(row.state)
