"""What room checks on rounds saw, room by room, held against who was entered there at that moment."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from yizhan.places.models import Occupancy, Room
from yizhan.stays.models import CensusMark, RoomLook, Stay


@dataclass(frozen=True, slots=True)
class RoomSeen:
    """A look into a room: when, by whom, how many people, and which wristbands.

    `missing` were entered there then and not seen; `elsewhere` were seen there and entered in another room or
    in none, with that room's name; `unknown` are wristbands that nobody wore; `unread` people without one.
    """

    room: Room
    looked_at: datetime
    looked_by: str
    people: int
    tags: tuple[str, ...]
    missing: tuple[str, ...]
    elsewhere: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]

    @property
    def unread(self) -> int:
        """How many people were seen whose wristband was not read."""
        return self.people - len(self.tags)

    @property
    def agrees(self) -> bool:
        """Whether exactly those were seen who were entered there."""
        return not (self.missing or self.elsewhere or self.unknown or self.unread)


def looks_of_round(site_id: UUID, round_id: UUID) -> list[RoomSeen]:
    """Return the latest look of a round into each room, in walking order; four queries."""
    looks = RoomLook.objects.filter(site_id=site_id, round_id=round_id).select_related(
        "room__floor", "looked_by"
    )
    latest = {look.room_id: look for look in looks.order_by("looked_at", "id")}
    if not latest:
        return []
    marks: dict[UUID, list[CensusMark]] = defaultdict(list)
    for mark in CensusMark.objects.filter(look__in=[look.id for look in latest.values()]):
        marks[mark.look_id].append(mark)
    tags = _tags(site_id)
    where = _Whereabouts(site_id, min(look.looked_at for look in latest.values()))
    seen = [_seen(look, marks[look.id], tags, where) for look in latest.values()]
    return sorted(seen, key=lambda one: (one.room.floor.level, one.room.floor.name, one.room.position))


class _Whereabouts:
    """Who was entered in which room at a moment; one query."""

    def __init__(self, site_id: UUID, since: datetime) -> None:
        lasting = Q(ended_at=None) | Q(ended_at__gt=since)
        rows = Occupancy.objects.filter(lasting, room__site_id=site_id).select_related("room")
        self._of_room: dict[UUID, list[Occupancy]] = defaultdict(list)
        self._of_person: dict[UUID, list[Occupancy]] = defaultdict(list)
        for row in rows.order_by("started_at"):
            self._of_room[row.room_id].append(row)
            self._of_person[row.person_id].append(row)

    def inside(self, room_id: UUID, at: datetime) -> set[UUID]:
        return {row.person_id for row in _lasting(self._of_room[room_id], at)}

    def room_of(self, person_id: UUID, at: datetime) -> str:
        return next((row.room.name for row in _lasting(self._of_person[person_id], at)), "")


def _lasting(rows: Iterable[Occupancy], at: datetime) -> Iterator[Occupancy]:
    return (row for row in rows if row.started_at <= at and (row.ended_at is None or row.ended_at > at))


def _seen(look: RoomLook, marks: list[CensusMark], tags: dict[UUID, str], where: _Whereabouts) -> RoomSeen:
    entered = where.inside(look.room_id, look.looked_at)
    persons = {mark.person_id: mark.tag for mark in marks if mark.person_id}
    return RoomSeen(
        look.room, look.looked_at, look.looked_by.display_name, look.people,
        tuple(mark.tag for mark in marks),
        missing=tuple(sorted(tags.get(person, "") for person in entered - persons.keys())),
        elsewhere=tuple(
            (tag, where.room_of(person, look.looked_at))
            for person, tag in persons.items()
            if person not in entered
        ),
        unknown=tuple(mark.tag for mark in marks if mark.person_id is None),
    )  # fmt: skip


def _tags(site_id: UUID) -> dict[UUID, str]:
    return {stay.person_id: stay.tag for stay in Stay.objects.filter(site_id=site_id).order_by("started_at")}
