"""Room checks on a round: what is due, what was seen, and what differs from the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from uuid import UUID

    from tests.intake.night import Night
    from yizhan.duty.models import Round


@pytest.fixture
def hotel(night: Night) -> Night:
    """001 (adult, child) in 305 and 002 (adult, child) in 306, at 19:00."""
    for number, room in ((1, "305"), (2, "306")):
        night.count(number)
        night.house(number, room)
    return night


def _due(hotel: Night) -> set[str]:
    from yizhan.places.models import Room
    from yizhan.stays.census_round import tasks

    at = hotel.clock.now()
    found = [task.room_id for task in tasks(hotel.site.id, at, at + timedelta(minutes=90)) if task.room_id]
    return set(Room.objects.filter(id__in=found).values_list("name", flat=True))


def _look(
    hotel: Night, room: str, tags: Sequence[str], others: int = 0, *, round_id: UUID | None = None
) -> UUID:
    from yizhan.stays.actions.census import look_into_room

    return look_into_room(
        by=hotel.by("nurse"), site_id=hotel.site.id, room_id=hotel.room(room).id, tags=list(tags),
        others=others, round_id=round_id,
    ).look_id  # fmt: skip


def _move(hotel: Night) -> None:
    """Move 001 from 305 to 307."""
    from yizhan.stays.actions.rooming import move_party

    move_party(
        by=hotel.by("clerk"), site_id=hotel.site.id, party_id=hotel.stay("001-A").party_id, reason="test",
        from_room_id=hotel.room("305").id, to_room_id=hotel.room("307").id,
    )  # fmt: skip


def _entry(hotel: Night) -> Round:
    from yizhan.duty.actions.round_plans import plan_round
    from yizhan.duty.models import Round

    planned = plan_round(
        by=hotel.by("nurse"), site_id=hotel.site.id, kinds=["census"], floors=[hotel.room("305").floor_id],
        planned_at=hotel.clock.now(),
    )  # fmt: skip
    return Round.objects.get(id=planned.round_id)


def test_room_is_looked_into_once_from_each_hour_on(hotel: Night) -> None:
    assert _due(hotel) == {"305", "306"}
    _look(hotel, "305", ["001-A", "001-B"])
    assert _due(hotel) == {"306"}
    hotel.minutes(60 * 10 + 59)
    assert _due(hotel) == {"306"}
    hotel.minutes(1)
    assert _due(hotel) == {"305", "306"}


def test_room_that_somebody_left_is_looked_into_once_more(hotel: Night) -> None:
    _look(hotel, "305", ["001-A", "001-B"])
    _look(hotel, "306", ["002-A", "002-B"])
    hotel.minutes(60 * 11)
    _move(hotel)
    assert _due(hotel) == {"305", "306", "307"}
    for room, tags in (("305", []), ("306", ["002-A", "002-B"]), ("307", ["001-A", "001-B"])):
        _look(hotel, room, tags)
    hotel.minutes(60 * 11)
    assert _due(hotel) == {"306", "307"}


def test_a_move_that_was_not_entered_shows_in_both_rooms(hotel: Night) -> None:
    from yizhan.stays.queries.census import looks_of_round

    walked = _entry(hotel)
    _look(hotel, "305", ["1a"], round_id=walked.id)
    _look(hotel, "306", ["002-A", "002-B", "001-b"], others=1, round_id=walked.id)
    first, second = looks_of_round(hotel.site.id, walked.id)
    assert (first.room.name, first.people, first.missing, first.elsewhere) == ("305", 1, ("001-B",), ())
    assert (second.people, second.missing, second.elsewhere) == (4, (), (("001-B", "305"),))
    assert (second.unread, second.agrees) == (1, False)
    assert set(walked.tasks.values_list("state", flat=True)) == {"done"}


def test_wristband_that_nobody_wears_is_kept_as_it_was_read(hotel: Night) -> None:
    from yizhan.stays.queries.census import looks_of_round

    walked = _entry(hotel)
    _look(hotel, "305", ["001-A", "001-B", "099-A", "x7"], round_id=walked.id)
    (seen,) = looks_of_round(hotel.site.id, walked.id)
    assert (seen.unknown, seen.unread, seen.missing) == (("099-A", "X7"), 0, ())


def test_look_from_a_phone_without_network_is_held_against_the_ledger_of_its_time(hotel: Night) -> None:
    from yizhan.stays.actions.census import look_into_room
    from yizhan.stays.queries.census import looks_of_round

    walked = _entry(hotel)
    tap = hotel.by("nurse")
    hotel.minutes(30)
    _move(hotel)
    asked = {"site_id": hotel.site.id, "room_id": hotel.room("305").id, "tags": ["001-A", "001-B"]}
    first = look_into_room(by=tap, **asked, round_id=walked.id)
    assert look_into_room(by=tap, **asked, round_id=walked.id) == first
    (seen,) = looks_of_round(hotel.site.id, walked.id)
    assert seen.agrees
    done = walked.tasks.get(room=hotel.room("305"))
    assert (done.state, done.closed_at) == ("done", hotel.clock.now() - timedelta(minutes=30))


def test_room_of_another_site_is_refused(hotel: Night) -> None:
    from yizhan.core.ids import new_id
    from yizhan.stays.actions.census import look_into_room

    with pytest.raises(Refusal, match="no such room"):
        look_into_room(by=hotel.by("nurse"), site_id=hotel.site.id, room_id=new_id(), tags=[])
