"""What a phone is told: its own figures, and nothing that would let a counter see."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.beginnings import begins

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.intake.night import Night

API = "/api/v1/sites/county"


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """Two parties counted, one measured, one roomed and looked into; 84 are announced."""
    from yizhan.core.clock import running

    opened = _two_parties()
    with running(opened.clock):
        yield opened


@begins
def _two_parties() -> Night:
    from tests.intake.night import ADULT, open_night
    from yizhan.core.clock import running

    opened = open_night()
    with running(opened.clock):
        opened.announce(
            expected=84, origin="East School", cohort="school", make_up={2: 35}, adults=43, children=41
        )
        opened.count(23)
        opened.count(24, (ADULT,), wave=2)
        opened.measure("023-A", "36.8", device="1")
        opened.house(23, "305")
        opened.check("305", 2)
    return opened


def client_of(night: Night, name: str) -> Client:
    """A client signed in as somebody of the crew."""
    from yizhan.people.models import Account

    client = Client(headers={"accept-language": "en"})
    client.force_login(Account.objects.get(id=night.crew[name]))
    return client


def snapshot(night: Night, by: str, device: str = "") -> Any:
    """What somebody's phone is told."""
    reply = client_of(night, by).get(f"{API}/field?device={device}")
    assert reply.status_code == 200, reply.content
    return reply.json()


def test_counters_own_figures_come_back_to_a_new_phone(night: Night) -> None:
    told = snapshot(night, "counter1")
    marks = [(m["round"], m["wave"], m["number"], m["people"], m["withdrawn"]) for m in told["marks"]]
    assert marks == [(1, 1, 23, 2, False), (1, 2, 24, 1, False)]
    measured = snapshot(night, "counter2")["marks"]
    assert [(m["number"], m["letter"], m["value_c"], m["device"]) for m in measured] == [(23, "A", 36.8, "1")]
    checked = snapshot(night, "counter3")["marks"]
    assert [(m["room_id"], m["people"]) for m in checked] == [(str(night.room("305").id), 2)]


def test_counter_is_blind_to_what_is_expected_and_to_what_others_counted(night: Night) -> None:
    told = snapshot(night, "counter3")
    assert [mark["round"] for mark in told["marks"]] == [3]
    assert told["batches"] == [{"id": str(night.batch_id), "number": 1, "origin": "", "eta": None}]
    room = {"id": str(night.room("305").id), "name": "305"}
    assert room in told["floors"][0]["rooms"]
    words = json.dumps({**told, "marks": [], "care": []})
    for secret in ("East School", "school", "expected", "adults", "beds", "party"):
        assert secret not in words, secret


def test_closing_of_another_counter_is_not_told(night: Night) -> None:
    from yizhan.intake.enums import CountRound

    night.close(CountRound.OFF_BUS, 3, by="counter1")
    assert [c["people"] for c in snapshot(night, "counter1")["closings"]] == [3]
    assert snapshot(night, "counter2")["closings"] == []


def test_posting_decides_which_parts_there_are(night: Night) -> None:
    kitchen = snapshot(night, "kitchen")
    assert kitchen["floors"] == kitchen["rolls"] == kitchen["care"] == kitchen["marks"] == []
    assert kitchen["temperature"] is None
    assert kitchen["batches"][0]["origin"] == "East School"
    reception = snapshot(night, "reception")
    assert len(reception["floors"]) == 6
    assert snapshot(night, "counter1")["temperature"]["fever_c"] == 37.3


def test_a_phone_says_how_many_notices_its_holder_has_not_read(night: Night) -> None:
    from yizhan.core.ids import new_id
    from yizhan.notices.actions.sending import Wording, send_notice
    from yizhan.notices.enums import Whom

    send_notice(
        by=night.by("clerk"), site_id=night.site.id, notice_id=new_id(), whom=Whom.ACCOUNT,
        places=[night.crew["kitchen"]], wording=Wording(title_en="Breakfast", en="Two more bags for 302"),
    )  # fmt: skip
    assert snapshot(night, "kitchen")["notices"] == 1
    assert snapshot(night, "clerk")["notices"] == 0


def test_every_phone_is_told_of_whoever_is_past_due_until_they_are_let_go(night: Night) -> None:
    from datetime import timedelta

    from yizhan.course.models import Course
    from yizhan.stays.models import Stay

    assert snapshot(night, "kitchen")["past_due"] is None
    due_at = night.clock.now() - timedelta(minutes=1)
    for tag in ("023-A", "023-B"):
        Course.objects.create(
            stay=night.stay(tag), site=night.site, protocol="test", facts={}, due_at=due_at,
            computed_at=due_at,
        )  # fmt: skip
    for name in ("kitchen", "counter1", "head"):
        told = snapshot(night, name)["past_due"]
        assert (told["people"], told["since"]) == (2, due_at.isoformat().replace("+00:00", "Z"))
    Stay.objects.filter(band_number=23).update(ended_at=night.clock.now(), end_reason="released")
    assert snapshot(night, "kitchen")["past_due"] is None


def test_taken_back_tap_is_told_as_such(night: Night) -> None:
    mark = night.count(25)
    night.undo(mark)
    marks = {m["id"]: m for m in snapshot(night, "counter1")["marks"]}
    assert marks[str(mark)]["withdrawn"] is True
    assert marks[str(mark)]["number"] == 25


def test_phone_gets_only_its_own_rolls(night: Night) -> None:
    from yizhan.intake.actions.rolls import issue_roll

    issue_roll(by=night.by("counter1"), site_id=night.site.id, first=301, last=350, device="phone-a")
    rolls = snapshot(night, "counter1", "phone-a")["rolls"]
    assert [(r["first"], r["last"]) for r in rolls] == [(301, 350)]
    assert snapshot(night, "counter1", "phone-b")["rolls"] == snapshot(night, "counter1")["rolls"] == []


def test_own_teams_steps_are_marked(night: Night) -> None:
    from datetime import timedelta

    night.revise(1, expected=84, eta=night.clock.now() + timedelta(minutes=60))
    steps = snapshot(night, "kitchen")["steps"]
    assert [step["team"] for step in steps if step["mine"]] == ["Catering"]
    assert steps == sorted(steps, key=lambda step: step["due_at"])


def test_snapshot_takes_as_many_queries_for_many_marks_as_for_few(night: Night) -> None:
    client = client_of(night, "head")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"{API}/field?device=phone-a").status_code == 200
        return len(seen)

    before = queries()
    for number in range(40, 60):
        night.count(number, by="head")
        night.measure(f"{number:03d}-A", by="head")
    assert queries() == before


@pytest.mark.parametrize("path", ["/field", "/rooming"])
def test_outsider_and_stranger_are_told_nothing(night: Night, path: str) -> None:
    from yizhan.core.actors import SYSTEM
    from yizhan.core.ids import new_id
    from yizhan.people.actions.accounts import make_account

    assert Client().get(API + path).status_code == 401
    night.crew["charlie"] = new_id()
    make_account(by=SYSTEM, account_id=night.crew["charlie"], username="charlie", display_name="Charlie")
    assert client_of(night, "charlie").get(API + path).status_code == 404


def test_counter_gets_no_list_of_those_who_wait(night: Night) -> None:
    party, room = night.stay("024-A").party_id, night.room("301").id
    for path in ("/rooming", f"/parties/{party}/rooms/{room}", f"/parties/{party}/proposals"):
        assert client_of(night, "counter1").get(API + path).status_code == 403


def test_rooming_tells_who_waits_who_is_to_be_led_and_how_full_rooms_are(night: Night) -> None:
    night.minutes(1)
    night.count(26)
    told = client_of(night, "reception").get(f"{API}/rooming").json()
    assert [party["number"] for party in told["waiting"]] == [26, 24]
    assert [m["age_group"] for m in told["waiting"][0]["members"]] == ["adult", "child"]
    assert [(p["number"], p["people"], p["rooms"]) for p in told["roomed"]] == [(23, 2, ["305"])]
    rooms = {room["id"]: room for room in told["rooms"]}
    assert rooms[str(night.room("305").id)]["people"] == 2
    assert len(rooms) == 54


def test_minors_without_an_adult_are_flagged_to_whoever_rooms(night: Night) -> None:
    from tests.intake.night import CHILD

    night.count(27, (CHILD, CHILD))
    told = client_of(night, "reception").get(f"{API}/rooming").json()
    assert {party["number"]: party["minors_alone"] for party in told["waiting"]} == {27: True, 24: False}


def test_room_is_judged_before_it_is_given(night: Night) -> None:
    reception = client_of(night, "reception")
    party = night.stay("024-A").party_id
    taken = reception.get(f"{API}/parties/{party}/rooms/{night.room('305').id}").json()
    assert taken["codes"] != []
    assert len(taken["sentences"]) == len(taken["codes"])
    free = reception.get(f"{API}/parties/{party}/rooms/{night.room('309').id}").json()
    assert free["impossible"] is False


def test_me_names_the_account_and_its_sites(night: Night) -> None:
    told = client_of(night, "counter1").get("/api/v1/me").json()
    assert told["id"] == str(night.crew["counter1"])
    assert [site["id"] for site in told["sites"]] == ["county"]
