"""What somebody asks for at the door: whoever walks the round puts it on the list, there and then."""

from typing import Annotated
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.rounds import lock_round
from yizhan.duty.enums import TaskState
from yizhan.duty.kinds import RoundKind, kinds
from yizhan.duty.models import Round, RoundTask
from yizhan.duty.queries.postings import capabilities_of
from yizhan.places.models import Occupancy, Room

Key = Annotated[str, Field(max_length=20)]


class TaskAdded(Outcome):
    """The task; one that stood on the list already where nothing had to be added."""

    site_id: UUID
    round_id: UUID
    task_id: UUID


@action("duty.add_task", needs="round.walk")
def add_task(
    *, by: Actor, site_id: UUID, round_id: UUID, kind: Key, person_id: UUID | None = None,
    room_id: UUID | None = None,
) -> TaskAdded:  # fmt: skip
    """Put something on the list of a round: for a person behind a door, or for the room if the kind says so.

    The task has the id of the command, so that a phone can go on with it before it has a reply. Asked for
    on a round that has ended meanwhile, it is missed, unless its result comes as well.
    """
    walked = lock_round(site_id, round_id)
    if walked.started_at is None or walked.called_off_at is not None:
        raise Refusal("round_not_begun", gettext_noop("Nobody walks this round yet. Begin it yourself."))
    wanted = _asked_for(by, walked, kind)
    where = _where(wanted, site_id, person_id, room_id)
    known = walked.tasks.filter(where, kind=kind).order_by("id").first()
    if known is None:
        known = _put_on_list(by, walked, kind, person_id, room_id)
    return TaskAdded(site_id=site_id, round_id=round_id, task_id=known.id)


def _asked_for(by: Actor, walked: Round, key: str) -> RoundKind:
    found = kinds().get(key)
    if found is None or not found.asked_for:
        raise Refusal("not_asked_for", gettext_noop("This is not put on a list at the door."))
    if found.capability not in capabilities_of(by.account_id, walked.site_id, moment_of(by)):
        raise Refusal("not_permitted", gettext_noop("Your posting does not allow this."))
    return found


def _where(kind: RoundKind, site_id: UUID, person_id: UUID | None, room_id: UUID | None) -> Q:
    """Return the condition of tasks for this person or room; refused where the site has no such, as asked."""
    if kind.per_room and room_id and not person_id:
        found, is_here = Q(room_id=room_id, person_id=None), Room.objects.filter(id=room_id, site_id=site_id)
        if is_here.exists():
            return found
    if not kind.per_room and person_id and not room_id:
        found, was_here = Q(person_id=person_id, room_id=None), Occupancy.objects.filter(person_id=person_id)
        if was_here.filter(room__site_id=site_id).exists():
            return found
    raise Refusal("not_there", gettext_noop("Nobody of this door. Open the list again."))


def _put_on_list(
    by: Actor, walked: Round, kind: str, person_id: UUID | None, room_id: UUID | None
) -> RoundTask:
    is_over = walked.ended_at is not None
    walked.kinds = sorted({*walked.kinds, kind})
    walked.save(update_fields=["kinds"])
    return RoundTask.objects.create(
        id=by.command_id, round=walked, kind=kind, person_id=person_id, room_id=room_id,
        state=TaskState.MISSED if is_over else TaskState.OPEN, closed_at=walked.ended_at,
    )  # fmt: skip
