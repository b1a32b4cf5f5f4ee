"""Which parties wait for a room, which have just been given one, and how full each room is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from yizhan.core.clock import now
from yizhan.health.queries.flags import fever_persons
from yizhan.people.enums import AgeGroup
from yizhan.places.models import Occupancy, Room
from yizhan.stays.models import Stay

# Whoever was roomed longer ago than this has long been shown upstairs.
SHOWN_UP_WITHIN = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class WaitingMember:
    """Somebody without a room, by the letter on the wristband; `age_group` as seen at the bus."""

    letter: str
    age_group: str
    fever: bool


@dataclass(frozen=True, slots=True)
class WaitingParty:
    """A party, or those of it, who have no room yet."""

    party_id: UUID
    number: int
    members: list[WaitingMember]
    minors_alone: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class RoomedParty:
    """A party that was given its rooms a short while ago and is to be led there."""

    party_id: UUID
    number: int
    people: int
    rooms: list[str]
    since: datetime


@dataclass(frozen=True, slots=True)
class RoomNow:
    """How full a room is, and whether it may be given away at all."""

    id: UUID
    beds: int
    people: int
    state: str


@dataclass(frozen=True, slots=True)
class Rooming:
    """All that rooming by phone needs; waiting parties newest first."""

    waiting: list[WaitingParty]
    roomed: list[RoomedParty]
    rooms: list[RoomNow]


def rooming(site_id: UUID) -> Rooming:
    """Read who waits, who was just roomed and how full the rooms are; four queries whatever the size."""
    stays = list(Stay.objects.filter(site_id=site_id, ended_at=None).select_related("person"))
    occupancies = list(
        Occupancy.objects.filter(room__site_id=site_id, ended_at=None)
        .select_related("room")
        .order_by("started_at")
    )
    housed = {occupancy.person_id for occupancy in occupancies}
    without = [stay for stay in stays if stay.person_id not in housed]
    numbers = {stay.party_id: stay.band_number for stay in stays}
    return Rooming(_waiting(without), _roomed(occupancies, numbers), _rooms(site_id, occupancies))


def _waiting(stays: list[Stay]) -> list[WaitingParty]:
    feverish = fever_persons([stay.person_id for stay in stays])
    parties: dict[UUID, list[Stay]] = defaultdict(list)
    for stay in stays:
        parties[stay.party_id].append(stay)
    waiting = [
        WaitingParty(
            party_id, members[0].band_number,
            [WaitingMember(s.band_letter, s.person.age_group, s.person_id in feverish) for s in members],
            all(s.person.age_group == AgeGroup.CHILD for s in members), min(s.started_at for s in members),
        )
        for party_id, members in parties.items()
    ]  # fmt: skip
    return sorted(waiting, key=lambda party: party.since, reverse=True)


def _roomed(occupancies: Iterable[Occupancy], numbers: dict[UUID, int]) -> list[RoomedParty]:
    recent = now() - SHOWN_UP_WITHIN
    parties: dict[UUID, list[Occupancy]] = defaultdict(list)
    for occupancy in occupancies:
        if occupancy.started_at >= recent and occupancy.party_id in numbers:
            parties[occupancy.party_id].append(occupancy)
    return [
        RoomedParty(
            party_id,
            numbers[party_id],
            len(places),
            sorted({place.room.name for place in places}),
            places[0].started_at,
        )
        for party_id, places in parties.items()
    ]


def _rooms(site_id: UUID, occupancies: Iterable[Occupancy]) -> list[RoomNow]:
    people: dict[UUID, int] = defaultdict(int)
    for occupancy in occupancies:
        people[occupancy.room_id] += 1
    rooms = Room.objects.filter(site_id=site_id).values_list("id", "beds", "state")
    return [RoomNow(room_id, beds, people[room_id], state) for room_id, beds, state in rooms]
