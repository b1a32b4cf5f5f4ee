"""Plans and runs of a site, with what became of each run; a run whose process died is shown as such."""

import socket
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from uuid import UUID

from yizhan.command.evening.facts import table
from yizhan.command.evening.picture import Picture
from yizhan.command.evening.plan import Evening, PlanChanges, Settings, settle
from yizhan.command.models import RehearsalPlan, RehearsalRun
from yizhan.core.clock import now
from yizhan.core.programs import is_running

MOST_RUNS = 40
STARTS_WITHIN = timedelta(seconds=30)
GRACE = timedelta(seconds=30)
LOST = "lost"


@dataclass(frozen=True)
class Run:
    """A run with how it stands at this moment: a state, or "lost" where its process is gone."""

    row: RehearsalRun
    state: str

    @property
    def is_open(self) -> bool:
        """Whether something may still come of it."""
        return self.state in (RehearsalRun.State.STARTED, RehearsalRun.State.RUNNING)

    @cached_property
    def evening(self) -> Evening:
        """What was copied for it."""
        return Evening.model_validate(self.row.copy)

    @property
    def changes(self) -> PlanChanges:
        """What its plan did otherwise."""
        return changes_of(self.row.plan)

    @property
    def settings(self) -> Settings:
        """The plan that was played, with everything settled."""
        return settle(self.evening, self.changes)

    @cached_property
    def picture(self) -> Picture | None:
        """What an estimate showed; None for a full rehearsal, and before it is done."""
        shown = self.row.kind == RehearsalRun.Kind.ESTIMATE and self.state == RehearsalRun.State.DONE
        return Picture.model_validate(self.row.result) if shown else None


def changes_of(plan: RehearsalPlan | None) -> PlanChanges:
    """Return what a plan does otherwise; nothing for tonight's own."""
    return PlanChanges.model_validate(plan.changes) if plan else PlanChanges()


def runs_at(site_id: UUID) -> list[Run]:
    """Return the latest runs of a site, the newest first; one query."""
    rows = RehearsalRun.objects.filter(site_id=site_id).select_related("plan", "started_by")[:MOST_RUNS]
    return [Run(row, state_of(row)) for row in rows]


def run_of(site_id: UUID, run_id: UUID) -> Run | None:
    """Return one run of a site; one query."""
    rows = RehearsalRun.objects.filter(site_id=site_id, id=run_id).select_related("plan", "started_by")
    row = rows.first()
    return Run(row, state_of(row)) if row else None


def running_at(site_id: UUID) -> Run | None:
    """Return the run that is in progress at a site, if one is; one query."""
    rows = RehearsalRun.objects.filter(site_id=site_id, ended_at=None).select_related("plan")
    return next((run for run in (Run(row, state_of(row)) for row in rows) if run.is_open), None)


def plans_at(site_id: UUID) -> list[RehearsalPlan]:
    """Return the plans of a site in order of number; one query."""
    return list(RehearsalPlan.objects.filter(site_id=site_id).select_related("saved_by"))


def state_of(row: RehearsalRun) -> str:
    """Return how a run stands: nothing comes of a process that is gone or over its time."""
    if row.ended_at is not None:
        return row.state
    waited = now() - row.started_at
    late = waited > timedelta(seconds=table()["limits_s"][row.kind]) + GRACE
    unclaimed = row.process is None and waited > STARTS_WITHIN
    gone = (
        row.process is not None
        and row.host == socket.gethostname()
        and not is_running(row.process, str(row.id))
    )
    return LOST if late or unclaimed or gone else row.state
