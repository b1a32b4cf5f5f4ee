"""Parcels as a kind of round: those that are ready, door by door, each confirmed."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from yizhan.duty.kinds import ItemAtDoor, RoundKind, TaskDue
from yizhan.duty.packing import packing_of
from yizhan.provision.parcel_rules import packing
from yizhan.provision.queries.parcels import PARCELS, parcels_at, rooms_with_parcels

# After meals and orders: a parcel does not grow cold.
ORDER = 14


def kind() -> RoundKind:
    """Return the kind."""
    return RoundKind(
        key=PARCELS, name=_("Parcels"), order=ORDER, capability="round.walk", tasks=tasks, per_room=True,
        packing=packing_of(packing()), action="provision.hand_over_parcels", items=items,
    )  # fmt: skip


def tasks(site_id: UUID, _start: datetime, _end: datetime) -> Iterator[TaskDue]:
    """Yield the doors to which parcels can be carried, at any hour. One query."""
    for room_id in rooms_with_parcels(site_id):
        yield TaskDue(PARCELS, room_id=room_id)


def items(site_id: UUID, room_ids: Collection[UUID]) -> Mapping[UUID, list[ItemAtDoor]]:
    """Return the parcels that are confirmed at each door."""
    return {
        room_id: [ItemAtDoor(one.id, f"{one.sender} {one.number}".strip(), 1, one.number) for one in parcels]
        for room_id, parcels in parcels_at(site_id, room_ids).items()
    }
