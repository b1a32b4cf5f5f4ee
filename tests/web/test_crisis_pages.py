"""Protected threads at the desk: who sees them, what rings on every page, and what nobody else ever reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.intake.night import Night

SECRET = "stood at the window"


@pytest.fixture
def hotel(db: None) -> Iterator[Night]:
    """The county hotel at 19:00 with two families and somebody to care for them."""
    from tests.care.people import opened_hotel

    with opened_hotel() as night:
        yield night


def _open(hotel: Night) -> str:
    from tests.care.desk import Desk
    from yizhan.care.models import Crisis

    told = Desk(hotel, "social").post("threads/", tag="001-A", words=SECRET, minutes="15")
    assert "Whoever is on call is named to it" in told
    return f"threads/{Crisis.objects.get().id}/"


def test_thread_is_led_from_opening_to_its_end_by_two(hotel: Night) -> None:
    from tests.care.desk import Desk
    from yizhan.care.models import Crisis

    other = Desk(hotel, "psychologist")
    assert "Not any more" not in other.get("threads/")
    assert "You are on call." in other.post("threads/on-call/", hours="12")
    assert "Not any more" in other.get("threads/")
    assert "Not any more" not in Desk(hotel, "social").get("threads/")
    thread, desk = _open(hotel), Desk(hotel, "social")
    assert SECRET in desk.get(thread)
    assert "You have the watch." in desk.post(f"{thread}acceptance/")
    assert "Looked in." in desk.post(f"{thread}looks/", words="sits, quiet")
    page = desk.post(f"{thread}notes/", kind="taken_out", words="belt, scissors")
    assert page.count("belt, scissors") == 2
    assert "has not agreed" in desk.post(f"{thread}calls/", words="told the mother")
    desk.post(f"{thread}wishes/", words="her brother", consent="yes")
    assert "told the brother" in desk.post(f"{thread}calls/", words="told the brother")
    desk.post(f"{thread}offers/", account=str(hotel.crew["psychologist"]))
    assert "has not said yes" in desk.get(thread)
    assert "You have the watch." in other.post(f"{thread}acceptance/")
    desk.post(f"{thread}watch/", minutes="30")
    assert "Proposed." in desk.post(f"{thread}proposal/", words="calm for a day")
    assert "A second person has to sign." in desk.get(thread)
    assert "Ended by two." in other.post(f"{thread}signature/")
    crisis = Crisis.objects.get()
    assert (crisis.watch_minutes, crisis.signed_by_id) == (30, hotel.crew["psychologist"])
    assert "calm for a day" in desk.get(thread)


def test_missed_look_in_rings_on_every_page_of_the_named_and_later_of_all(hotel: Night) -> None:
    from tests.care.desk import Desk

    thread = _open(hotel)
    desk, head, clerk = Desk(hotel, "social"), Desk(hotel, "head"), Desk(hotel, "clerk")
    assert desk.rings() == []
    hotel.minutes(16)
    (ring,) = desk.rings()
    assert (ring["place"], ring["rings"], ring["flag"]) == ("305", True, "")
    assert ring["page"].endswith(thread)
    assert "Room 305: look in now" in desk.get("medicines/")
    assert head.rings() == []
    head.get(f"{thread}entry/", status=404)
    hotel.minutes(10)
    (ring,) = head.rings()
    assert ring["page"].endswith(f"{thread}entry/")
    assert clerk.rings() == []
    head.get(thread, status=404)
    page = head.get(f"{thread}entry/")
    assert "Room 305" in page
    assert SECRET not in page
    assert SECRET in head.post(f"{thread}entry/", words="nobody answered")
    assert "nobody answered" in desk.get(thread)


def test_nobody_else_finds_a_word_of_it_on_any_page_or_in_an_export(hotel: Night, tmp_path: Any) -> None:
    from tests.care.desk import Desk
    from tests.web.typed import every_page
    from yizhan.care.models import Crisis
    from yizhan.cli.export_files import exported_models, write_tables

    thread = _open(hotel)
    crisis = Crisis.objects.get()
    parts = {
        "site_code": hotel.site.code, "crisis_id": str(crisis.id), "person_id": str(crisis.person_id),
        "room_id": str(hotel.room("305").id), "batch_id": str(hotel.batch_id),
        "stay_id": str(hotel.stay("001-A").id), "party_id": str(hotel.stay("001-A").party_id),
    }  # fmt: skip
    head, looked = Desk(hotel, "head"), 0
    for url, _name in every_page(parts):
        reply = head.client.get(url, HTTP_ACCEPT_LANGUAGE="en")
        if reply.status_code == 200 and not reply.streaming:
            looked += 1
            assert SECRET not in reply.content.decode("utf-8", "replace"), url
            assert str(crisis.id) not in reply.content.decode("utf-8", "replace"), url
        assert reply.status_code < 500, url
    assert looked > 30
    head.get(thread, status=404)
    write_tables(tmp_path, None, with_names=True)
    assert "Crisis" not in {model.__name__ for model in exported_models()}
    for file in tmp_path.iterdir():
        if "auditevent" not in file.name and "commandreceipt" not in file.name:
            assert str(crisis.id) not in file.read_text(), file.name


def test_questions_are_asked_kept_and_followed(hotel: Night) -> None:
    from tests.care.desk import Desk
    from tests.care.people import person
    from yizhan.care.models import Screening

    desk, whom = Desk(hotel, "social"), person(hotel, "001-A")
    assert "Nobody is on call" in desk.get("screenings/")
    desk.post("threads/on-call/", hours="4")
    page = desk.get("screenings/?tag=001-A&instrument=gad2")
    assert "Feeling nervous" in page
    refused = desk.post(f"screenings/people/{whom}/gad2/", nervous="3", control="3")
    assert "Nobody has to answer." in refused
    # What was answered is kept on the page that refuses.
    assert refused.count("checked") == 2
    desk.post(f"screenings/people/{whom}/gad2/", nervous="3", control="3", wants="on")
    board = desk.get("screenings/")
    assert "The longer questionnaire is offered" in board
    assert f"screenings/people/{whom}/gad7/" in board
    assert "PHQ-A (11–17)" in board
    assert "Under your name" in desk.post(
        f"screenings/{Screening.objects.get().id}/following/", words="did the long one"
    ).replace("under", "Under")
    Desk(hotel, "logistics").get("screenings/", status=403)
