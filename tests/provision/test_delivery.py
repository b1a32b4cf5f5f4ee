"""Who has had a meal: by a tick at the door while one lived there, or by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from uuid import UUID

    from tests.intake.night import Night
    from yizhan.provision.queries.delivery import Delivery

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2022, 3, 17)


@pytest.fixture
def hotel(night: Night) -> Night:
    """001 in 305 and 002 in 306, two people each; it is seven in the morning and a round walks there."""
    night.announce(expected=8)
    for number, room in ((1, "305"), (2, "306")):
        night.count(number)
        night.house(number, room)
    clock(night, "07:00")
    return night


def clock(night: Night, hour: str) -> None:
    night.clock.set(datetime.fromisoformat(f"2022-03-17T{hour}").replace(tzinfo=SHANGHAI))


def walk(hotel: Night) -> UUID:
    from yizhan.duty.actions.round_plans import plan_round
    from yizhan.duty.actions.round_walks import start_round

    planned = plan_round(
        by=hotel.by("nurse"), site_id=hotel.site.id, kinds=["meals"], floors=[hotel.room("305").floor_id],
        planned_at=hotel.clock.now(),
    )  # fmt: skip
    start_round(by=hotel.by("kitchen"), site_id=hotel.site.id, round_id=planned.round_id)
    return planned.round_id


def tick(hotel: Night, round_id: UUID, room: str) -> None:
    from yizhan.duty.actions.rounds import tick_task
    from yizhan.duty.models import RoundTask

    task = RoundTask.objects.get(round_id=round_id, room=hotel.room(room))
    tick_task(by=hotel.by("kitchen"), site_id=hotel.site.id, round_id=round_id, task_id=task.id)


def breakfast(hotel: Night, meal: str = "breakfast") -> Delivery:
    from yizhan.provision.queries.delivery import delivery_of
    from yizhan.provision.rules import meals
    from yizhan.provision.sittings import sitting

    return delivery_of(hotel.site.id, sitting(meals()[meal], DAY, SHANGHAI))


def hand(hotel: Night, *tags: str, meal: str = "breakfast", by: str = "reception") -> int:
    from yizhan.provision.actions.meals import hand_meal

    people = [hotel.stay(tag).person_id for tag in tags]
    return hand_meal(by=hotel.by(by), site_id=hotel.site.id, meal=meal, day=DAY, person_ids=people).people


def test_a_ticked_door_has_its_meal_and_the_next_one_not_yet(hotel: Night) -> None:
    round_id = walk(hotel)
    found = breakfast(hotel)
    assert (found.people, found.fed, [(door.room.name, door.on_round) for door in found.unfed]) == (
        4, 0, [("305", True), ("306", True)],
    )  # fmt: skip
    tick(hotel, round_id, "305")
    assert [door.room.name for door in breakfast(hotel).unfed] == ["306"]
    clock(hotel, "11:30")
    assert breakfast(hotel, "lunch").lacking == 4


def test_a_door_that_was_passed_says_why(hotel: Night) -> None:
    from yizhan.duty.actions.round_walks import end_round
    from yizhan.duty.actions.rounds import skip_task
    from yizhan.duty.enums import SkipReason
    from yizhan.duty.models import RoundTask

    round_id = walk(hotel)
    tick(hotel, round_id, "305")
    task = RoundTask.objects.get(round_id=round_id, room=hotel.room("306"))
    skip_task(
        by=hotel.by("kitchen"), site_id=hotel.site.id, round_id=round_id, task_ids=[task.id],
        reason=SkipReason.ASLEEP,
    )  # fmt: skip
    end_round(by=hotel.by("kitchen"), site_id=hotel.site.id, round_id=round_id)
    (door,) = breakfast(hotel).unfed
    assert (door.room.name, door.skip_reason, door.on_round, door.behind) == ("306", "asleep", False, 2)
    assert hand(hotel, "002-A", "002-B") == 2
    assert breakfast(hotel).unfed == ()


def test_whoever_comes_after_the_bags_is_without_though_the_door_is_ticked(hotel: Night) -> None:
    from yizhan.stays.actions.rooming import room_party
    from yizhan.stays.rules import RoomShare

    round_id = walk(hotel)
    tick(hotel, round_id, "305")
    tick(hotel, round_id, "306")
    clock(hotel, "07:40")
    hotel.count(3)
    room_party(
        by=hotel.by("clerk"), site_id=hotel.site.id, party_id=hotel.stay("003-A").party_id, reason="kin",
        rooms=(RoomShare(room_id=hotel.room("305").id),), knowing=("room_occupied",),
    )  # fmt: skip
    found = breakfast(hotel)
    (door,) = found.unfed
    assert (found.people, found.fed) == (6, 4)
    assert (door.room.name, door.came_after, len(door.person_ids), door.behind) == ("305", True, 2, 4)


def test_whoever_moved_after_the_bags_has_had_one(hotel: Night) -> None:
    from yizhan.stays.actions.rooming import move_party

    round_id = walk(hotel)
    tick(hotel, round_id, "305")
    clock(hotel, "07:30")
    move_party(
        by=hotel.by("clerk"), site_id=hotel.site.id, party_id=hotel.stay("001-A").party_id, reason="test",
        from_room_id=hotel.room("305").id, to_room_id=hotel.room("307").id,
    )  # fmt: skip
    assert [door.room.name for door in breakfast(hotel).unfed] == ["306"]


def test_a_meal_is_handed_once_and_to_people_of_this_site_only(hotel: Night) -> None:
    from yizhan.core.ids import new_id
    from yizhan.core.refusals import Refusal
    from yizhan.provision.actions.meals import hand_meal

    assert hand(hotel, "001-A") == 1
    assert hand(hotel, "001-A", "001-B") == 1
    with pytest.raises(Refusal, match="not at this site"):
        hand_meal(
            by=hotel.by("reception"), site_id=hotel.site.id, meal="lunch", day=DAY, person_ids=[new_id()]
        )


def test_a_warm_meal_is_owed_from_the_arrival_until_something_was_eaten(hotel: Night) -> None:
    from yizhan.stays.queries.meals import owed_on_arrival

    def owed() -> list[tuple[str, int]]:
        found = owed_on_arrival(hotel.site, by=hotel.by("reception"))
        return [(party.room.name if party.room else "", len(party.person_ids)) for party in found]

    # The two parties of the evening came more than eight hours ago.
    assert owed() == []
    clock(hotel, "22:10")
    hotel.count(3)
    clock(hotel, "22:20")
    hotel.count(4)
    hotel.house(4, "307")
    assert owed() == [("", 2), ("307", 2)]
    hand(hotel, "003-A", meal="arrival")
    assert owed() == [("", 1), ("307", 2)]
    round_id = walk_at(hotel, "307")
    tick(hotel, round_id, "307")
    assert owed() == [("", 1)]


def walk_at(hotel: Night, room: str) -> UUID:
    """Plan an extra meal to one door whatever the hour is, and go in."""
    from yizhan.core.ids import new_id
    from yizhan.duty.models import Round, RoundTask

    found = Round.objects.create(
        id=new_id(), site=hotel.site, kinds=["meals"], floors=[str(hotel.room(room).floor_id)],
        planned_at=hotel.clock.now(), planned_by_id=hotel.crew["nurse"], started_at=hotel.clock.now(),
        walker_id=hotel.crew["kitchen"],
    )  # fmt: skip
    RoundTask.objects.create(id=new_id(), round=found, kind="meals", room=hotel.room(room))
    return found.id


def test_board_takes_the_same_queries_for_any_house(hotel: Night, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from yizhan.stays.queries.meals import meal_board

    walk(hotel)
    hotel.count(5)
    with CaptureQueriesContext(connection) as seen:
        board = meal_board(hotel.site)
    assert [row.sitting.meal.key for row in board.meals] == [
        "breakfast",
        "lunch",
        "dinner",
        "extra",
        "breakfast",
    ][:4]
    assert board.late == 2
    for number, room in ((6, "307"), (7, "308"), (8, "309")):
        hotel.count(number)
        hotel.house(number, room)
    with django_assert_num_queries(len(seen)):
        meal_board(hotel.site)
