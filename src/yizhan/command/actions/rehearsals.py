"""Rehearsing tonight's plan from the desk: plans are saved, runs started, and their results written back."""

from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints

from yizhan.command.evening.plan import PlanChanges
from yizhan.command.models import RehearsalPlan, RehearsalRun
from yizhan.command.queries.evening import tonights_evening
from yizhan.command.queries.rehearsals import running_at
from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.places.models import Site
from yizhan.stays.actions.journal import lock_journal

PlanName = Annotated[str, StringConstraints(max_length=60, strip_whitespace=True)]
OPEN = (RehearsalRun.State.STARTED, RehearsalRun.State.RUNNING)


class PlanSaved(Outcome):
    """The plan and its number at the site."""

    site_id: UUID
    plan_id: UUID
    number: int


class RunStarted(Outcome):
    """The run; its process claims it."""

    site_id: UUID
    run_id: UUID


class RunClaimed(Outcome):
    """Whether the run is the caller's to play."""

    site_id: UUID
    run_id: UUID
    mine: bool


class RunNoted(Outcome):
    """The run, and how it stands."""

    site_id: UUID
    run_id: UUID
    state: str


@action("command.save_plan", needs="plan.rehearse", online_only=True)
def save_plan(
    *, by: Actor, site_id: UUID, plan_id: UUID, changes: PlanChanges, name: PlanName = ""
) -> PlanSaved:
    """Keep what a plan does otherwise than tonight's own. A plan is never changed: another one is saved."""
    lock_journal(site_id)
    if not changes.names:
        raise Refusal(
            "plan_changes_nothing",
            gettext_noop("This is tonight's plan as it stands. Change something first."),
        )
    number = RehearsalPlan.objects.filter(site_id=site_id).count() + 1
    RehearsalPlan.objects.create(
        id=plan_id, site_id=site_id, number=number, name=name, saved_at=now(), saved_by_id=by.account_id,
        changes=changes.model_dump(mode="json", exclude_defaults=True),
    )  # fmt: skip
    return PlanSaved(site_id=site_id, plan_id=plan_id, number=number)


@action("command.start_run", needs="plan.rehearse", online_only=True)
def start_run(
    *, by: Actor, site_id: UUID, run_id: UUID, plan_id: UUID | None = None, kind: RehearsalRun.Kind
) -> RunStarted:
    """Copy the evening as it stands, for a process of its own to play. One run at a time at a site."""
    lock_journal(site_id)
    if running_at(site_id):
        raise Refusal(
            "run_in_progress", gettext_noop("A rehearsal is running. Wait for it, it takes a moment.")
        )
    if plan_id and not RehearsalPlan.objects.filter(id=plan_id, site_id=site_id).exists():
        raise Refusal(
            "no_such_plan", gettext_noop("There is no such plan at this site. Open the page again.")
        )
    evening = tonights_evening(Site.objects.get(id=site_id))
    if evening is None:
        raise Refusal(
            "nothing_to_rehearse",
            gettext_noop("Nobody is announced, so there is nothing to rehearse. Announce a batch first."),
        )
    RehearsalRun.objects.create(
        id=run_id, site_id=site_id, plan_id=plan_id, kind=kind, copy=evening.model_dump(mode="json"),
        started_at=now(), started_by_id=by.account_id,
    )  # fmt: skip
    return RunStarted(site_id=site_id, run_id=run_id)


@action("command.claim_run", needs="", online_only=True)
def claim_run(*, by: Actor, run_id: UUID, host: str, process: int) -> RunClaimed:
    """Say that this process plays the run; of two processes only the first does."""
    run = RehearsalRun.objects.get(id=run_id)
    lock_journal(run.site_id)
    mine = RehearsalRun.objects.filter(id=run_id, state=RehearsalRun.State.STARTED).update(
        state=RehearsalRun.State.RUNNING, host=host[:120], process=process
    )
    return RunClaimed(site_id=run.site_id, run_id=run_id, mine=bool(mine))


@action("command.note_progress", needs="", online_only=True)
def note_progress(*, by: Actor, run_id: UUID, percent: Annotated[int, Field(ge=0, le=100)]) -> RunNoted:
    """Say how far the run is."""
    return _note(run_id, percent=percent)


@action("command.end_run", needs="", online_only=True)
def end_run(*, by: Actor, run_id: UUID, result: dict[str, Any]) -> RunNoted:
    """Keep what the run showed."""
    return _note(run_id, state=RehearsalRun.State.DONE, percent=100, result=result, ended_at=now())


@action("command.break_off_run", needs="", online_only=True)
def break_off_run(*, by: Actor, run_id: UUID, fault: Annotated[str, Field(max_length=20)]) -> RunNoted:
    """Keep that the run was broken off, by a word that the page explains: "time" or "fault"."""
    return _note(run_id, state=RehearsalRun.State.FAILED, fault=fault, ended_at=now())


def _note(run_id: UUID, **found: Any) -> RunNoted:
    """Write to a run that is still open; one that has ended stays as it is."""
    run = RehearsalRun.objects.get(id=run_id)
    lock_journal(run.site_id)
    RehearsalRun.objects.filter(id=run_id, state__in=OPEN).update(**found)
    run.refresh_from_db()
    return RunNoted(site_id=run.site_id, run_id=run_id, state=run.state)
