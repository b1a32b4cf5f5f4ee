"""Planning entries: one entry, one list. Everything due on its floors goes with it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import AwareDatetime, Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.round_walks import check_walks
from yizhan.duty.actions.rounds import lock_round
from yizhan.duty.enums import RoundState
from yizhan.duty.kinds import TaskDue, kinds
from yizhan.duty.models import Round, RoundTask
from yizhan.duty.packing import round_rules
from yizhan.duty.queries.due import due_by_floor, due_for
from yizhan.duty.queries.postings import capabilities_of
from yizhan.duty.queries.rounds import state_of
from yizhan.places.models import Floor, Site

MOST_SUITS = 20
Kinds = Annotated[list[Annotated[str, Field(max_length=20)]], Field(min_length=1, max_length=20)]
Floors = Annotated[list[UUID], Field(min_length=1, max_length=200)]
Suits = Annotated[int, Field(ge=1, le=MOST_SUITS)]


class RoundPlanned(Outcome):
    """The entry, and how many things to do stand on its list."""

    site_id: UUID
    round_id: UUID
    tasks: int


@action("duty.plan_round", needs="round.plan", online_only=True)
def plan_round(
    *, by: Actor, site_id: UUID, kinds: Kinds, floors: Floors, planned_at: AwareDatetime, suits: Suits = 1,
    walker_id: UUID | None = None,
) -> RoundPlanned:  # fmt: skip
    """Plan an entry: what of these kinds is due on these floors from its hour on, and on no other list.

    The round has the id of the command. `walker_id` names who is to walk it, if that is known.
    """
    site = Site.objects.select_for_update(no_key=True).get(id=site_id)
    _check_plan(site, kinds, floors, planned_at)
    if walker_id:
        check_walks(site_id, walker_id)
    start = min(now(), planned_at)
    found = due_by_floor(site_id, start, planned_at + round_rules().window)
    here = [task for row in found if row.floor and row.floor.id in floors for task in row.tasks]
    due = [task for task in here if task.kind in kinds]
    if not due:
        raise Refusal(
            "nothing_due",
            gettext_noop("Nothing of this is due on these floors then. Choose others, or a later hour."),
        )
    planned = Round.objects.create(
        id=by.command_id, site_id=site_id, kinds=sorted({task.kind for task in due}),
        floors=sorted({*map(str, floors)}), planned_at=planned_at, suits=suits,
        planned_by_id=by.account_id, walker_id=walker_id,
    )  # fmt: skip
    _put_on_list(planned, due)
    return RoundPlanned(site_id=site_id, round_id=planned.id, tasks=len(due))


@action("duty.add_to_round", needs="round.walk", online_only=True)
def add_to_round(*, by: Actor, site_id: UUID, round_id: UUID) -> RoundPlanned:
    """Put on an entry's list whatever became due on its floors since, of every kind: one entry, one list.

    For whoever plans entries, and for whoever walks this one.
    """
    Site.objects.select_for_update(no_key=True).get(id=site_id)
    planned = lock_round(site_id, round_id)
    if planned.walker_id != by.account_id and "round.plan" not in capabilities_of(by.account_id, site_id):
        raise Refusal("not_permitted", gettext_noop("Your posting does not allow this."))
    if state_of(planned, now()) not in (RoundState.PLANNED, RoundState.LATE, RoundState.WALKING):
        raise Refusal("round_over", gettext_noop("This round is over. Plan another entry."))
    due = due_for(planned)
    added = _put_on_list(planned, due)
    if due:
        planned.kinds = sorted({*planned.kinds, *(task.kind for task in due)})
        planned.save(update_fields=["kinds"])
    return RoundPlanned(site_id=site_id, round_id=round_id, tasks=added)


@action("duty.call_off_round", needs="round.plan", online_only=True)
def call_off_round(*, by: Actor, site_id: UUID, round_id: UUID) -> RoundPlanned:
    """Call off an entry that nobody began; what stood on its list is due for the next one."""
    planned = lock_round(site_id, round_id)
    if planned.started_at is not None:
        raise Refusal("round_begun", gettext_noop("Somebody walks this round already. End it instead."))
    if planned.called_off_at is None:
        Round.objects.filter(id=round_id).update(called_off_at=now(), offered_to=None)
    return RoundPlanned(site_id=site_id, round_id=round_id, tasks=planned.tasks.count())


def _check_plan(site: Site, keys: Iterable[str], floors: Iterable[UUID], planned_at: datetime) -> None:
    if unknown := set(keys) - set(kinds()):
        raise Refusal(
            "no_such_kind", gettext_noop("This program has no rounds of “%(kind)s”."), kind=min(unknown)
        )
    if set(floors) - set(Floor.objects.filter(site=site).values_list("id", flat=True)):
        raise Refusal("no_such_floor", gettext_noop("A floor is not of this site. Open the page again."))
    if planned_at < now() - round_rules().urgent:
        raise Refusal("too_late", gettext_noop("This hour is past. Choose a later one."))


def _put_on_list(planned: Round, due: Iterable[TaskDue]) -> int:
    known = set(planned.tasks.values_list("kind", "person_id", "room_id", "obligation_id"))
    fresh = [
        task for task in due if (task.kind, task.person_id, task.room_id, task.obligation_id) not in known
    ]
    RoundTask.objects.bulk_create(
        RoundTask(
            id=new_id(), round=planned, kind=task.kind, person_id=task.person_id, room_id=task.room_id,
            obligation_id=task.obligation_id, urgent=task.urgent,
        )
        for task in fresh
    )  # fmt: skip
    return len(fresh)
