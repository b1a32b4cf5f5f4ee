"""Rooms that somebody looked into, beside who is entered there: now, then, and who has left since."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from yizhan.core.clock import now
from yizhan.intake.enums import CountRound, SettlementKind
from yizhan.intake.models import CountSettlement, HeadcountMark
from yizhan.ledgers.evidence import DoorFacts, Entered, Look
from yizhan.places.models import Occupancy, Room, Site
from yizhan.stays.models import CensusMark, RoomLook

# A release that was entered for the wrong room is looked for among those of the day before a look.
_BEFORE_A_LOOK = timedelta(days=1)
# What was seen earlier says nothing about today.
_FRESH = timedelta(days=3)


class Stretch(NamedTuple):
    """Somebody was in a room for a time; `until` is None while it lasts."""

    room_id: UUID
    person_id: UUID
    since: datetime
    until: datetime | None

    def covers(self, at: datetime) -> bool:
        """Whether they were there at a moment."""
        return self.since <= at and (self.until is None or self.until > at)


def latest_looks(site: Site, rooms: Mapping[UUID, str]) -> dict[UUID, Look]:
    """Return what was seen last in each room of the last days; three queries.

    The room checks of an arrival count until its batch is finished, those of rounds always.
    """
    marks = HeadcountMark.objects.filter(
        batch__site=site, batch__finished_at=None, batch__cancelled_at=None, round=CountRound.ROOM,
        withdrawn_at=None, room__isnull=False,
    )  # fmt: skip
    counted = marks.values_list("tapped_at", "id", "room_id", "people", "counted_by__display_name")
    looks = RoomLook.objects.filter(site=site, looked_at__gte=now() - _FRESH)
    walked = looks.values_list("looked_at", "id", "room_id", "people", "looked_by__display_name")
    read = {look_id: set[str]() for _, look_id, *_ in walked}
    for look_id, tag in CensusMark.objects.filter(look__in=looks).values_list("look_id", "tag"):
        read[look_id].add(tag)
    latest = {
        room_id: (look_id, people, at, by) for at, look_id, room_id, people, by in sorted([*counted, *walked])
    }
    return {
        room_id: Look(rooms[room_id], people, at, by, frozenset(read[look_id]) if look_id in read else None)
        for room_id, (look_id, people, at, by) in latest.items()
    }


def stretches(site: Site, since: datetime | None) -> list[Stretch]:
    """Return who is in which room now, or was at some time after `since`; one query."""
    lasting = Q(ended_at=None)
    if since is not None:
        lasting |= Q(ended_at__gt=since)
    rows = Occupancy.objects.filter(lasting, room__site=site).order_by("started_at")
    return [Stretch(*row) for row in rows.values_list("room_id", "person_id", "started_at", "ended_at")]


def doors(
    site: Site,
    looks: Mapping[UUID, Look],
    lines: Iterable[Stretch],
    entered: Mapping[UUID, Entered],
    gone: Mapping[UUID, datetime],
) -> list[DoorFacts]:
    """Return the rooms that were looked into with who was there by the record; one query.

    `entered` is everybody known by person, `gone` when those left who are not here any more.
    """
    by_room: dict[UUID, list[Stretch]] = defaultdict(list)
    for line in lines:
        if line.person_id in entered:
            by_room[line.room_id].append(line)
    answers = _answers(site)
    found = []
    for room_id, look in looks.items():
        here = by_room[room_id]
        inside = tuple(entered[line.person_id] for line in here if line.until is None)
        kinds = Counter(answers.get(one.stay_id, "") for one in inside)
        found.append(
            DoorFacts(
                look, inside, tuple(entered[line.person_id] for line in here if line.covers(look.at)),
                len(inside) - kinds[SettlementKind.ABSENT] - kinds[SettlementKind.PRESENT],
                tuple(entered[line.person_id] for line in here if _left_before(line, look, gone)),
            )
        )  # fmt: skip
    return found


def _left_before(line: Stretch, look: Look, gone: Mapping[UUID, datetime]) -> bool:
    left = gone.get(line.person_id)
    return left is not None and line.until == left and look.at - _BEFORE_A_LOOK <= left <= look.at


def _answers(site: Site) -> dict[UUID, str]:
    """How differences of the room check were settled, by stay."""
    settled = CountSettlement.objects.filter(batch__site=site, batch__finished_at=None, round=CountRound.ROOM)
    return dict(settled.values_list("stay_id", "kind"))


def rooms_in_walking_order(site: Site) -> dict[UUID, str]:
    """Return the names of a site's rooms by id; one query."""
    return dict(Room.objects.filter(site=site).order_by("floor__level", "position").values_list("id", "name"))
