"""Meals as a kind of round: the bags of one meal, door by door."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from yizhan.duty.enums import TaskState
from yizhan.duty.kinds import RoundKind, TaskDue
from yizhan.duty.models import RoundTask
from yizhan.duty.packing import packing_of
from yizhan.places.models import Occupancy, Site
from yizhan.provision.rules import serving
from yizhan.provision.sittings import A_DAY, Sitting, sittings

MEALS = "meals"

# What is put down before a door comes first: nothing has been touched yet.
ORDER = 10


def kind(at_doors: Callable[[UUID, Collection[UUID]], Mapping[UUID, str]]) -> RoundKind:
    """Return the kind; `at_doors` says which bags each room gets."""
    return RoundKind(
        key=MEALS, name=_("Meals"), order=ORDER, capability="round.walk", tasks=tasks, per_room=True,
        packing=packing_of(serving().packing), at_doors=at_doors, asked_for=True,
    )  # fmt: skip


def tasks(site_id: UUID, start: datetime, end: datetime) -> Iterator[TaskDue]:
    """Yield the rooms with people in them that have not had the meal carried up between two moments.

    Three queries, one when no meal is.
    """
    zone = ZoneInfo(Site.objects.values_list("timezone", flat=True).get(id=site_id))
    carried = _carried(zone, start, end)
    if carried is None:
        return
    had = set(
        RoundTask.objects.filter(
            round__site_id=site_id,
            round__planned_at__gt=carried.begins - A_DAY,
            kind=MEALS,
            state=TaskState.DONE,
            closed_at__gte=carried.begins,
        ).values_list("room_id", flat=True)
    )
    inside = Occupancy.objects.filter(room__site_id=site_id, ended_at=None).order_by()
    for room_id in inside.values_list("room_id", flat=True).distinct():
        if room_id not in had:
            yield TaskDue(MEALS, room_id=room_id)


def _carried(zone: ZoneInfo, start: datetime, end: datetime) -> Sitting | None:
    """Return the meal that an entry between two moments takes along; None if it comes at no meal's hour."""
    around = sittings(start - serving().after, end + serving().before, zone)
    near = (one for one in around if start < one.at + serving().after and one.at - serving().before < end)
    return next(near, None)
