"""Who is in which room: what happens to the room and its card when somebody comes or goes."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest

from yizhan.core.ids import new_id
from yizhan.places.enums import RoomState
from yizhan.places.models import Occupancy, Room
from yizhan.stays.actions.cards import ensure_card, replace_card
from yizhan.stays.models import Stay


def occupy(room_id: UUID, stays: Iterable[Stay], at: datetime) -> None:
    """Put people into a room from `at` on; its card is the one that lies there."""
    Occupancy.objects.bulk_create(
        Occupancy(id=new_id(), room_id=room_id, person_id=s.person_id, party_id=s.party_id, started_at=at)
        for s in stays
    )
    ensure_card(room_id)


def vacate(occupancies: Iterable[Occupancy], at: datetime) -> list[UUID]:
    """End occupancies; a room that is empty by that is to be disinfected, and its card dies."""
    leaving = list(occupancies)
    # A server's clock may be set back: who came after `at` by the old one was there for no time.
    ends = Greatest(Value(at, DateTimeField()), F("started_at"))
    Occupancy.objects.filter(id__in=[occupancy.id for occupancy in leaving]).update(ended_at=ends)
    rooms = list(dict.fromkeys(occupancy.room_id for occupancy in leaving))
    for room_id in rooms:
        if is_empty(room_id):
            Room.objects.filter(id=room_id).update(state=RoomState.DIRTY, state_reason="")
            replace_card(room_id)
    return rooms


def is_empty(room_id: UUID) -> bool:
    """Tell whether nobody is entered in the room now."""
    return not Occupancy.objects.filter(room_id=room_id, ended_at=None).exists()
