"""Who has said who they are and who has not, room by room, and who was reminded when."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from yizhan.intake.models import Registration, ReminderCall
from yizhan.people.enums import AgeGroup
from yizhan.people.identity import Identity
from yizhan.places.models import Occupancy, Room, Site
from yizhan.stays.models import Stay
from yizhan.stays.rules import format_tag


@dataclass(frozen=True, slots=True)
class Unregistered:
    """Somebody of whom something is still missing; `begun` if a part is known."""

    stay: Stay
    missing: tuple[str, ...]
    begun: bool


@dataclass(frozen=True, slots=True)
class PartyToAsk:
    """Those of one party in one room who have to be asked, and the calls that were made to them."""

    party_id: UUID
    number: str
    room: Room | None
    people: tuple[Unregistered, ...]
    calls: tuple[ReminderCall, ...]

    @property
    def last_call(self) -> ReminderCall | None:
        """The latest call, if any."""
        return self.calls[-1] if self.calls else None


@dataclass(frozen=True, slots=True)
class Registered:
    """How far registration has come; `by_hour`: first registrations by the site's clock, oldest first."""

    present: int
    begun: int
    complete: int
    by_hour: tuple[tuple[datetime, int], ...]
    to_ask: tuple[PartyToAsk, ...]

    @property
    def silent(self) -> int:
        """People who have said nothing yet."""
        return self.present - self.begun

    @property
    def partial(self) -> int:
        """People of whom something is known and something is missing."""
        return self.begun - self.complete

    @property
    def open_rooms(self) -> list[str]:
        """Names of the rooms in which somebody still has to register, in walking order, each once."""
        return list(dict.fromkeys(party.room.name for party in self.to_ask if party.room))

    @property
    def most_in_an_hour(self) -> int:
        """The most first registrations in one hour."""
        return max((count for _, count in self.by_hour), default=0)


def registered(site: Site) -> Registered:
    """Return how far registration at a site has come, rooms in walking order; four queries."""
    stays = list(Stay.objects.filter(site=site, ended_at=None).select_related("person"))
    inside = Occupancy.objects.filter(room__site=site, ended_at=None).select_related("room__floor")
    rooms = {occupancy.person_id: occupancy.room for occupancy in inside}
    known = {row.person_id: row for row in _registrations(site)}
    calls: dict[UUID, list[ReminderCall]] = defaultdict(list)
    for call in ReminderCall.objects.filter(site=site).select_related("called_by").order_by("called_at"):
        calls[call.party_id].append(call)
    open_people = [found for stay in stays if (found := _open(stay, known.get(stay.person_id)))]
    return Registered(
        present=len(stays),
        begun=len(known),
        complete=len(stays) - len(open_people),
        by_hour=_by_hour(known.values(), ZoneInfo(site.timezone)),
        to_ask=_to_ask(open_people, rooms, calls),
    )


def _registrations(site: Site) -> QuerySet[Registration]:
    here = Stay.objects.filter(site=site, ended_at=None)
    return Registration.objects.filter(person_id__in=here.order_by().values("person_id"))


def _open(stay: Stay, registration: Registration | None) -> Unregistered | None:
    if registration is None:
        child = stay.person.age_group == AgeGroup.CHILD
        return Unregistered(stay, tuple(Identity().missing(child=child)), begun=False)
    return Unregistered(stay, tuple(registration.missing), begun=True) if registration.missing else None


def _by_hour(rows: Iterable[Registration], zone: ZoneInfo) -> tuple[tuple[datetime, int], ...]:
    hours = Counter(row.first_at.astimezone(zone).replace(minute=0, second=0, microsecond=0) for row in rows)
    return tuple(sorted(hours.items()))


def _to_ask(
    people: Sequence[Unregistered], rooms: dict[UUID, Room], calls: dict[UUID, list[ReminderCall]]
) -> tuple[PartyToAsk, ...]:
    groups: dict[tuple[UUID, UUID | None], list[Unregistered]] = defaultdict(list)
    for one in people:
        room = rooms.get(one.stay.person_id)
        groups[one.stay.party_id, room.id if room else None].append(one)
    found = [
        PartyToAsk(
            party_id,
            format_tag(members[0].stay.band_number),
            rooms.get(members[0].stay.person_id),
            tuple(members),
            tuple(calls[party_id]),
        )
        for (party_id, _), members in groups.items()
    ]
    return tuple(sorted(found, key=_walking))


def _walking(party: PartyToAsk) -> tuple[bool, int, int, str]:
    if party.room is None:
        return (True, 0, 0, party.number)
    return (False, party.room.floor.level, party.room.position, party.number)
