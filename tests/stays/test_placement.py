"""The site as the planner is told of it: always as it stands, in a few queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.placement import RoomState
from yizhan.places.models import Room
from yizhan.stays.queries.placement import site_state

if TYPE_CHECKING:
    from tests.intake.night import Night


def test_a_room_that_was_read_before_is_told_as_it_is_now(night: Night) -> None:
    room = night.room("305")
    before = site_state(night.site.id).room(str(room.id))
    assert (before.name, before.state) == ("305", RoomState.READY)
    Room.objects.filter(id=room.id).update(state="blocked", features=["accessible", "near_doctor"])
    now = site_state(night.site.id).room(str(room.id))
    assert (now.state, now.features) == (RoomState.BLOCKED, frozenset({"accessible", "near_doctor"}))
    Room.objects.filter(id=room.id).update(state=room.state, features=room.features)
    assert site_state(night.site.id).room(str(room.id)) == before


def test_a_party_is_told_with_its_people_and_its_room(night: Night) -> None:
    night.count(23)
    night.house(23, "305", reason="")
    (occupant,) = site_state(night.site.id).occupants
    room = (occupant.room_id, occupant.party_id, occupant.people, occupant.fever)
    assert room == (str(night.room("305").id), "023", 2, False)


def test_a_full_house_takes_no_more_queries_than_an_empty_one(
    night: Night, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):
        site_state(night.site.id)
    for number, name in ((23, "305"), (24, "402"), (25, "403")):
        night.count(number)
        night.house(number, name, reason="")
    with django_assert_num_queries(4):
        state = site_state(night.site.id)
    assert len(state.occupants) == 3
