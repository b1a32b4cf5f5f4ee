"""Somebody has rooms for a party in mind: which rules that breaks, before anything is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from yizhan.places.models import Room
from yizhan.stays.models import Stay
from yizhan.stays.queries.placement import NEVER, fresh_breaks, sentences, site_state
from yizhan.stays.queries.present import open_stays, rooms_now
from yizhan.stays.rules import RoomShare, format_tag


@dataclass(frozen=True, slots=True)
class Placing:
    """Who would go where, and what is wrong with it: pairs of a rule's code and a sentence.

    `letters` are those who go alone, empty when all in the room do. `there` are other parties in the rooms.
    """

    party_id: UUID
    tag: str
    people: tuple[str, ...]
    rooms: tuple[tuple[RoomShare, str], ...]
    leaving: Room | None
    broken: tuple[tuple[str, str], ...]
    letters: tuple[str, ...] = ()
    there: tuple[tuple[UUID, str], ...] = ()

    @property
    def leaves_a_child(self) -> bool:
        """True when a child would be in a room without an adult of its party."""
        return any(code == "child_without_adult" for code, _ in self.broken)

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
    site_id: UUID, party_id: UUID, shares: Sequence[RoomShare], from_room_id: UUID | None = None,
    letters: Sequence[str] = (),
) -> Placing | None:  # fmt: skip
    """Judge rooms for those of a party who wait, or who are in `from_room_id` now, with `letters` only these.

    None when the party or a room is not known, or nobody of the party would go.
    """
    stays = open_stays(site_id, party_id)
    wanted = {share.room_id for share in shares} | ({from_room_id} if from_room_id else set())
    known = {room.id: room for room in Room.objects.filter(site_id=site_id, id__in=wanted)}
    before = rooms_now(stays)
    going = [
        stay for stay in stays
        if before.get(stay.id) == from_room_id and (not letters or stay.band_letter in letters)
    ]  # fmt: skip
    if not going or len(known) < len(wanted):
        return None
    placed = {stay.id: _room_for(stay, shares) for stay in going}
    breaks = fresh_breaks(site_state(site_id), stays, before | placed, before)
    return Placing(
        party_id, format_tag(going[0].band_number), tuple(stay.tag for stay in going),
        tuple((share, known[share.room_id].name) for share in shares),
        known[from_room_id] if from_room_id else None,
        tuple(zip((reason.code for reason in breaks), sentences(breaks), strict=True)),
        tuple(letters), _others_in(party_id, [share.room_id for share in shares]),
    )  # fmt: skip


def _others_in(party_id: UUID, room_ids: Sequence[UUID]) -> tuple[tuple[UUID, str], ...]:
    inside = Stay.objects.filter(
        person__occupancies__room_id__in=room_ids, person__occupancies__ended_at=None, ended_at=None
    )
    rows = inside.exclude(party_id=party_id).order_by("band_number").values_list("party_id", "band_number")
    return tuple((party, format_tag(number)) for party, number in rows.distinct())


def _room_for(stay: Stay, shares: Sequence[RoomShare]) -> UUID:
    named = next((share.room_id for share in shares if stay.band_letter in share.letters), None)
    return named or next((share.room_id for share in shares if not share.letters), shares[0].room_id)
