"""Two parties that take each other's rooms, and one of a party who moves alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.intake.night import ADULT, CHILD
from yizhan.command.queries.verify.installation import verify
from yizhan.core.refusals import Refusal
from yizhan.duty.models import Matter
from yizhan.intake.queries.attention import attention
from yizhan.places.enums import RoomState
from yizhan.places.models import Room
from yizhan.stays.actions.room_state import set_room_state
from yizhan.stays.actions.rooming import move_party
from yizhan.stays.actions.swapping import swap_parties
from yizhan.stays.models import JournalEntry, RoomCard, Stay
from yizhan.stays.queries.placing import placing_of
from yizhan.stays.queries.swapping import swap_of
from yizhan.stays.rules import RoomShare

if TYPE_CHECKING:
    from tests.intake.night import Night

FAMILY = (ADULT, ADULT, CHILD)


@pytest.fixture
def pair(night: Night) -> Night:
    """Two parties of two: 023 in 302, 024 in 402."""
    night.count(23)
    night.count(24)
    night.house(23, "302")
    night.house(24, "402")
    return night


def test_a_swap_moves_both_at_one_moment_in_two_entries(pair: Night) -> None:
    cards = {code_of(pair, name) for name in ("302", "402")}
    done = swap(pair)
    assert (inside(pair, "302"), inside(pair, "402")) == (["024-A", "024-B"], ["023-A", "023-B"])
    first, second = (json.loads(bytes(entry.body)) for entry in JournalEntry.objects.filter(kind="moved"))
    assert [one["kind"] for one in (first, second)] == ["moved", "moved"]
    assert first["at"] == second["at"]
    assert (first["swapped_with"], second["swapped_with"]) == (second["party"], first["party"])
    assert first["came_from"] == next(iter(second["placed"]))
    assert first["cleared"] is True
    assert "broken" not in first
    assert done.broken == ()
    assert cards.isdisjoint({code_of(pair, name) for name in ("302", "402")})
    assert states(pair) == ["ready", "ready"]
    assert faults() == []


def test_a_swap_without_disinfection_is_decided_by_name_and_leaves_both_rooms_to_be_disinfected(
    pair: Night,
) -> None:
    with pytest.raises(Refusal) as refused:
        swap(pair, cleared=False)
    assert refused.value.code == "not_permitted"
    done = swap(pair, by="head", cleared=False)
    assert done.broken == ("room_not_cleared",)
    assert states(pair) == ["dirty", "dirty"]
    body = json.loads(bytes(JournalEntry.objects.latest("sequence").body))
    assert (body["broken"], "cleared" in body) == (["room_not_cleared"], False)
    assert faults() == []
    set_room_state(
        by=pair.by("clerk"), site_id=pair.site.id, room_id=pair.room("302").id, state=RoomState.READY
    )
    assert states(pair) == ["ready", "dirty"]


def test_nobody_feverish_goes_into_a_room_that_was_not_cleared(pair: Night) -> None:
    pair.measure("024-B", "38.4")
    with pytest.raises(Refusal) as refused:
        swap(pair, by="head", cleared=False)
    assert refused.value.code == "must_be_cleared"
    assert inside(pair, "302") == ["023-A", "023-B"]


def test_a_swap_needs_a_reason_two_parties_and_both_where_it_says(pair: Night) -> None:
    for facts, code in (
        ({"reason": " "}, "reason_needed"),
        ({"other": 23}, "same_party"),
        ({"other_room": "403"}, "not_there"),
    ):
        with pytest.raises(Refusal) as refused:
            swap(pair, **facts)
        assert refused.value.code == code


def test_a_swap_names_the_rules_that_it_breaks_on_either_side(night: Night) -> None:
    night.count(23, FAMILY)
    night.count(24)
    night.house(23, "301")
    night.house(24, "402")
    seen = swap_of(
        night.site.id, party(night, 23), night.room("301").id, party(night, 24), night.room("402").id
    )
    assert seen is not None
    assert [code for code, _ in seen.sides[0].broken] == ["room_too_small"]
    assert seen.sides[1].broken == ()
    with pytest.raises(Refusal) as refused:
        swap(night, room="301", knowing=())
    assert refused.value.code == "rule_broken"
    assert swap(night, room="301", knowing=("room_too_small",)).broken == ("room_too_small",)


def test_the_same_swap_sent_twice_is_made_once(pair: Night) -> None:
    by = pair.by("clerk")
    first = swap(pair, by=by)
    entries = JournalEntry.objects.count()
    assert swap(pair, by=by) == first
    assert (JournalEntry.objects.count(), inside(pair, "302")) == (entries, ["024-A", "024-B"])


def test_one_of_a_party_moves_alone_and_the_old_room_stays_theirs(night: Night) -> None:
    night.count(23, FAMILY)
    night.house(23, "301")
    alone(night, "B")
    assert (inside(night, "301"), inside(night, "303")) == (["023-A", "023-C"], ["023-B"])
    assert night.room("301").state == RoomState.READY
    assert not Matter.objects.filter(kind=Matter.Kind.LOOK_IN).exists()
    assert faults() == []


def test_a_division_must_be_known_whatever_the_reason(night: Night) -> None:
    night.count(23, FAMILY)
    night.house(23, "301")
    with pytest.raises(Refusal) as refused:
        alone(night, "B", knowing=None)
    assert refused.value.code == "rule_broken"
    with pytest.raises(Refusal) as refused:
        alone(night, "Z")
    assert refused.value.code == "not_there"


def test_a_child_left_without_its_adults_is_looked_in_on_until_they_are_together(night: Night) -> None:
    night.count(23, FAMILY)
    night.house(23, "301")
    seen = placing_of(
        night.site.id, party(night, 23), [RoomShare(room_id=night.room("303").id)], night.room("301").id, "C"
    )
    assert seen is not None
    assert seen.leaves_a_child
    assert seen.people == ("023-C",)
    with pytest.raises(Refusal):
        alone(night, "C", knowing=("party_split", "rooms_not_adjacent"))
    alone(night, "C")
    owed = Matter.objects.get(kind=Matter.Kind.LOOK_IN)
    assert owed.record["facts"] == {"children": "023-C", "hours": "2"}
    (one,) = attention(night.site)
    assert [(concern.rule.key, concern.tags) for concern in one.concerns] == [
        ("child_without_adult", ("023-C",))
    ]
    assert one.look_in is not None
    assert one.look_in.hours == 2
    alone(night, "A", to="303")
    owed.refresh_from_db()
    assert owed.settled_at is not None
    assert attention(night.site) == []


def swap(
    night: Night, *, by: Any = "clerk", room: str = "302", other: int = 24, other_room: str = "402",
    reason: str = "a wheelchair", **more: Any,
) -> Any:  # fmt: skip
    """Let 023 and another party swap their rooms."""
    return swap_parties(
        by=night.by(by) if isinstance(by, str) else by, site_id=night.site.id, party_id=party(night, 23),
        room_id=night.room(room).id, other_party_id=party(night, other),
        other_room_id=night.room(other_room).id, reason=reason, **more,
    )  # fmt: skip


def alone(
    night: Night, letters: str, *, to: str = "303",
    knowing: tuple[str, ...] | None = ("party_split", "rooms_not_adjacent", "child_without_adult"),
) -> Any:  # fmt: skip
    """Let some of 023 move out of 301."""
    return move_party(
        by=night.by("clerk"), site_id=night.site.id, party_id=party(night, 23), reason="positive",
        from_room_id=night.room("301").id, to_room_id=night.room(to).id, knowing=knowing,
        letters=tuple(letters),
    )  # fmt: skip


def party(night: Night, number: int) -> Any:
    """The party under a number."""
    return Stay.objects.filter(site=night.site, band_number=number, ended_at=None)[0].party_id


def inside(night: Night, name: str) -> list[str]:
    """The wristbands in a room now."""
    stays = Stay.objects.filter(
        person__occupancies__room=night.room(name), person__occupancies__ended_at=None, ended_at=None
    )
    return [stay.tag for stay in stays]


def states(night: Night) -> list[str]:
    """The states of 302 and 402."""
    rooms = Room.objects.filter(site=night.site, name__in=["302", "402"]).order_by("name")
    return [room.state for room in rooms]


def faults() -> list[Any]:
    """What `verify` finds wrong."""
    return [fault for site in verify().sites for fault in site.faults]


def code_of(night: Night, name: str) -> str:
    """The code of the card in a room."""
    return RoomCard.objects.get(room=night.room(name), ended_at=None).code
