"""The matters that a phone keeps: what concerns whoever holds it, and nothing told in confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.duty.matters import Hotel

API = "/api/v1/sites/county"


@pytest.fixture
def hotel(db: None) -> Iterator[Hotel]:
    """001 in 305 and 002 in 306, and a storekeeper; the clock stands still."""
    from tests.duty.matters import Hotel
    from tests.intake.night import open_night
    from yizhan.core.clock import running

    night = open_night()
    with running(night.clock):
        night.announce(expected=4)
        for number, room in ((1, "305"), (2, "306")):
            night.count(number)
            night.house(number, room)
        found = Hotel(night)
        found.member("store", "logistics", "logistics")
        yield found


def phone(hotel: Hotel, name: str) -> Client:
    from yizhan.people.models import Account

    client = Client(headers={"accept-language": "en"})
    client.force_login(Account.objects.get(id=hotel.night.crew[name]))
    return client


def mine(hotel: Hotel, name: str) -> Any:
    reply = phone(hotel, name).get(f"{API}/matters/mine")
    assert reply.status_code == 200, reply.content
    return reply.json()


def mark(hotel: Hotel, name: str) -> str:
    told: str = phone(hotel, name).get(f"{API}/field").json()["matters"]
    return told


def parts(hotel: Hotel, name: str) -> list[tuple[str, str, str]]:
    return [(one["part"], one["room"], one["name"]) for one in mine(hotel, name)["matters"]]


def test_phone_knows_what_where_and_until_when(hotel: Hotel) -> None:
    from yizhan.duty.models import Matter

    hotel.ask(hotel.party("001-A"), words="one for the child")
    (one,) = mine(hotel, "store")["matters"]
    matter = Matter.objects.get()
    assert matter.answer_by is not None
    assert matter.due_at is not None
    assert (one["part"], one["room"], one["name"], one["words"]) == (
        "mine", "305", "Quilt", "one for the child",
    )  # fmt: skip
    assert one["answer_by"].startswith(matter.answer_by.strftime("%Y-%m-%dT%H:%M"))
    assert one["due_at"].startswith(matter.due_at.strftime("%Y-%m-%dT%H:%M"))
    hotel.do("answer", hotel.by("store"), matter.id, words="coming")
    assert mine(hotel, "store")["matters"][0]["answer_by"] is None


def test_what_is_offered_stands_with_both_until_one_has_said_yes(hotel: Hotel) -> None:
    asked = hotel.ask(hotel.party("001-A"))
    hotel.do("offer", hotel.by("store"), asked.matter_id, to=hotel.night.crew["hotel"])
    assert parts(hotel, "store") == [("mine", "305", "Quilt")]
    (one,) = mine(hotel, "hotel")["matters"]
    assert (one["part"], one["whose"], one["offered_to"]) == ("offered", "Store", "hotel")
    hotel.do("take", hotel.by("hotel"), asked.matter_id)
    assert parts(hotel, "store") == []
    assert parts(hotel, "hotel") == [("mine", "305", "Quilt")]


def test_colleagues_are_those_on_duty_and_not_oneself(hotel: Hotel) -> None:
    hotel.ask(hotel.party("001-A"))
    names = [one["name"] for one in mine(hotel, "store")["colleagues"]]
    assert "hotel · Hotel support" in names
    assert not [name for name in names if name.startswith("Store")]


def test_what_was_told_in_confidence_is_not_on_a_phone(hotel: Hotel) -> None:
    asked = hotel.ask(hotel.party("001-A"), need="medicine", words="pills for the heart")
    reply = phone(hotel, "nurse").get(f"{API}/matters/mine")
    assert "pills for the heart" not in reply.content.decode()
    (one,) = reply.json()["matters"]
    assert (one["id"], one["private"], one["words"]) == (str(asked.matter_id), True, "")
    assert mine(hotel, "kitchen")["matters"] == []


def test_mark_is_another_whenever_something_changes_and_empty_while_nothing_is_there(hotel: Hotel) -> None:
    assert (mark(hotel, "store"), mine(hotel, "store")["mark"]) == ("", "")
    asked = hotel.ask(hotel.party("001-A"))
    seen = [mark(hotel, "store")]
    assert mine(hotel, "store")["mark"] == seen[0]
    hotel.do("answer", hotel.by("store"), asked.matter_id, words="coming")
    seen.append(mark(hotel, "store"))
    hotel.do("offer", hotel.by("store"), asked.matter_id, to=hotel.night.crew["hotel"])
    seen.append(mark(hotel, "store"))
    hotel.do("finish", hotel.by("store"), asked.matter_id)
    assert len({*seen, ""}) == 4
    assert mark(hotel, "store") == ""


def test_what_the_record_has_raised_is_shown_and_settled_where_it_arose(hotel: Hotel) -> None:
    from yizhan.duty.actions.matters import raise_matter
    from yizhan.duty.models import Matter

    raise_matter(
        by=hotel.by("head"), site_id=hotel.site_id, kind=Matter.Kind.HAND_OVER, code="x", template="x",
        room_id=hotel.night.room("305").id,
    )  # fmt: skip
    Matter.objects.update(responsible_id=hotel.night.crew["head"])
    (one,) = mine(hotel, "head")["matters"]
    assert one["settles"] is False


def test_reading_is_written_down_once_and_costs_the_same_for_many(hotel: Hotel) -> None:
    from yizhan.core.models import AuditEvent

    client = phone(hotel, "store")
    hotel.ask(hotel.party("001-A"))

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"{API}/{path}").status_code == 200
        return len(seen)

    before = [queries(path) for path in ("matters/mine", "field")]
    assert AuditEvent.objects.filter(action="duty.read_matters").count() == 1
    for _ in range(4):
        hotel.ask(hotel.party("001-A"), need="water")
    assert [queries(path) for path in ("matters/mine", "field")] == before


def test_nobody_without_the_posting_and_no_other_site_reads_them(hotel: Hotel) -> None:
    assert Client().get(f"{API}/matters/mine").status_code == 401
    assert phone(hotel, "store").get("/api/v1/sites/elsewhere/matters/mine").status_code in (403, 404)
