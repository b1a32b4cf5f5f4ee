"""A correction is a new entry; the record then says what was true, at its true time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.stays.test_rooming import code_of, inside, last_entry, move, persons, room
from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from tests.intake.night import Night

Line = tuple[str, float, float | None]


def test_wrong_room_entered_is_replaced_from_its_beginning(night: Night) -> None:
    night.count(23)
    entry = roomed(night, 23, "305")
    night.minutes(20)
    done = correct(night, entry, "306")
    assert done.corrects == entry
    assert lines(night, "023-A") == [("306", 0, None)]
    body = last_entry(night)
    assert body["kind"] == "corrected"
    assert body["corrects"] == entry
    assert body["placed"] == {str(night.room("306").id): persons(night, "023-A", "023-B")}
    assert body["since"] == (night.clock.now() - timedelta(minutes=20)).isoformat()
    assert "until" not in body


def test_a_room_that_was_never_entered_stays_ready_with_its_card(night: Night) -> None:
    from yizhan.places.enums import RoomState

    night.count(23)
    card = code_of(night, "305")
    correct(night, roomed(night, 23, "305"), "306")
    assert night.room("305").state == RoomState.READY
    assert code_of(night, "305") == card


def test_a_card_that_was_opened_dies_even_if_the_room_was_not_entered(night: Night) -> None:
    from yizhan.intake.actions.registration import claim_card

    night.count(23)
    entry = roomed(night, 23, "305")
    card = code_of(night, "305")
    claim_card(code=card, number=23)
    correct(night, entry, "306")
    assert code_of(night, "305") != card


def test_a_forgotten_move_divides_the_time_and_leaves_a_room_to_disinfect(night: Night) -> None:
    from yizhan.places.enums import RoomState

    night.count(23)
    entry = roomed(night, 23, "305")
    night.minutes(60)
    correct(night, entry, "306", since=night.clock.now() - timedelta(minutes=25))
    assert lines(night, "023-A") == [("305", 0, 35), ("306", 35, None)]
    assert night.room("305").state == RoomState.DIRTY


def test_a_move_that_was_entered_late_and_wrong_is_put_at_its_true_time(night: Night) -> None:
    night.count(23)
    roomed(night, 23, "301")
    night.minutes(120)
    move(night, 23, "301", "305")
    moved = last(night)
    night.minutes(10)
    correct(night, moved, "306", since=night.clock.now() - timedelta(minutes=40))
    assert lines(night, "023-A") == [("301", 0, 90), ("306", 90, None)]


def test_an_older_entry_is_corrected_up_to_the_next_move(night: Night) -> None:
    night.count(23)
    entry = roomed(night, 23, "301")
    night.minutes(60)
    move(night, 23, "301", "305")
    night.minutes(60)
    correct(night, entry, "302")
    assert lines(night, "023-A") == [("302", 0, 60), ("305", 60, None)]
    assert last_entry(night)["until"] == (night.clock.now() - timedelta(minutes=60)).isoformat()
    assert inside(night, "305") == ["023-A", "023-B"]


def test_a_correction_can_be_corrected(night: Night) -> None:
    night.count(23)
    correct(night, roomed(night, 23, "305"), "306")
    night.minutes(5)
    correct(night, last(night), "304")
    assert lines(night, "023-A") == [("304", 0, None)]


def test_one_of_the_party_can_be_corrected_alone(night: Night) -> None:
    night.count(23)
    entry = roomed(night, 23, "301")
    correct(night, entry, "302", letters=("B",))
    assert lines(night, "023-A") == [("301", 0, None)]
    assert lines(night, "023-B") == [("302", 0, None)]
    assert set(last_entry(night)["broken"]) == {"party_split", "child_without_adult"}


def test_nobody_was_put_anywhere_after_all(night: Night) -> None:
    night.count(23)
    correct(night, roomed(night, 23, "305"), None)
    assert lines(night, "023-A") == []
    assert last_entry(night)["placed"] == {"": persons(night, "023-A", "023-B")}


def test_what_is_so_is_recorded_even_where_it_breaks_a_rule(night: Night) -> None:
    night.count(23)
    night.count(24)
    roomed(night, 24, "306")
    done = correct(night, roomed(night, 23, "305"), "306")
    assert done.broken == ("room_occupied",)
    assert inside(night, "306") == ["023-A", "023-B", "024-A", "024-B"]


@pytest.mark.parametrize(
    ("minutes", "code"), [(5, "not_yet"), (-90, "before_arrival"), (-10, "after_next_move")]
)
def test_a_time_that_cannot_be_is_refused(night: Night, minutes: int, code: str) -> None:
    night.count(23)
    entry = roomed(night, 23, "301")
    night.minutes(30)
    move(night, 23, "301", "305")
    night.minutes(30)
    with pytest.raises(Refusal) as refused:
        correct(night, entry, "306", since=night.clock.now() + timedelta(minutes=minutes))
    assert refused.value.code == code
    assert lines(night, "023-A") == [("301", 0, 30), ("305", 30, None)]


def test_only_entries_that_put_somebody_somewhere_are_corrected_and_only_with_a_reason(night: Night) -> None:
    night.count(23)
    with pytest.raises(Refusal) as refused:
        correct(night, last(night), "305")
    assert refused.value.code == "not_a_placing"
    entry = roomed(night, 23, "305")
    with pytest.raises(Refusal) as refused:
        correct(night, entry, "306", reason=" ")
    assert refused.value.code == "reason_needed"
    with pytest.raises(Refusal) as refused:
        correct(night, 999, "306")
    assert refused.value.code == "no_such_entry"


def test_people_who_went_different_ways_are_corrected_one_by_one(night: Night) -> None:
    from yizhan.stays.actions.rooming import move_party

    night.count(23)
    entry = roomed(night, 23, "301")
    night.minutes(10)
    correct(night, entry, "302", letters=("B",), since=night.clock.now() - timedelta(minutes=5))
    night.minutes(10)
    move_party(
        by=night.by("clerk"), site_id=night.site.id, party_id=night.stay("023-A").party_id, reason="leak",
        from_room_id=night.room("301").id, to_room_id=night.room("303").id,
    )  # fmt: skip
    with pytest.raises(Refusal) as refused:
        correct(night, entry, "304")
    assert refused.value.code == "ways_parted"


def roomed(night: Night, number: int, name: str) -> int:
    """Room a party; returns the number of the entry."""
    room(night, number, name)
    return last(night)


def last(night: Night) -> int:
    """The number of the journal's last entry."""
    from yizhan.stays.models import JournalHead

    return JournalHead.objects.get(site=night.site).sequence


def correct(
    night: Night, sequence: int, name: str | None, *, reason: str = "seen at the door", **more: Any
) -> Any:
    """Correct an entry: the people were in the room `name`."""
    from yizhan.stays.actions.corrections import correct_entry

    return correct_entry(
        by=night.by("head"), site_id=night.site.id, sequence=sequence, reason=reason,
        room_id=night.room(name).id if name else None, **more,
    )  # fmt: skip


def lines(night: Night, tag: str) -> list[Line]:
    """Where somebody was: room, from and to in minutes since arrival; what was struck out is left out."""
    from yizhan.places.models import Occupancy

    stay = night.stay(tag)

    def minutes(moment: datetime | None) -> float | None:
        return None if moment is None else (moment - stay.started_at).total_seconds() / 60

    rows = Occupancy.objects.filter(person_id=stay.person_id).order_by("started_at").select_related("room")
    return [
        (line.room.name, minutes(line.started_at) or 0.0, minutes(line.ended_at))
        for line in rows
        if line.ended_at != line.started_at
    ]
