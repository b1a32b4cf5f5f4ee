"""The room check as a kind of round: who is behind each door, held against the ledger."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yizhan.core.shipped import read_shipped
from yizhan.duty.kinds import RoundKind, TaskDue
from yizhan.duty.packing import packing_of
from yizhan.places.models import Occupancy, Site
from yizhan.stays.actions.census import CENSUS, look_into_room
from yizhan.stays.models import RoomLook

# After the bags, before anybody is touched: the door is open and whoever is in can be seen.
ORDER = 15


def kind() -> RoundKind:
    """Return the kind, to be registered."""
    return RoundKind(
        key=CENSUS, name=gettext_lazy("Room check"), order=ORDER, capability="round.walk", tasks=tasks,
        per_room=True, packing=packing_of(_table()["packing"]), action=look_into_room.name, at_doors=at_doors,
    )  # fmt: skip


def tasks(site_id: UUID, start: datetime, _end: datetime) -> Iterator[TaskDue]:
    """Yield the rooms to be looked into by an entry at `start`; three queries.

    They are those with somebody in them, and those that somebody left since they were last looked into: an
    empty room is where a slip hides.
    """
    zone = ZoneInfo(Site.objects.values_list("timezone", flat=True).get(id=site_id))
    since = _latest_hour(zone, start)
    looks = RoomLook.objects.filter(site_id=site_id).order_by().values_list("room_id")
    looked = dict(looks.annotate(last=Max("looked_at")))
    used = Occupancy.objects.filter(room__site_id=site_id).order_by().values_list("room_id")
    lived_in = used.annotate(left=Max("ended_at"), inside=Count("room_id", filter=Q(ended_at=None)))
    for room_id, left, inside in lived_in:
        last = looked.get(room_id)
        if last is None or (last < since and (inside or (left is not None and left > last))):
            yield TaskDue(CENSUS, room_id=room_id)


def at_doors(_site_id: UUID, room_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return how many people the ledger has in each room; one query."""
    inside = Occupancy.objects.filter(room_id__in=list(room_ids), ended_at=None)
    counted = dict.fromkeys(room_ids, 0) | Counter(inside.values_list("room_id", flat=True))
    return {
        room_id: ngettext("%(count)s person entered", "%(count)s people entered", count) % {"count": count}
        if count
        else _("nobody entered: look whether it is empty")
        for room_id, count in counted.items()
    }


def _latest_hour(zone: ZoneInfo, moment: datetime) -> datetime:
    """Return the latest of the hours from which rooms are to be looked into, at or before a moment."""
    today = moment.astimezone(zone).date()
    hours = [
        datetime.combine(day, time.fromisoformat(hour), zone)
        for day in (today - timedelta(days=1), today)
        for hour in _table()["from"]
    ]
    return max(hour for hour in hours if hour <= moment)


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.stays", "census.yaml")
    return table
