"""Disinfecting a room at its door, by whoever walks the round; the desk has its own way on the map."""

from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.rounds import close_task
from yizhan.places.enums import RoomState
from yizhan.places.models import Occupancy, Room
from yizhan.stays.actions import journal
from yizhan.stays.actions.map import touch_rooms

# The kind of round on which rooms are disinfected.
DISINFECTION = "disinfection"


class RoomDisinfected(Outcome):
    """The room; it can be given again."""

    site_id: UUID
    room_id: UUID


@action("stays.disinfect_room", needs="round.walk")
def disinfect_room(
    *, by: Actor, site_id: UUID, room_id: UUID, round_id: UUID | None = None
) -> RoomDisinfected:
    """Record that a room was disinfected, and give it free. A room that was free already stays so.

    Refused for a room that is shut, and where somebody left it after this was done: a phone may send late.
    """
    journal.lock_journal(site_id)
    room = Room.objects.filter(id=room_id, site_id=site_id).first()
    if room is None:
        raise Refusal("no_such_room", gettext_noop("This site has no such room."))
    if room.state == RoomState.BLOCKED:
        raise Refusal(
            "room_shut",
            gettext_noop("Room %(room)s is shut. Whoever shut it opens it again on the room map."),
            room=room.name,
        )  # fmt: skip
    if Occupancy.objects.filter(room_id=room_id, ended_at__gt=moment_of(by)).exists():
        raise Refusal(
            "used_since",
            gettext_noop("Somebody has left room %(room)s since. It is to be disinfected again."),
            room=room.name,
        )  # fmt: skip
    Room.objects.filter(id=room_id, state=RoomState.DIRTY).update(state=RoomState.READY, state_reason="")
    touch_rooms(site_id, [room_id])
    close_task(by=by, round_id=round_id, kind=DISINFECTION, room_id=room_id, record_id=by.command_id)
    return RoomDisinfected(site_id=site_id, room_id=room_id)
