"""Orders as a kind of round: the bags of a group order, door by door, line by line."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from yizhan.duty.kinds import ItemAtDoor, RoundKind, TaskDue
from yizhan.duty.packing import packing_of
from yizhan.provision.order_rules import packing
from yizhan.provision.queries.order_doors import ORDERS, lines_at, waiting_rooms

# After the meals: what is warm comes first.
ORDER = 12


def kind() -> RoundKind:
    """Return the kind; at a door every line is confirmed."""
    return RoundKind(
        key=ORDERS, name=_("Orders"), order=ORDER, capability="round.walk", tasks=tasks, per_room=True,
        packing=packing_of(packing()), action="provision.hand_over_order", at_doors=words, items=items,
    )  # fmt: skip


def tasks(site_id: UUID, _start: datetime, _end: datetime) -> Iterator[TaskDue]:
    """Yield the doors for which something was brought and not handed over, at any hour. One query."""
    for room_id in waiting_rooms(site_id):
        yield TaskDue(ORDERS, room_id=room_id)


def items(site_id: UUID, room_ids: Collection[UUID]) -> Mapping[UUID, list[ItemAtDoor]]:
    """Return the lines that are confirmed at each door."""
    return {
        room_id: [ItemAtDoor(line.id, f"{line.name} ×{line.count}", line.count) for line in lines]
        for room_id, lines in lines_at(site_id, room_ids).items()
    }


def words(site_id: UUID, room_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return the order of each door in one line, for the packing list."""
    found = items(site_id, room_ids)
    return {room_id: " · ".join(item.words for item in lines) for room_id, lines in found.items()}
