"""What comes of a round door by door: what was done, what was passed over, what was taken back.

Results come from several phones, late and in any order. The earliest result of a task stands, and no
later skip, result or end of the round changes it.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, ActorKind, moment_of
from yizhan.core.prepared import Prepared
from yizhan.core.refusals import Refusal
from yizhan.duty.enums import SkipReason, TaskState
from yizhan.duty.kinds import kinds
from yizhan.duty.models import Obligation, Round, RoundTask
from yizhan.duty.queries.postings import capabilities_of
from yizhan.duty.queries.rounds import under_way

MOST_TASKS = 60
TaskIds = Annotated[list[UUID], Field(min_length=1, max_length=MOST_TASKS)]

_met_by = Prepared(
    lambda record_id: Obligation.objects.filter(record_id=record_id).values_list("id", flat=True)
)


def close_task(
    *, by: Actor, round_id: UUID | None, kind: str, person_id: UUID | None = None,
    room_id: UUID | None = None, record_id: UUID, at: datetime | None = None,
) -> UUID | None:  # fmt: skip
    """Let a result close what rounds had to do: for a person, or for a room when the kind is per room.

    Call it inside the action that records the result, after `meet_obligation`. Closes the task of the
    round `round_id`, or without one of every round that is under way, and whatever task of any round stood
    for the obligation that `record_id` met. `at` is when it was really done, the tap's moment if not said.
    Returns a task that the result closed, None if no round had it on its list. A task that was skipped or
    missed becomes done; one that was done before stays as it was, unless this result is earlier.
    """
    moment = at or moment_of(by)
    on_round = Q(round_id=round_id) if round_id else Q(round__in=Round.objects.filter(under_way()))
    same = Q(kind=kind, person_id=person_id, room_id=room_id)
    # What was asked for after this result is not answered by it.
    later = Q(obligation__extra=True, obligation__opens_at__gt=moment)
    # Two look-ups by index: one condition over both tables would read every task there ever was.
    found = set(RoundTask.objects.filter(same & on_round & ~later).values_list("id", flat=True))
    met = _met_by(record_id=record_id) if person_id else None
    if met:
        found |= set(RoundTask.objects.filter(obligation__in=met).values_list("id", flat=True))
    closed = None
    for task in _locked(RoundTask.objects.filter(id__in=found)) if found else ():
        if task.state == TaskState.DONE and task.closed_at is not None and task.closed_at <= moment:
            continue
        task.state, task.closed_at, task.record_id = TaskState.DONE, moment, record_id
        task.closed_by_id = by.id if by.kind == ActorKind.ACCOUNT else None
        task.save(update_fields=["state", "closed_at", "record_id", "closed_by"])
        closed = task.id
    return closed


def reopen_task(*, record_id: UUID) -> int:
    """Let what a result had closed be to do again, since the result was wrong; returns how many tasks.

    On a round that has ended they are missed.
    """
    tasks = RoundTask.objects.select_related("round").filter(record_id=record_id)
    reopened = _locked(tasks)
    for task in reopened:
        task.state, task.closed_at = _not_done(task), task.round.ended_at
        task.record_id = task.closed_by_id = None
        task.save(update_fields=["state", "closed_at", "closed_by", "record_id"])
    return len(reopened)


class TaskTicked(Outcome):
    """A task of a round."""

    site_id: UUID
    round_id: UUID
    task_id: UUID


@action("duty.tick_task", needs="round.walk")
def tick_task(*, by: Actor, site_id: UUID, round_id: UUID, task_id: UUID) -> TaskTicked:
    """Record that something was done that leaves no other record, such as bags put down before a door."""
    task = _ticked_by_hand(by, lock_round(site_id, round_id), task_id)
    close_task(
        by=by, round_id=round_id, kind=task.kind, person_id=task.person_id, room_id=task.room_id,
        record_id=by.command_id,
    )  # fmt: skip
    return TaskTicked(site_id=site_id, round_id=round_id, task_id=task_id)


@action("duty.untick_task", needs="round.walk")
def untick_task(*, by: Actor, site_id: UUID, round_id: UUID, task_id: UUID) -> TaskTicked:
    """Take back a tick that was a mistake."""
    task = _ticked_by_hand(by, lock_round(site_id, round_id), task_id)
    if task.record_id:
        reopen_task(record_id=task.record_id)
    return TaskTicked(site_id=site_id, round_id=round_id, task_id=task_id)


class TasksPassed(Outcome):
    """The round, and how many of its tasks were passed over; those done meanwhile stay done."""

    site_id: UUID
    round_id: UUID
    tasks: int


@action("duty.skip_task", needs="round.walk")
def skip_task(
    *, by: Actor, site_id: UUID, round_id: UUID, task_ids: TaskIds, reason: SkipReason
) -> TasksPassed:
    """Go on to the next door and say why; the tasks are come back to, or missed when the round ends."""
    lock_round(site_id, round_id)
    moment = moment_of(by)
    passed = 0
    for task in _locked(RoundTask.objects.filter(round_id=round_id, id__in=task_ids)):
        if task.state not in (TaskState.DONE, TaskState.DROPPED):
            passed += 1
            _pass_over(task, reason, moment)
    return TasksPassed(site_id=site_id, round_id=round_id, tasks=passed)


def _pass_over(task: RoundTask, reason: SkipReason, moment: datetime) -> None:
    if task.tried_at is not None and task.tried_at > moment:
        return
    task.skip_reason, task.tried_at = reason, moment
    if task.state == TaskState.OPEN:
        task.state = TaskState.SKIPPED
    task.save(update_fields=["state", "skip_reason", "tried_at"])


def _ticked_by_hand(by: Actor, walked: Round, task_id: UUID) -> RoundTask:
    task = walked.tasks.filter(id=task_id).first()
    if task is None:
        raise Refusal("no_such_task", gettext_noop("This is not on the list of this round. Open it again."))
    kind = kinds().get(task.kind)
    if kind is None or kind.action != tick_task.name:
        raise Refusal("result_needed", gettext_noop("This is done by its result. Enter the result."))
    if kind.capability not in capabilities_of(by.account_id, walked.site_id, moment_of(by)):
        raise Refusal("not_permitted", gettext_noop("Your posting does not allow this."))
    return task


def _not_done(task: RoundTask) -> TaskState:
    if task.round.ended_at is not None:
        return TaskState.MISSED
    return TaskState.SKIPPED if task.tried_at else TaskState.OPEN


def _locked(tasks: QuerySet[RoundTask]) -> list[RoundTask]:
    return list(tasks.select_for_update(of=("self",), no_key=True).order_by("id"))


def lock_round(site_id: UUID, round_id: UUID) -> Round:
    """Lock a round of a site for this transaction; refused if there is none."""
    found = Round.objects.select_for_update(of=("self",), no_key=True).filter(id=round_id, site_id=site_id)
    walked = found.first()
    if walked is None:
        raise Refusal("no_such_round", gettext_noop("There is no such round at this site. Look at the list."))
    return walked
