"""Rooms that somebody looked into, beside who is entered there: now, then, and who has left since."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from yizhan.core.clock import now
from yizhan.intake.enums import CountRound, SettlementKind
from yizhan.intake.models import CountSettlement, HeadcountMark
from yizhan.ledgers.evidence import DoorFacts, Entered, Look
from yizhan.places.models import Occupancy, Room, Site
from yizhan.stays.models import RoomLook

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


def latest_looks(site: Site) -> dict[UUID, tuple[datetime, int, str]]:
    """Return when each room was looked into last, how many were seen, and by whom; two queries.

    The room checks of an arrival count until its batch is finished, those of rounds always.
    """
    marks = HeadcountMark.objects.filter(
        batch__site=site, batch__finished_at=None, batch__cancelled_at=None, round=CountRound.ROOM,
        withdrawn_at=None, room__isnull=False,
    )  # fmt: skip
    counted = marks.values_list("tapped_at", "id", "room_id", "people", "counted_by__display_name")
    looks = RoomLook.objects.filter(site=site, looked_at__gte=now() - _FRESH)
    walked = looks.values_list("looked_at", "id", "room_id", "people", "looked_by__display_name")
    return {room_id: (at, people, by) for at, _, room_id, people, by in sorted([*counted, *walked])}


def stretches(site: Site, since: datetime | None) -> list[Stretch]:
    """Return who is in which room now, or was at some time after `since`; one query."""
    lasting = Q(ended_at=None)
    if since is not None:
        lasting |= Q(ended_at__gt=since)
    rows = Occupancy.objects.filter(lasting, room__site=site).order_by("started_at")
    return [Stretch(*row) for row in rows.values_list("room_id", "person_id", "started_at", "ended_at")]


def doors(
    site: Site,
    rooms: dict[UUID, str],
    looks: dict[UUID, tuple[datetime, int, str]],
    lines: Iterable[Stretch],
    entered: dict[UUID, Entered],
    gone: dict[UUID, datetime],
) -> list[DoorFacts]:
    """Return the rooms that were looked into, in walking order; one query.

    `entered` is everybody known by person, `gone` when those left who are not here any more.
    """
    inside, then, left = (
        defaultdict[UUID, list[UUID]](list),
        Counter[UUID](),
        defaultdict[UUID, list[UUID]](list),
    )
    for line in lines:
        if line.until is None:
            inside[line.room_id].append(line.person_id)
        if line.room_id not in looks:
            continue
        at = looks[line.room_id][0]
        then[line.room_id] += line.covers(at)
        if (
            line.until is not None
            and gone.get(line.person_id) == line.until
            and _is_of_the_day(line.until, at)
        ):
            left[line.room_id].append(line.person_id)
    answers = _answers(site)
    found = []
    for room_id in (room_id for room_id in rooms if room_id in looks):
        at, seen, by = looks[room_id]
        here = tuple(entered[person] for person in inside[room_id] if person in entered)
        kinds = Counter(answers.get(one.stay_id, "") for one in here)
        expected = len(here) - kinds[SettlementKind.ABSENT] - kinds[SettlementKind.PRESENT]
        departed = tuple(entered[person] for person in left[room_id] if person in entered)
        found.append(DoorFacts(Look(rooms[room_id], seen, at, by), here, then[room_id], expected, departed))
    return found


def _is_of_the_day(left: datetime, look: datetime) -> bool:
    return look - _BEFORE_A_LOOK <= left <= look


def _answers(site: Site) -> dict[UUID, str]:
    """How differences of the room check were settled, by stay."""
    settled = CountSettlement.objects.filter(batch__site=site, batch__finished_at=None, round=CountRound.ROOM)
    return dict(settled.values_list("stay_id", "kind"))


def rooms_in_walking_order(site: Site) -> dict[UUID, str]:
    """Return the names of a site's rooms by id; one query."""
    return dict(Room.objects.filter(site=site).order_by("floor__level", "position").values_list("id", "name"))
