"""One room looked into from the desk: who is there, what to know, and the card that lies there."""

from dataclasses import dataclass
from uuid import UUID

from yizhan.places.models import Occupancy, Room, Site
from yizhan.places.names import floor_label
from yizhan.stays.models import RoomCard
from yizhan.stays.queries.room_map import Guest, MapParty, day_of_stay, guests_at, marks_of
from yizhan.stays.rules import format_tag


@dataclass(frozen=True, slots=True)
class GuestLook:
    """Somebody in the room by wristband; `in_company` when others of their party are in it too."""

    guest: Guest
    tag: str
    in_company: bool


@dataclass(frozen=True, slots=True)
class RoomLook:
    """A room with the parties in it; `card` is the code that opens registration there."""

    room: Room
    floor: str
    parties: list[MapParty]
    card: str

    @property
    def people(self) -> list[GuestLook]:
        """Everybody in the room, in order of wristbands."""
        return [
            GuestLook(guest, format_tag(guest.number, guest.letter), len(party.guests) > 1)
            for party in self.parties
            for guest in party.guests
        ]

    @property
    def person_ids(self) -> list[UUID]:
        """Ids of everybody in the room."""
        return [guest.person_id for party in self.parties for guest in party.guests]


def room_look(site: Site, room_id: UUID) -> RoomLook | None:
    """Read one room of a site; None if the site has no such room."""
    room = Room.objects.select_related("floor").filter(site=site, id=room_id).first()
    if room is None:
        return None
    inside = set(Occupancy.objects.filter(room=room, ended_at=None).values_list("person_id", flat=True))
    together: dict[UUID, list[Guest]] = {}
    for guest in guests_at(site.id):
        if guest.person_id in inside:
            together.setdefault(guest.party_id, []).append(guest)
    parties = [
        MapParty(
            party_id, group[0].number, group, day_of_stay(min(g.since for g in group), site), marks_of(group)
        )
        for party_id, group in together.items()
    ]
    card = RoomCard.objects.filter(room=room, ended_at=None).values_list("code", flat=True).first()
    return RoomLook(room, floor_label(room.floor.name), parties, card or "")
