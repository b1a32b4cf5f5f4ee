"""Bad input is refused in plain words; the rules file is complete."""

from dataclasses import replace
from pathlib import Path

import pytest

from planner.placement import (
    Floor,
    Member,
    Occupant,
    Outlook,
    PartyProfile,
    PlacementRules,
    Room,
    RoomState,
    SiteState,
    default_rules,
)
from planner.placement.rules import RULES_FILE

FLOOR = Floor("f3", "三楼", 3)
ROOM = Room("r1", "301", "f3", "A", 1, 2)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"floors": (FLOOR, FLOOR)}, "duplicate floor id 'f3'"),
        ({"rooms": (ROOM, ROOM)}, "duplicate room id 'r1'"),
        ({"rooms": (replace(ROOM, floor_id="f9"),)}, "room 'r1' is on unknown floor 'f9'"),
        ({"rooms": (ROOM, replace(ROOM, id="r2"))}, "room 'r2': another room has position 1"),
        ({"occupants": (Occupant("r9", "x", 1),)}, "party 'x' is in unknown room 'r9'"),
        ({"occupants": (Occupant("r1", "x", 1), Occupant("r1", "x", 1))}, "party 'x' is twice in room 'r1'"),
    ],
)
def test_site_refuses_contradictions(parts: dict[str, tuple[object, ...]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        SiteState(**{"floors": (FLOOR,), "rooms": (ROOM,), **parts})


def test_rooms_and_occupants_refuse_impossible_numbers() -> None:
    with pytest.raises(ValueError, match="room 'r1': beds must be at least 1, not 0"):
        replace(ROOM, beds=0)
    with pytest.raises(ValueError, match="extra_beds must not be negative"):
        replace(ROOM, extra_beds=-1)
    with pytest.raises(ValueError, match="people must be at least 1"):
        Occupant("r1", "x", 0)


def test_room_state_may_be_given_as_its_word() -> None:
    assert replace(ROOM, state="dirty").state is RoomState.DIRTY
    with pytest.raises(ValueError, match="'filthy' is not a valid RoomState"):
        replace(ROOM, state="filthy")


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ((), "party '7' has no members"),
        ((Member("A"), Member("A")), "a member's label is used twice"),
        ((Member("A", guardian_of=frozenset({"Z"})), Member("B")), "'A' is guardian of a stranger"),
        ((Member("A", guardian_of=frozenset({"A"})),), "'A' is guardian of a stranger"),
    ],
)
def test_party_refuses_contradictions(members: tuple[Member, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        PartyProfile("7", members)


def test_member_refuses_negative_age() -> None:
    with pytest.raises(ValueError, match="age must not be negative"):
        Member("A", age=-1)


def test_party_counted_letters_go_on_after_z() -> None:
    labels = [one.label for one in PartyProfile.counted("023", adults=1, children=1, unknown=26).members]
    assert (labels[0], labels[25], labels[26], labels[27]) == ("023-A", "023-Z", "023-AA", "023-AB")


@pytest.mark.parametrize(
    ("outlook", "message"),
    [
        ({"by_size": {0: 3}}, "3 parties of 0 people cannot be"),
        ({"by_size": {2: -1}}, "-1 parties of 2 people cannot be"),
        ({"people": -1}, "people must not be negative"),
        ({"confidence": 1.5}, "confidence must be between 0 and 1"),
    ],
)
def test_outlook_refuses_impossible_numbers(outlook: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Outlook(**outlook)


def test_rules_every_weight_has_a_source_and_hard_ones_outweigh() -> None:
    rules = default_rules()
    sources = [one.source for one in (*rules.hard.values(), *rules.soft.values())]
    assert all([*sources, *(one.source for one in rules.flags.values())])
    at_most = [one.weight * (one.at_most or 1) for code, one in rules.soft.items() if code != "room_needed"]
    family_of_ten_turned_away = rules.soft["room_needed"].weight * 10
    assert min(one.weight for one in rules.hard.values()) > 10 * (sum(at_most) + family_of_ten_turned_away)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("adult_age:", "grown_up_age:", "not a complete rules file"),
        (
            "{weight: 8, at_most: 10,",
            "{weight: -8, at_most: 10,",
            "rule spare_bed: a weight must not be negative",
        ),
        ("2: 0.84", "2: 0.5", "assumed_make_up: shares must add up to 1"),
        ("spare_bed:", "spare_beds:", "soft rules missing or unknown: spare_bed, spare_beds"),
        ("hard:  ", "harsh:", "not a complete rules file"),
    ],
)
def test_rules_file_with_faults_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = RULES_FILE.read_text(encoding="utf-8")
    assert old in text
    changed = tmp_path / "rules.yaml"
    changed.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        PlacementRules.read(changed)
