"""Care packs as a kind of round: who has not got one on arrival, door by door."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.duty.kinds import ItemAtDoor, RoundKind, TaskDue
from yizhan.duty.packing import packing_of
from yizhan.provision.queries.packs import PACKS, behind_doors, rooms_without_packs
from yizhan.provision.stock_rules import packing

# After parcels: a pack waits for the next entry without harm.
ORDER = 15


def kind() -> RoundKind:
    """Return the kind."""
    return RoundKind(
        key=PACKS, name=gettext_lazy("Care packs"), order=ORDER, capability="round.walk", tasks=tasks,
        per_room=True, packing=packing_of(packing()), action="provision.hand_packs_at_door", items=items,
    )  # fmt: skip


def tasks(site_id: UUID, _start: datetime, _end: datetime) -> Iterator[TaskDue]:
    """Yield the doors behind which somebody has no pack, at any hour; none where the store has no packs."""
    for room_id in rooms_without_packs(site_id):
        yield TaskDue(PACKS, room_id=room_id)


def items(site_id: UUID, room_ids: Collection[UUID]) -> Mapping[UUID, list[ItemAtDoor]]:
    """Return who gets a pack at each door, by wristband."""
    return {
        room_id: [ItemAtDoor(one.person_id, _("Care pack %(tag)s") % {"tag": one.tag}, 1) for one in people]
        for room_id, people in behind_doors(site_id, room_ids).items()
    }
