"""The card in each room: its code changes with every occupancy and dies with the stay."""

import secrets
from uuid import UUID

from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.stays.models import RoomCard

# Without characters that are mistaken for each other when a code is typed from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10


def renew_card(room_id: UUID) -> RoomCard:
    """Return the room's unused card, or end the used one and issue the next."""
    current = RoomCard.objects.filter(room_id=room_id, ended_at=None).first()
    if current and current.claimed_at is None:
        return current
    if current:
        RoomCard.objects.filter(id=current.id).update(ended_at=now())
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return RoomCard.objects.create(id=new_id(), room_id=room_id, code=code, created_at=now())
