"""Everybody who is at a site now, by wristband, with the room they are in."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from yizhan.people.models import Person
from yizhan.places.models import Floor, Occupancy, Room
from yizhan.stays.models import Stay
from yizhan.stays.rules import format_tag


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody at the site; without a room while nobody has given one."""

    tag: str
    person: Person
    party_id: UUID
    room: Room | None


@dataclass(frozen=True, slots=True)
class Wearer:
    """Somebody at the site by wristband and room alone, for pages of a thousand people."""

    tag: str
    person_id: UUID
    room: Room | None


@dataclass(frozen=True, slots=True)
class Door:
    """A room and who is in it, in order of wristbands."""

    room: Room
    people: tuple[Present, ...]


def present_at(site_id: UUID) -> list[Present]:
    """Return everybody at the site in order of wristbands; four queries."""
    rooms, where = _rooms(site_id)
    stays = Stay.objects.filter(site_id=site_id, ended_at=None).select_related("person")
    return [
        Present(stay.tag, stay.person, stay.party_id, rooms.get(where.get(stay.person_id))) for stay in stays
    ]


def wearers_at(site_id: UUID) -> list[Wearer]:
    """Return everybody at the site in order of wristbands, and nothing else about them; four queries."""
    rooms, where = _rooms(site_id)
    worn = Stay.objects.filter(site_id=site_id, ended_at=None)
    return [
        Wearer(format_tag(number, letter), person_id, rooms.get(where.get(person_id)))
        for number, letter, person_id in worn.values_list("band_number", "band_letter", "person_id")
    ]


def parties_without_room(site_id: UUID) -> dict[UUID, int]:
    """Return the parties at the site of whom somebody is in no room, with how many are; one query."""
    inside = Occupancy.objects.filter(room__site_id=site_id, ended_at=None).values("person_id")
    waiting = Stay.objects.filter(site_id=site_id, ended_at=None).exclude(person_id__in=inside)
    return dict(waiting.order_by("party_id").values_list("party_id").annotate(people=Count("id")))


def open_stays(site_id: UUID, party_id: UUID) -> list[Stay]:
    """Return those of a party who are at the site; one query."""
    return list(Stay.objects.filter(site_id=site_id, party_id=party_id, ended_at=None))


def rooms_now(stays: Iterable[Stay]) -> dict[UUID, UUID]:
    """Return the room that each stay has now; a stay without one is left out. One query."""
    by_person = {stay.person_id: stay.id for stay in stays}
    inside = Occupancy.objects.filter(person_id__in=list(by_person), ended_at=None)
    return {
        by_person[person_id]: room_id for person_id, room_id in inside.values_list("person_id", "room_id")
    }


def rooms_of_party(party_id: UUID) -> list[Room]:
    """Return the rooms that a party is in, each once, in walking order; one query."""
    inside = Room.objects.filter(occupancies__party_id=party_id, occupancies__ended_at=None)
    return list(inside.distinct().order_by("floor__level", "position"))


def doors(people: Iterable[Present]) -> list[tuple[Floor, list[Door]]]:
    """Return the floors from the ground up with their doors in walking order; the roomless are left out."""
    behind: dict[UUID, list[Present]] = {}
    rooms: dict[UUID, Room] = {}
    for person in people:
        if person.room:
            rooms[person.room.id] = person.room
            behind.setdefault(person.room.id, []).append(person)
    floors: dict[UUID, tuple[Floor, list[Door]]] = {}
    for room in sorted(rooms.values(), key=lambda r: (r.floor.level, r.floor.name, r.position)):
        floors.setdefault(room.floor_id, (room.floor, []))[1].append(Door(room, tuple(behind[room.id])))
    return list(floors.values())


def _rooms(site_id: UUID) -> tuple[dict[UUID | None, Room], dict[UUID, UUID]]:
    """Return the rooms of a site with their floors, each once, and who is in which; three queries."""
    rooms: dict[UUID | None, Room] = {
        room.id: room for room in Room.objects.filter(site_id=site_id).prefetch_related("floor")
    }
    inside = Occupancy.objects.filter(room__site_id=site_id, ended_at=None).order_by()
    return rooms, dict(inside.values_list("person_id", "room_id"))
