"""What may be done with an empty room: give it, disinfect it, keep it shut."""

from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.rounds import close_task
from yizhan.places.enums import RoomState
from yizhan.places.models import Room
from yizhan.stays.actions import journal
from yizhan.stays.actions.disinfecting import DISINFECTION
from yizhan.stays.actions.map import touch_rooms
from yizhan.stays.actions.occupancy import is_empty
from yizhan.stays.actions.rooming import Words

MOST_REASON = 120


class RoomStateSet(Outcome):
    """The room and its new state."""

    site_id: UUID
    room_id: UUID
    state: RoomState


@action("stays.set_room_state", needs="room.assign", online_only=True)
def set_room_state(
    *, by: Actor, site_id: UUID, room_id: UUID, state: RoomState, reason: Words = ""
) -> RoomStateSet:
    """Mark an empty room ready, to be disinfected, or blocked (with the reason)."""
    journal.lock_journal(site_id)
    room = Room.objects.filter(site_id=site_id, id=room_id).first()
    if room is None:
        raise Refusal("no_such_room", gettext_noop("This site has no such room."))
    reason = reason.strip()
    if state == RoomState.BLOCKED and not reason:
        raise Refusal("reason_needed", gettext_noop("Say why room %(room)s is blocked."), room=room.name)
    if state != RoomState.READY and not is_empty(room_id):
        raise Refusal(
            "room_taken", gettext_noop("Room %(room)s is taken. Move the party first."), room=room.name
        )
    Room.objects.filter(id=room_id).update(state=state, state_reason=reason[:MOST_REASON])
    touch_rooms(site_id, [room_id])
    if state == RoomState.READY and room.state == RoomState.DIRTY:
        close_task(by=by, round_id=None, kind=DISINFECTION, room_id=room_id, record_id=by.command_id)
    return RoomStateSet(site_id=site_id, room_id=room_id, state=state)
