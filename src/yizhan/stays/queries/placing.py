"""Somebody has rooms for a party in mind: which rules that breaks, before anything is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from yizhan.places.models import Occupancy, Room
from yizhan.stays.models import Stay
from yizhan.stays.queries.placement import NEVER, fresh_breaks, sentences, site_state
from yizhan.stays.rules import RoomShare, format_tag


@dataclass(frozen=True, slots=True)
class Placing:
    """Who would go where, and what is wrong with it: pairs of a rule's code and a sentence."""

    party_id: UUID
    tag: str
    people: tuple[str, ...]
    rooms: tuple[tuple[RoomShare, str], ...]
    leaving: Room | None
    broken: tuple[tuple[str, str], ...]

    @property
    def room_names(self) -> str:
        """The rooms, as one text."""
        return ", ".join(name for _, name in self.rooms)

    @property
    def impossible(self) -> bool:
        """True when no reason can justify it."""
        return any(code in NEVER for code, _ in self.broken)

    @property
    def needs_reason(self) -> bool:
        """True when a person must say why."""
        return bool(self.broken or self.leaving)


def placing_of(
    site_id: UUID, party_id: UUID, shares: Sequence[RoomShare], from_room_id: UUID | None = None
) -> Placing | None:
    """Judge rooms for those of a party who wait, or who are in `from_room_id` now.

    None when the party or a room is not known, or nobody of the party would go.
    """
    stays = list(Stay.objects.filter(site_id=site_id, party_id=party_id, ended_at=None))
    wanted = {share.room_id for share in shares} | ({from_room_id} if from_room_id else set())
    known = {room.id: room for room in Room.objects.filter(site_id=site_id, id__in=wanted)}
    inside = dict(
        Occupancy.objects.filter(person_id__in=[stay.person_id for stay in stays], ended_at=None).values_list(
            "person_id", "room_id"
        )
    )
    before = {stay.id: inside[stay.person_id] for stay in stays if stay.person_id in inside}
    going = [stay for stay in stays if before.get(stay.id) == from_room_id]
    if not going or len(known) < len(wanted):
        return None
    placed = {stay.id: _room_for(stay, shares) for stay in going}
    breaks = fresh_breaks(site_state(site_id), stays, before | placed, before)
    return Placing(
        party_id, format_tag(going[0].band_number), tuple(stay.tag for stay in going),
        tuple((share, known[share.room_id].name) for share in shares),
        known[from_room_id] if from_room_id else None,
        tuple(zip((reason.code for reason in breaks), sentences(breaks), strict=True)),
    )  # fmt: skip


def _room_for(stay: Stay, shares: Sequence[RoomShare]) -> UUID:
    named = next((share.room_id for share in shares if stay.band_letter in share.letters), None)
    return named or next((share.room_id for share in shares if not share.letters), shares[0].room_id)
