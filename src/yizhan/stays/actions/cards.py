"""The card in each room: its code changes with every occupancy and dies with the stay."""

import secrets
from uuid import UUID

from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.stays.models import RoomCard

# Without characters that are mistaken for each other when a code is typed from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10


def ensure_card(room_id: UUID) -> RoomCard:
    """Return the room's card in force, issuing one if there is none."""
    return RoomCard.objects.filter(room_id=room_id, ended_at=None).first() or _issue(room_id)


def replace_card(room_id: UUID) -> RoomCard:
    """End the room's card, claimed or not, and issue the one for whoever comes next."""
    RoomCard.objects.filter(room_id=room_id, ended_at=None).update(ended_at=now())
    return _issue(room_id)


def _issue(room_id: UUID) -> RoomCard:
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return RoomCard.objects.create(id=new_id(), room_id=room_id, code=code, created_at=now())
