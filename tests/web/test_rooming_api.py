"""What phones and other programs read: proposals, who waits, the map, the ledger, the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import translation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.intake.night import Night

API = "/api/v1/sites/county"


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """A night with a batch of 84 announced."""
    from tests.intake.night import open_announced
    from yizhan.core.clock import running

    opened = open_announced(expected=84, cohort="school")
    with running(opened.clock):
        yield opened


def read(night: Night, path: str, *, by: str = "clerk", language: str = "en") -> Any:
    """Get an address of the API as somebody of the crew."""
    from yizhan.people.models import Account

    client = Client()
    client.force_login(Account.objects.get(id=night.crew[by]))
    reply = client.get(f"{API}{path}", headers={"accept-language": language})
    return reply.json() if reply.status_code == 200 else reply.status_code


def test_proposals_name_rooms_reasons_and_codes(night: Night) -> None:
    night.count(23)
    party = night.stay("023-A").party_id
    best, second = read(night, f"/parties/{party}/proposals?limit=2")
    assert best["rooms"] == [
        {"room_id": str(night.room("305").id), "name": "305", "floor": "Floor 3", "letters": ["A", "B"]}
    ]
    assert best["reasons"][0] == "305 has just the beds they need (2)"
    assert best["broken"] == []
    assert best["codes"][0] == "fits_exactly"
    assert second["rooms"][0]["name"] == "405"


def test_proposals_speak_the_readers_language(night: Night) -> None:
    night.count(23)
    party = night.stay("023-A").party_id
    with translation.override("zh-hans"):
        best = read(night, f"/parties/{party}/proposals", language="zh-hans")[0]
    assert best["reasons"][0] == "305 2 人正好住满"


def test_proposals_flag_siblings_without_a_guardian(night: Night) -> None:
    from tests.intake.night import CHILD

    night.count(23, (CHILD, CHILD))
    party = night.stay("023-A").party_id
    best = read(night, f"/parties/{party}/proposals")[0]
    assert (
        best["flags"][0] == "Minors without a guardian: 023-A, 023-B. Room them at once, phone the guardian"
    )


def test_whoever_comes_late_is_offered_the_partys_own_room_first(night: Night) -> None:
    night.count(23)
    night.house(23, "301", reason="")
    night.measure("023-C")
    best = read(night, f"/parties/{night.stay('023-C').party_id}/proposals")[0]
    assert best["rooms"][0]["name"] == "301"
    assert best["rooms"][0]["letters"] == ["C"]
    assert best["reasons"] == ["301: the rest of the party is there"]


def test_whoever_comes_late_to_a_full_room_is_offered_one_on_its_floor(night: Night) -> None:
    night.count(23)
    night.house(23, "303", reason="")
    night.measure("023-C")
    best = read(night, f"/parties/{night.stay('023-C').party_id}/proposals")[0]
    assert best["rooms"][0]["name"] == "309"
    assert "companions_on_floor" in best["codes"]


def test_proposals_are_empty_for_a_party_with_a_room_and_for_a_stranger(night: Night) -> None:
    night.count(23)
    party = night.stay("023-A").party_id
    night.house(23, "302", reason="")
    assert read(night, f"/parties/{party}/proposals") == []
    assert read(night, f"/parties/{night.site.id}/proposals") == []


def test_waiting_parties_name_the_tap_that_counted_them(night: Night) -> None:
    tap = night.count(23)
    night.measure("024-A", "38.1")
    night.count(25)
    night.house(25, "302", reason="")
    first, second = read(night, "/waiting-parties")
    assert (first["number"], first["count_command"]) == (23, str(tap))
    assert [member["age_group"] for member in first["members"]] == ["adult", "child"]
    assert (second["number"], second["count_command"], second["fever"]) == (24, None, True)


def test_map_gives_only_what_changed_since_a_version(night: Night) -> None:
    night.count(23)
    whole = read(night, "/map")
    assert sum(len(floor["rooms"]) for floor in whole["floors"]) == 54
    night.house(23, "302", reason="")
    changed = read(night, f"/map?since={whole['version']}")
    rooms = [room for floor in changed["floors"] for room in floor["rooms"]]
    assert [(room["name"], room["parties"], room["people"], room["shows"]) for room in rooms] == [
        ("302", [23], 2, "unregistered")
    ]


def test_ledger_tells_a_past_hour(night: Night) -> None:
    night.count(23)
    before = night.clock.now()
    night.minutes(10)
    night.house(23, "302", reason="")
    night.minutes(10)
    now = read(night, "/ledger")
    past = read(night, f"/ledger?at={before.isoformat().replace('+00:00', 'Z')}")
    assert [line["place"]["room"] for line in now["lines"]] == ["302", "302"]
    assert [line["place"] for line in past["lines"]] == [None, None]


def test_journal_goes_on_after_an_entry(night: Night) -> None:
    night.count(23)
    night.house(23, "302", reason="")
    entries = read(night, "/journal")
    assert [entry["kind"] for entry in entries] == ["opened", "arrived", "arrived", "roomed"]
    assert entries[-1]["placed"] == {"302": ["023-A", "023-B"]}
    assert [entry["sequence"] for entry in read(night, "/journal?after=3")] == [4]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/waiting-parties", {"head", "clerk", "reception"}),
        ("/map", {"head", "clerk", "reception", "nurse", "hotel", "post"}),
        ("/ledger", {"head", "clerk", "post"}),
        ("/journal", {"head", "clerk", "post"}),
    ],
)
def test_only_those_whose_posting_opens_it_read(night: Night, path: str, allowed: set[str]) -> None:
    answers = {name: read(night, path, by=name) for name in night.crew}
    assert {name for name, answer in answers.items() if not isinstance(answer, int)} == allowed
    assert {answer for answer in answers.values() if isinstance(answer, int)} == {403}
