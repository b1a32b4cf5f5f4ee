"""Meals as a kind of round: which doors, which bags, once a meal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from tests.intake.night import Night

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def hotel(night: Night) -> Night:
    """001 (adult, child) in 305 and 002 (adult, child) in 306."""
    night.announce(expected=4)
    for number, room in ((1, "305"), (2, "306")):
        night.count(number)
        night.house(number, room)
    return night


def _due(hotel: Night) -> set[str]:
    from yizhan.places.models import Room
    from yizhan.provision.meals_round import tasks

    at = hotel.clock.now()
    found = [task.room_id for task in tasks(hotel.site.id, at, at + timedelta(minutes=90)) if task.room_id]
    return set(Room.objects.filter(id__in=found).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("hour", "is_due"),
    [("04:59", False), ("05:01", True), ("08:29", True), ("08:30", False), ("11:00", True), ("13:00", False),
     ("15:29", False), ("17:30", True), ("21:30", False), ("23:30", False)],
)  # fmt: skip
def test_meal_goes_with_an_entry_around_its_hour(hotel: Night, hour: str, is_due: bool) -> None:
    """Breakfast at 07:00: an entry takes along what comes in its ninety minutes, half an hour early."""
    hotel.clock.set(datetime.fromisoformat(f"2022-03-17T{hour}").replace(tzinfo=SHANGHAI))
    assert _due(hotel) == ({"305", "306"} if is_due else set())


def test_bags_are_brought_once_a_meal(hotel: Night) -> None:
    from yizhan.duty.actions.round_plans import plan_round
    from yizhan.duty.actions.round_walks import start_round
    from yizhan.duty.actions.rounds import tick_task
    from yizhan.duty.models import RoundTask

    hotel.clock.set(datetime(2022, 3, 17, 7, 0, tzinfo=SHANGHAI))
    planned = plan_round(
        by=hotel.by("nurse"), site_id=hotel.site.id, kinds=["meals"], floors=[hotel.room("305").floor_id],
        planned_at=hotel.clock.now(),
    )  # fmt: skip
    asked = {"site_id": hotel.site.id, "round_id": planned.round_id}
    start_round(by=hotel.by("kitchen"), **asked)
    task = RoundTask.objects.get(room=hotel.room("305"))
    tick_task(by=hotel.by("kitchen"), **asked, task_id=task.id)
    assert _due(hotel) == {"306"}
    hotel.clock.set(datetime(2022, 3, 17, 11, 30, tzinfo=SHANGHAI))
    assert _due(hotel) == {"305", "306"}


def test_door_says_its_bags_and_asks_about_an_infant(hotel: Night) -> None:
    from yizhan.core.actors import SYSTEM
    from yizhan.health.actions.care import flag_care
    from yizhan.health.enums import CareKind
    from yizhan.people.actions.identity import seal_identity
    from yizhan.people.identity import Identity
    from yizhan.stays.queries.lists import bags_at_doors

    seal_identity(hotel.stay("002-A").person, Identity(name="Ma Li", diet="halal"), scope=hotel.site.id)
    child = hotel.stay("001-B")
    flag_care(
        by=SYSTEM, site_id=hotel.site.id, party_id=child.party_id, person_id=None,
        kind=CareKind.INFANT_FEEDING, weeks=None,
    )  # fmt: skip
    rooms = [hotel.room(name).id for name in ("305", "306", "307")]
    assert bags_at_doors(hotel.site.id, rooms) == {
        rooms[0]: "2 bags · 1 for a child · ask about the infant",
        rooms[1]: "2 bags · 1 for a child · Halal ×1",
    }
