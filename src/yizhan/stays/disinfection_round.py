"""Disinfecting rooms that somebody left, as a kind of round: done at its door, a room can be given again."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.core.shipped import read_shipped
from yizhan.duty.kinds import RoundKind, TaskDue
from yizhan.duty.packing import packing_of
from yizhan.places.enums import RoomState
from yizhan.places.models import Occupancy, Room
from yizhan.stays.actions.disinfecting import DISINFECTION, disinfect_room

# The last at a door: wet, dirty, and nobody goes in after it.
ORDER = 50


def kind() -> RoundKind:
    """Return the kind, to be registered."""
    return RoundKind(
        key=DISINFECTION, name=gettext_lazy("Terminal disinfection"), order=ORDER, capability="round.walk",
        tasks=tasks, per_room=True, packing=packing_of(_table()["packing"]), action=disinfect_room.name,
        at_doors=at_doors,
    )  # fmt: skip


def tasks(site_id: UUID, _start: datetime, _end: datetime) -> Iterator[TaskDue]:
    """Yield every room that is to be disinfected; one query."""
    rooms = Room.objects.filter(site_id=site_id, state=RoomState.DIRTY).order_by("floor__level", "position")
    for room_id in rooms.values_list("id", flat=True):
        yield TaskDue(DISINFECTION, room_id=room_id)


def at_doors(_site_id: UUID, room_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return whether somebody is in a room that is to be disinfected; two queries."""
    dirty = Room.objects.filter(id__in=list(room_ids), state=RoomState.DIRTY).values_list("id", flat=True)
    inside = Occupancy.objects.filter(room_id__in=list(room_ids), ended_at=None)
    taken = set(inside.values_list("room_id", flat=True))
    return {
        room_id: _("people are in it: let them wait outside") if room_id in taken
        else _("empty; it can be given again once this is ticked")
        for room_id in dirty
    }  # fmt: skip


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.stays", "disinfection.yaml")
    return table
