"""Giving rooms and moving: what is refused, what is recorded, what happens to rooms and cards."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from tests.intake.night import Night


def test_room_party_puts_everybody_of_the_party_into_the_room(night: Night) -> None:
    night.count(23)
    done = room(night, 23, "305")
    assert inside(night, "305") == ["023-A", "023-B"]
    assert set(done.rooms.values()) == {night.room("305").id}
    body = last_entry(night)
    assert body["kind"] == "roomed"
    assert body["placed"] == {str(night.room("305").id): persons(night, "023-A", "023-B")}
    assert body["reasons"] == ["fits_exactly"]
    assert {"note", "broken"}.isdisjoint(body)


def test_room_party_records_the_moment_of_its_entry_as_the_moment_of_occupancy(night: Night) -> None:
    from yizhan.places.models import Occupancy
    from yizhan.stays.models import JournalEntry

    night.count(23)
    room(night, 23, "305")
    entry = JournalEntry.objects.filter(kind="roomed").get()
    assert {line.started_at for line in Occupancy.objects.all()} == {entry.at}


def test_room_party_refuses_a_second_room(night: Night) -> None:
    night.count(23)
    room(night, 23, "305")
    with pytest.raises(Refusal) as refused:
        room(night, 23, "306")
    assert refused.value.code == "already_roomed"


def test_room_party_refuses_too_few_beds_without_a_reason_and_names_the_rule(night: Night) -> None:
    night.count(23)
    with pytest.raises(Refusal) as refused:
        room(night, 23, "309")
    assert refused.value.code == "rule_broken"
    assert "309 has beds for 1, not for 2; missing: 1" in str(refused.value)
    assert inside(night, "309") == []


def test_room_party_records_what_was_knowingly_broken_and_why(night: Night) -> None:
    night.count(23)
    done = room(night, 23, "309", reason="only this one is warm", knowing=("room_too_small",))
    assert done.broken == ("room_too_small",)
    body = last_entry(night)
    assert body["broken"] == ["room_too_small"]
    assert body["note"]["person"] == str(night.stay("023-A").person_id)
    assert "warm" not in json.dumps(body)


def test_a_reason_covers_only_the_rules_that_were_shown(night: Night) -> None:
    night.count(23)
    with pytest.raises(Refusal) as refused:
        room(night, 23, "309", reason="only this one is warm", knowing=("cohorts_on_corridor",))
    assert refused.value.code == "rule_broken"


def test_a_reason_for_something_else_never_puts_two_parties_into_one_room(night: Night) -> None:
    night.count(23)
    night.count(24)
    room(night, 23, "301")
    with pytest.raises(Refusal) as refused:
        room(night, 24, "301", reason="sisters")
    assert "301 is taken by 023; a room holds one party" in str(refused.value)
    done = room(night, 24, "301", reason="sisters", knowing=("room_occupied",))
    assert done.broken == ("room_occupied",)
    assert inside(night, "301") == ["023-A", "023-B", "024-A", "024-B"]


def test_a_room_that_is_shut_or_not_disinfected_is_never_given(night: Night) -> None:
    from yizhan.places.enums import RoomState
    from yizhan.stays.actions.room_state import set_room_state

    night.count(23)
    for state in (RoomState.BLOCKED, RoomState.DIRTY):
        set_room_state(
            by=night.by("clerk"),
            site_id=night.site.id,
            room_id=night.room("305").id,
            state=state,
            reason="leak",
        )
        with pytest.raises(Refusal) as refused:
            room(night, 23, "305", reason="please", knowing=("room_not_ready",))
        assert refused.value.code == "rule_broken"


def test_late_members_join_the_room_of_their_party_while_a_bed_is_free(night: Night) -> None:
    night.count(23)
    room(night, 23, "301")
    night.measure("023-C")
    assert room(night, 23, "301").broken == ()
    assert inside(night, "301") == ["023-A", "023-B", "023-C"]


def test_late_members_count_the_beds_of_those_who_are_there(night: Night) -> None:
    night.count(23)
    room(night, 23, "305")
    night.measure("023-C")
    with pytest.raises(Refusal) as refused:
        room(night, 23, "305")
    assert "305 has beds for 2, not for 3; missing: 1" in str(refused.value)


def test_a_divided_party_names_the_division_and_a_child_left_alone(night: Night) -> None:
    from tests.intake.night import ADULT, CHILD

    night.count(23, (ADULT, CHILD))
    with pytest.raises(Refusal) as refused:
        room(night, 23, ("302", "A"), ("303", "B"))
    assert "would be divided over 302, 303" in str(refused.value)
    assert "No adult of the party would be in the room of 023-B" in str(refused.value)


@pytest.mark.parametrize("shares", [[("302", "A")], [("302", "A"), ("303", "AB")], [("302", "ABZ")]])
def test_everybody_of_a_party_gets_exactly_one_room(night: Night, shares: list[tuple[str, str]]) -> None:
    night.count(23)
    with pytest.raises(Refusal) as refused:
        room(night, 23, *shares, reason="x", knowing=("party_split",))
    assert refused.value.code == "party_incomplete"


def test_another_cohort_on_the_corridor_needs_a_reason(night: Night) -> None:
    from yizhan.core.ids import new_id

    night.count(23)
    room(night, 23, "302")
    second = night.announce(batch_id=new_id(), expected=10, cohort="market")
    night.batch_id = second
    night.count(50)
    with pytest.raises(Refusal) as refused:
        room(night, 50, "303")
    assert "Another cohort (school) is on the corridor of 303" in str(refused.value)
    assert room(night, 50, "402").broken == ()


def test_fever_next_door_needs_a_reason(night: Night) -> None:
    night.count(23)
    night.count(24)
    room(night, 23, "302")
    night.measure("024-A", "38.2")
    with pytest.raises(Refusal) as refused:
        room(night, 24, "303")
    assert "303 is next door to 302" in str(refused.value)
    assert room(night, 24, "404").broken == ()


def test_move_leaves_the_old_room_to_be_disinfected_with_a_new_card(night: Night) -> None:
    from yizhan.places.enums import RoomState

    night.count(23)
    room(night, 23, "305")
    card = code_of(night, "305")
    move(night, 23, "305", "306")
    assert inside(night, "305") == []
    assert inside(night, "306") == ["023-A", "023-B"]
    assert night.room("305").state == RoomState.DIRTY
    assert code_of(night, "305") != card
    body = last_entry(night)
    assert body["kind"] == "moved"
    assert body["came_from"] == str(night.room("305").id)


def test_first_occupants_find_the_card_that_lies_in_the_room(night: Night) -> None:
    card = code_of(night, "305")
    night.count(23)
    room(night, 23, "305")
    assert code_of(night, "305") == card


def test_move_needs_a_reason_and_the_party_to_be_there(night: Night) -> None:
    night.count(23)
    room(night, 23, "305")
    with pytest.raises(Refusal) as refused:
        move(night, 23, "305", "306", reason=" ")
    assert refused.value.code == "reason_needed"
    with pytest.raises(Refusal) as refused:
        move(night, 23, "304", "306")
    assert refused.value.code == "not_there"


def test_striking_out_the_only_stay_empties_the_room_and_ends_the_way_in(night: Night) -> None:
    from tests.intake.night import ADULT
    from yizhan.intake.actions.registration import claim_card
    from yizhan.places.enums import RoomState
    from yizhan.stays.actions.journal import lock_journal
    from yizhan.stays.actions.stays import void_stay

    night.count(23, (ADULT,))
    room(night, 23, "309")
    card = code_of(night, "309")
    token, _ = claim_card(code=card, number=23)
    lock_journal(night.site.id)
    void_stay(night.stay("023-A"), by=night.by("clerk"), reason="never came")
    token.refresh_from_db()
    assert token.revoked_at == night.clock.now()
    assert night.room("309").state == RoomState.DIRTY
    assert code_of(night, "309") != card


def test_the_way_in_stays_open_when_the_party_moves(night: Night) -> None:
    from yizhan.intake.actions.registration import claim_card

    night.count(23)
    room(night, 23, "305")
    token, _ = claim_card(code=code_of(night, "305"), number=23)
    move(night, 23, "305", "306")
    token.refresh_from_db()
    assert token.revoked_at is None


def test_rooming_marks_just_the_rooms_that_changed(night: Night) -> None:
    night.count(23)
    before = night.room("305").map_version
    room(night, 23, "305")
    night.site.refresh_from_db()
    assert night.room("305").map_version == night.site.map_version > before
    assert night.room("306").map_version == 0


def test_a_fever_marks_the_room_it_is_in(night: Night) -> None:
    night.count(23)
    room(night, 23, "305")
    before = night.room("305").map_version
    night.measure("023-A", "36.5")
    assert night.room("305").map_version == before
    night.measure("023-A", "38.2")
    assert night.room("305").map_version > before


def test_the_same_tap_again_changes_nothing(night: Night) -> None:
    from yizhan.stays.models import JournalEntry

    night.count(23)
    by = night.by("clerk")
    first = room(night, 23, "305", by=by)
    entries = JournalEntry.objects.count()
    assert room(night, 23, "305", by=by) == first
    assert JournalEntry.objects.count() == entries


def test_bodies_are_about_300_bytes(night: Night) -> None:
    from yizhan.stays.models import JournalEntry

    night.count(23)
    room(night, 23, "305")
    sizes = {entry.kind: len(bytes(entry.body)) for entry in JournalEntry.objects.all()}
    assert 250 <= sizes["arrived"] <= 350
    assert sizes["roomed"] <= 420


def test_two_phones_cannot_take_one_room(committed_db: None) -> None:
    from django.db import connection

    from tests.intake.night import open_night

    night = open_night()
    night.announce(expected=84, cohort="school")
    night.count(23)
    night.count(24)
    together = threading.Barrier(2)
    outcomes: list[Any] = []

    def take(number: int) -> None:
        together.wait()
        try:
            outcomes.append(room(night, number, "305"))
        except Refusal as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(number,)) for number in (23, 24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refusals = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    assert [refusal.code for refusal in refusals] == ["rule_broken"]
    assert len(inside(night, "305")) == 2


def room(
    night: Night, number: int, *shares: str | tuple[str, str], by: Any = None, reason: str = "",
    knowing: tuple[str, ...] | None = None,
) -> Any:  # fmt: skip
    """Room a party: "305", or ("305", "AB") for some letters."""
    from yizhan.stays.actions.rooming import room_party
    from yizhan.stays.rules import RoomShare

    named = [(share, "") if isinstance(share, str) else share for share in shares]
    rooms = tuple(RoomShare(room_id=night.room(name).id, letters=tuple(letters)) for name, letters in named)
    return room_party(
        by=by or night.by("clerk"), site_id=night.site.id, party_id=party(night, number), rooms=rooms,
        reasons=("fits_exactly",), reason=reason, knowing=knowing,
    )  # fmt: skip


def move(night: Night, number: int, from_room: str, to_room: str, reason: str = "a leak") -> Any:
    """Move a party."""
    from yizhan.stays.actions.rooming import move_party

    return move_party(
        by=night.by("clerk"), site_id=night.site.id, party_id=party(night, number), reason=reason,
        from_room_id=night.room(from_room).id, to_room_id=night.room(to_room).id,
    )  # fmt: skip


def party(night: Night, number: int) -> UUID:
    """The party under a number."""
    from yizhan.stays.models import Stay

    return Stay.objects.filter(site=night.site, band_number=number, ended_at=None)[0].party_id


def inside(night: Night, name: str) -> list[str]:
    """The wristbands in a room now."""
    from yizhan.stays.models import Stay

    stays = Stay.objects.filter(
        person__occupancies__room=night.room(name), person__occupancies__ended_at=None, ended_at=None
    )
    return [stay.tag for stay in stays]


def persons(night: Night, *tags: str) -> list[str]:
    """The ids of who wears these wristbands."""
    return [str(night.stay(tag).person_id) for tag in tags]


def last_entry(night: Night) -> dict[str, Any]:
    """The body of the journal's last entry."""
    from yizhan.stays.models import JournalEntry

    return dict(json.loads(bytes(JournalEntry.objects.filter(site=night.site).latest("sequence").body)))


def code_of(night: Night, name: str) -> str:
    """The code of the card in a room."""
    from yizhan.stays.models import RoomCard

    return RoomCard.objects.get(room=night.room(name), ended_at=None).code
