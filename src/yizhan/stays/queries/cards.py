"""The cards that are in force in a site's rooms."""

from collections.abc import Collection
from hashlib import sha256
from uuid import UUID

from yizhan.places.models import Room
from yizhan.stays.models import RoomCard

MARK_DIGITS = 16


def cards_in_force(site_id: UUID, *, floor_id: UUID | None = None) -> list[RoomCard]:
    """Return each room's card in walking order, of one floor or of all; one query."""
    cards = RoomCard.objects.filter(room__site_id=site_id, ended_at=None).select_related("room")
    if floor_id:
        cards = cards.filter(room__floor_id=floor_id)
    return list(cards.order_by("room__floor__level", "room__position"))


def room_of_card(code: str) -> Room | None:
    """Return the room, with its site, whose card in force bears `code`; one query."""
    card = RoomCard.objects.filter(code=code, ended_at=None).select_related("room__site").first()
    return card.room if card else None


def card_marks(room_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return by room the mark of its card in force; one query.

    A phone on its way knows by it which door a scanned card belongs to, without holding the codes, which
    open the residents' pages: the first digits of SHA-256 over room and code.
    """
    cards = RoomCard.objects.filter(room_id__in=room_ids, ended_at=None).values_list("room_id", "code")
    return {
        room_id: sha256(f"{room_id} {code}".encode()).hexdigest()[:MARK_DIGITS] for room_id, code in cards
    }
