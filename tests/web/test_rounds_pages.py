"""Rounds on the desk and over the API, with the kinds that the product itself knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.beginnings import begins

if TYPE_CHECKING:
    from tests.intake.night import Night

BACKEND = "yizhan.web.signin.backends.AccountBackend"


@pytest.fixture
def hotel(db: None) -> Iterator[Night]:
    """001 (adult, child) in 305, 002 with a fever in 306, 003 in 407, by stairs; it is 19:00."""
    from yizhan.core.clock import running

    opened = _by_stairs()
    with running(opened.clock):
        yield opened


@begins
def _by_stairs() -> Night:
    from tests.intake.night import open_night
    from yizhan.core.clock import running
    from yizhan.places.models import Site

    opened = open_night()
    with running(opened.clock):
        Site.objects.filter(id=opened.site.id).update(lift=False)
        opened.announce(expected=6)
        for number, room in ((1, "305"), (2, "306"), (3, "407")):
            opened.count(number)
            opened.house(number, room)
        opened.measure("002-A", "38.4")
    return opened


def _signed_in(hotel: Night, name: str) -> Client:
    from yizhan.people.models import Account

    client = Client(headers={"Accept-Language": "en"})
    client.force_login(Account.objects.get(id=hotel.crew[name]), backend=BACKEND)
    return client


def _pages(hotel: Night) -> str:
    return f"/s/{hotel.site.code}/rounds/"


def _typed(page: str) -> dict[str, Any]:
    """What the planning form would send as it stands."""
    boxes = {
        name: re.findall(rf'name="{name}" id="\w+[^"]*" value="([^"]+)" checked', page)
        for name in ("floors", "kinds")
    }
    found = re.search(r'name="planned_at" value="([^"]+)"', page)
    assert found is not None
    return {"planned_at": found[1], **boxes, "suits": "2", "walker": "", "command_id": _command(page)}


def _command(page: str) -> str:
    found = re.search(r'name="command_id" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def _plan(hotel: Night) -> UUID:
    """Plan everything that is due, as the form stands."""
    desk = _signed_in(hotel, "nurse")
    page = desk.get(f"{_pages(hotel)}new/").content.decode()
    reply = desk.post(f"{_pages(hotel)}new/", _typed(page))
    assert reply.status_code == 302
    return UUID(reply["Location"].rstrip("/").rpartition("/")[2])


def test_next_entry_is_filled_with_everything_due_and_planned_with_one_button(hotel: Night) -> None:
    from yizhan.duty.models import Round

    desk = _signed_in(hotel, "nurse")
    page = desk.get(f"{_pages(hotel)}new/").content.decode()
    typed = _typed(page)
    assert len(typed["floors"]) == 2
    assert {"census", "meals", "observation"} <= set(typed["kinds"])
    assert "Protective suits" in page
    reply = desk.post(f"{_pages(hotel)}new/", typed, follow=True)
    planned = Round.objects.get()
    assert f"Planned: {planned.tasks.count()} things to do." in reply.content.decode()
    again = desk.post(f"{_pages(hotel)}new/", typed, follow=True)
    assert again.status_code == 200
    assert Round.objects.count() == 1


def test_packing_list_follows_what_is_ticked(hotel: Night) -> None:
    desk = _signed_in(hotel, "nurse")
    typed = _typed(desk.get(f"{_pages(hotel)}new/").content.decode())
    asked = {**typed, "kinds": ["meals"], "suits": "3"}
    part = desk.get(f"{_pages(hotel)}new/", asked, headers={"X-Live": "1"}).content.decode()
    assert re.search(r"Protective suits</span><b class=\"mono\">3</b>", part)
    assert re.search(r"Meal bags, one set a door</span><b class=\"mono\">3</b>", part)
    assert "Thermometer" not in part


def test_plan_without_a_floor_keeps_what_was_typed(hotel: Night) -> None:
    desk = _signed_in(hotel, "nurse")
    typed = _typed(desk.get(f"{_pages(hotel)}new/").content.decode())
    reply = desk.post(f"{_pages(hotel)}new/", {**typed, "floors": [], "suits": "4"})
    page = reply.content.decode()
    assert reply.status_code == 409
    assert "Tick at least one floor." in page
    assert 'value="4"' in page


def test_board_and_round_show_progress_what_was_missed_and_why(hotel: Night) -> None:
    from yizhan.duty.actions.round_walks import end_round, start_round
    from yizhan.duty.actions.rounds import skip_task, tick_task
    from yizhan.duty.enums import SkipReason
    from yizhan.duty.models import RoundTask

    round_id = _plan(hotel)
    asked: Any = {"site_id": hotel.site.id, "round_id": round_id}
    start_round(by=hotel.by("nurse"), **asked)
    bags = RoundTask.objects.get(kind="meals", room=hotel.room("305"))
    tick_task(by=hotel.by("nurse"), **asked, task_id=bags.id)
    asleep = RoundTask.objects.get(kind="observation", person_id=hotel.stay("003-A").person_id)
    skip_task(by=hotel.by("nurse"), **asked, task_ids=[asleep.id], reason=SkipReason.ASLEEP)
    desk = _signed_in(hotel, "head")
    board = desk.get(_pages(hotel)).content.decode()
    assert "Under way" in board
    assert re.search(r"<b>1</b>/\d+", board)
    one = desk.get(f"{_pages(hotel)}{round_id}/").content.decode()
    assert "Temperature and symptoms · Asleep" in one
    assert "Missed, by door" not in one
    end_round(by=hotel.by("nurse"), **asked)
    one = desk.get(f"{_pages(hotel)}{round_id}/").content.decode()
    assert "Missed, by door" in one
    paper = desk.get(f"{_pages(hotel)}{round_id}/packing/").content.decode()
    assert "001-A" in paper


def test_desk_hands_over_adds_calls_off_and_ends(hotel: Night) -> None:
    from yizhan.core.ids import new_id
    from yizhan.duty.actions.round_walks import start_round
    from yizhan.duty.models import Round

    round_id = _plan(hotel)
    desk = _signed_in(hotel, "head")

    def posted(what: str, **facts: Any) -> str:
        where = f"{_pages(hotel)}{round_id}/{what}/"
        return desk.post(where, {"command_id": new_id(), **facts}, follow=True).content.decode()

    assert "Nobody walks this round yet" in posted("hand-overs", account=hotel.crew["counter2"])
    start_round(by=hotel.by("nurse"), site_id=hotel.site.id, round_id=round_id)
    assert "End it instead" in posted("cancellations")
    assert "Asked." in posted("hand-overs", account=hotel.crew["counter2"])
    assert Round.objects.get().offered_to_id == hotel.crew["counter2"]
    assert "It is on the list now." in posted("additions")
    assert "Ended." in posted("ends")
    assert Round.objects.get().ended_at == hotel.clock.now()


def test_phone_reads_a_round_by_stairs_clean_doors_first(hotel: Night) -> None:
    round_id = _plan(hotel)
    phone = _signed_in(hotel, "counter1")
    (listed,) = phone.get(f"/api/v1/sites/{hotel.site.code}/rounds").json()
    assert (listed["id"], listed["state"], listed["mine"]) == (str(round_id), "planned", False)
    walk = phone.get(f"/api/v1/sites/{hotel.site.code}/rounds/{round_id}").json()
    assert [(stop["room"], stop["dirty"]) for stop in walk["stops"]] == [
        ("407", False), ("305", False), ("306", True),
    ]  # fmt: skip
    first = walk["stops"][1]
    assert [(one["tag"], one["child"], one["fever"]) for one in first["people"]] == [
        ("001-A", False, False), ("001-B", True, False),
    ]  # fmt: skip
    assert {task["kind"] for task in first["tasks"]} == {"meals", "census"}
    assert first["lines"]["meals"] == "2 bags · 1 for a child"
    assert first["lines"]["census"] == "2 people entered"
    assert all(task["state"] == "open" for one in first["people"] for task in one["tasks"])
    feverish = walk["stops"][2]["people"][0]
    assert (feverish["fever"], [task["urgent"] for task in feverish["tasks"]]) == (True, [True])
    actions = {kind["key"]: kind["action"] for kind in walk["round"]["kinds"]}
    assert actions["census"] == "stays.look_into_room"
    assert actions["meals"] == "duty.tick_task"
    assert {"id": "asleep", "name": "Asleep"} in walk["skip_reasons"]
    assert "Protective suits" in {item["name"] for item in walk["packing"]}


def test_phone_knows_each_door_by_its_cards_mark_and_never_the_code(hotel: Night) -> None:
    from hashlib import sha256

    from yizhan.stays.models import RoomCard

    reply = _signed_in(hotel, "counter1").get(f"/api/v1/sites/{hotel.site.code}/rounds/{_plan(hotel)}")
    cards = {str(card.room_id): card.code for card in RoomCard.objects.filter(ended_at=None)}
    for stop in reply.json()["stops"]:
        code = cards[stop["room_id"]]
        assert stop["card"] == sha256(f"{stop['room_id']} {code}".encode()).hexdigest()[:16]
        assert code not in reply.content.decode()


def test_phone_is_told_of_pools_where_somebody_may_share_one(hotel: Night) -> None:
    from tests.health.laboratory import due, labels
    from yizhan.duty.actions.round_plans import plan_round
    from yizhan.health.enums import TubeSize

    (tube,) = labels(hotel, size=TubeSize.TEN)
    due(hotel, "001-A")
    due(hotel, "003-A", pool=20)

    def told() -> tuple[dict[str, int], list[Any]]:
        by = hotel.by("nurse")
        rooms = {hotel.room("305").floor_id, hotel.room("407").floor_id}
        plan_round(
            by=by, site_id=hotel.site.id, kinds=["sampling"], floors=list(rooms), planned_at=hotel.clock.now()
        )
        where = f"/api/v1/sites/{hotel.site.code}/rounds/{by.command_id}"
        walk = _signed_in(hotel, "nurse").get(where).json()
        people = [one for stop in walk["stops"] for one in stop["people"] if one["tasks"]]
        return {one["tag"]: one["pool"] for one in people}, walk["pools"]

    assert told() == ({"001-A": 1, "003-A": 20}, [{"tube": tube, "size": 10, "people": []}])
    hotel.minutes(180)
    due(hotel, "001-A")
    assert told() == ({"001-A": 1}, [])


def test_who_reads_a_walk_is_audited_once_begun_the_walker_is_known(hotel: Night) -> None:
    from yizhan.core.models import AuditEvent
    from yizhan.duty.actions.round_walks import start_round

    round_id = _plan(hotel)
    where = f"/api/v1/sites/{hotel.site.code}/rounds/{round_id}"
    _signed_in(hotel, "nurse").get(where)
    read = AuditEvent.objects.filter(action="stays.read_round")
    assert read.count() == 1
    start_round(by=hotel.by("nurse"), site_id=hotel.site.id, round_id=round_id)
    _signed_in(hotel, "nurse").get(where)
    assert read.count() == 1
    _signed_in(hotel, "head").get(where)
    assert read.count() == 2


def test_walk_and_board_take_as_many_queries_for_six_doors_as_for_three(hotel: Night) -> None:
    def counted() -> dict[str, int]:
        round_id = _plan(hotel)
        desk, found = _signed_in(hotel, "head"), {}
        for where in (
            _pages(hotel),
            f"{_pages(hotel)}{round_id}/",
            f"/api/v1/sites/{hotel.site.code}/rounds",
        ):
            desk.get(where)
            with CaptureQueriesContext(connection) as made:
                assert desk.get(where).status_code == 200
            found[where.replace(str(round_id), "ID")] = len(made)
        return found

    three = counted()
    from yizhan.duty.models import Round

    Round.objects.update(called_off_at=hotel.clock.now())
    for number, room in ((4, "307"), (5, "408"), (6, "409")):
        hotel.count(number)
        hotel.house(number, room)
    hotel.clock.set(hotel.clock.now() + timedelta(minutes=1))
    assert counted() == three


@pytest.mark.parametrize(("name", "status"), [("kitchen", 403), ("post", 403)])
def test_desk_of_rounds_is_for_who_plans(hotel: Night, name: str, status: int) -> None:
    assert _signed_in(hotel, name).get(_pages(hotel)).status_code == status


def test_taps_of_a_round_are_decided_once_in_any_order_and_twice(hotel: Night) -> None:
    """A phone was without network all the way: its end comes first, then the rest, then all again."""
    from yizhan.core.ids import new_id
    from yizhan.duty.models import Round, RoundTask
    from yizhan.health.models import Observation
    from yizhan.stays.models import RoomLook

    round_id = _plan(hotel)
    started = hotel.clock.now()
    site, room, person = hotel.site.id, hotel.room("305").id, hotel.stay("001-A").person_id
    asleep = RoundTask.objects.get(kind="observation", person_id=hotel.stay("003-A").person_id)

    def command(action: str, minutes: int, **facts: Any) -> dict[str, Any]:
        at = started + timedelta(minutes=minutes)
        return {
            "id": str(new_id()), "action": action, "tapped_at": at.isoformat(),
            "facts": {"site_id": str(site), "round_id": str(round_id), **facts},
        }  # fmt: skip

    taps = [
        command("duty.start_round", 1),
        command("health.observe", 2, person_id=str(person), value_c="36.6"),
        command("stays.look_into_room", 3, room_id=str(room), tags=["001-A", "001-B"]),
        command("duty.skip_task", 4, task_ids=[str(asleep.id)], reason="asleep"),
        command("duty.end_round", 50),
    ]
    hotel.minutes(120)
    phone = _signed_in(hotel, "nurse")
    for sent in (taps[::-1], taps):
        replies = phone.post("/api/v1/commands", sent, content_type="application/json").json()
        assert [reply["status"] for reply in replies] == ["accepted"] * 5, replies
    walked = Round.objects.get()
    assert walked.started_at == started + timedelta(minutes=1)
    assert walked.ended_at == started + timedelta(minutes=50)
    done = RoundTask.objects.get(kind="observation", person_id=person)
    assert (done.state, done.closed_at) == ("done", started + timedelta(minutes=2))
    looked = RoundTask.objects.get(kind="census", room_id=room)
    assert (looked.state, looked.closed_at) == ("done", started + timedelta(minutes=3))
    asleep.refresh_from_db()
    assert (asleep.state, asleep.skip_reason) == ("missed", "asleep")
    assert (Observation.objects.count(), RoomLook.objects.count()) == (1, 1)
