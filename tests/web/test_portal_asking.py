"""Asking from the residents' page: a name and a time at once, closed by whoever asked, read by no other."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.leaving.conftest import going, protocols  # noqa: F401 - the fixtures
from tests.web.test_portal_days import four, phone_of, shown  # noqa: F401 - the fixture
from yizhan.core.ids import new_id

if TYPE_CHECKING:
    from uuid import UUID

    from tests.leaving.going import Going
    from yizhan.duty.models import Matter

NEEDS = "/r/party/needs/"
# The smallest picture that a camera could have taken: one grey point.
JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300030202020202030202020303030304060404040404080606050609"
    "080a0a090809090a0c0f0c0a0b0e0b09090d110d0e0f101011100a0c12131210130f101010ffc9000b080001000101011100ffcc"
    "000600101005ffda0008010100003f00d2cf20ffd9"
)


def asked(phone: Client, need: str, **said: Any) -> Any:
    ids = {name: str(new_id()) for name in ("command_id", "photo_id", "voice_id")}
    return phone.post(f"{NEEDS}{need}/", {**ids, **said})


def told(phone: Client, matter: Matter, saying: str, **said: Any) -> Any:
    ids = {name: str(new_id()) for name in ("command_id", "photo_id", "voice_id")}
    return phone.post(f"/r/party/matters/{matter.id}/{saying}/", {**ids, **said})


def the_matter() -> Matter:
    from yizhan.duty.models import Matter

    return Matter.objects.exclude(need="").get()


def finish(going: Going, matter: Matter) -> None:  # noqa: F811
    from yizhan.core.actors import Actor, ActorKind
    from yizhan.duty.actions.matters_closing import finish_matter

    by = Actor(ActorKind.ACCOUNT, matter.responsible_id)
    finish_matter(by=by.tapping(), site_id=matter.site_id, matter_id=matter.id)


def test_quilt_is_asked_for_answered_by_a_name_and_closed_by_the_family(going: Going) -> None:  # noqa: F811
    phone = phone_of(going)
    done = asked(phone, "quilt", count="2", words="one for the child")
    matter = the_matter()
    assert done["Location"] == f"/r/party/matters/{matter.id}/"
    assert matter.responsible is not None
    page = shown(phone, done["Location"])
    assert matter.responsible.display_name in page
    assert "× 2" in page
    assert "one for the child" in page
    assert "1 open" in shown(phone)
    finish(going, matter)
    assert "Is it solved?" in shown(phone)
    assert told(phone, matter, "not_solved", words="only one came").status_code == 302
    assert "only one came" in shown(phone, f"/r/party/matters/{matter.id}/")
    finish(going, matter)
    assert told(phone, matter, "confirm").status_code == 302
    matter.refresh_from_db()
    assert matter.closed_how == "confirmed"
    assert "Is it solved?" not in shown(phone)


def test_thread_says_in_sentences_who_did_what(going: Going) -> None:  # noqa: F811
    from yizhan.core.actors import Actor, ActorKind
    from yizhan.duty.actions.matters_handing import offer_matter, take_matter

    phone = phone_of(going)
    asked(phone, "quilt", count="1")
    matter = the_matter()
    first, other = matter.responsible, going.night.crew["kitchen"]
    assert first is not None
    facts = {"site_id": matter.site_id, "matter_id": matter.id}
    offer_matter(by=Actor(ActorKind.ACCOUNT, first.id).tapping(), **facts, to=other)
    take_matter(by=Actor(ActorKind.ACCOUNT, other).tapping(), **facts)
    matter.refresh_from_db()
    finish(going, matter)
    told(phone, matter, "not_solved", words="none came")
    page = shown(phone, f"/r/party/matters/{matter.id}/").split("What was said")[1]
    said = ("You asked", "kitchen took it over", "kitchen says it is done", "You said it is not solved")
    assert [page.index(words) for words in said] == sorted(page.index(words) for words in said)


def test_need_that_says_too_little_asks_for_words_and_a_complaint_whose_it_is(going: Going) -> None:  # noqa: F811
    phone = phone_of(going)
    page = shown(phone, f"{NEEDS}complaint/")
    assert "Whose complaint is it?" in page
    assert "What is it about? In a few words, by picture or by voice." in page
    assert "In your own words, if you like" in shown(phone, f"{NEEDS}quilt/")


def test_same_tap_twice_asks_once(going: Going) -> None:  # noqa: F811
    phone = phone_of(going)
    ids = {name: str(new_id()) for name in ("command_id", "photo_id", "voice_id")}
    for _ in range(2):
        assert phone.post(f"{NEEDS}water/", {**ids, "count": "3"}).status_code == 302
    assert the_matter().need == "water"


def test_words_of_an_emergency_lead_to_the_red_button(going: Going) -> None:  # noqa: F811
    phone = phone_of(going)
    assert asked(phone, "doctor", words="my father has chest pain")["Location"] == "/r/emergency/"
    assert the_matter().urgency == "now"
    assert "One tap rings the doctor" in shown(phone, "/r/emergency/")
    assert phone.get(f"{NEEDS}breath/")["Location"] == "/r/emergency/"


def test_what_the_rules_refuse_is_said_with_what_is_possible_instead(going: Going) -> None:  # noqa: F811
    page = shown(phone_of(going), f"{NEEDS}take_out/")
    assert "Riders may not enter" in page
    assert "group order" in page


def test_picture_comes_with_it_and_only_the_party_opens_it(going: Going) -> None:  # noqa: F811
    phone, stranger = phone_of(going), phone_of(going, "2", "303")
    picture = SimpleUploadedFile("leak.jpg", JPEG, "image/jpeg")
    page = shown_whole(phone, asked(phone, "plumbing", photo=picture)["Location"])
    (kept,) = set(re.findall(r'src="(/r/party/matters/[^"]+)"', page))
    reply = phone.get(kept)
    assert reply["Content-Type"] == "image/jpeg"
    assert reply.content[:3] == JPEG[:3]
    assert stranger.get(kept).status_code == 404
    assert stranger.get(f"/r/party/matters/{the_matter().id}/").status_code == 404
    assert told(stranger, the_matter(), "confirm").status_code == 404


def test_what_is_no_picture_is_said_and_nothing_is_asked(going: Going) -> None:  # noqa: F811
    from yizhan.duty.models import Matter

    phone = phone_of(going)
    reply = asked(phone, "plumbing", words="water everywhere", photo=BytesIO(b"MZ not a picture"))
    assert reply.status_code == 422
    page = reply.content.decode()
    assert "neither a photograph nor a recording" in page
    assert "water everywhere" in page
    assert not Matter.objects.exclude(need="").exists()


def test_too_little_is_asked_again(going: Going) -> None:  # noqa: F811
    reply = asked(phone_of(going), "other")
    assert reply.status_code == 422
    assert "Say in a few words" in reply.content.decode()


def test_one_adult_does_not_read_what_the_other_told_in_confidence(four: Going) -> None:  # noqa: F811
    first, second = (phone_of(four, "3", "401", letter) for letter in "AB")
    asked(first, "medicine", who="A", words="for the heart")
    assert "Medicine" in shown(first, NEEDS)
    assert "What you asked for" not in shown(second, NEEDS)
    assert second.get(f"/r/party/matters/{the_matter().id}/").status_code == 404


def test_what_the_crew_wrote_down_in_confidence_for_a_room_is_on_no_phone_of_several_adults(
    four: Going,  # noqa: F811
) -> None:
    from yizhan.duty.actions.matters_asking import ask

    phones = [phone_of(four, "3", "401", letter) for letter in "AB"]
    night, here = four.night, {"site_id": four.night.site.id, "channel": "door"}
    ask(by=night.by("nurse"), need="talk", words="afraid", room_id=night.room("401").id, **here)
    matter = the_matter()
    for phone in phones:
        assert phone.get(f"/r/party/matters/{matter.id}/").status_code == 404
        assert "Somebody to talk to" not in shown(phone)
    # Said of whom it is, it is on their own phone, and on no other.
    ask(by=night.by("nurse"), need="doctor", person_id=night.stay("003-B").person_id, **here)
    hers = type(matter).objects.get(need="doctor")
    assert [phone.get(f"/r/party/matters/{hers.id}/").status_code for phone in phones] == [404, 200]


def test_complaint_may_name_somebody_met_and_does_not_land_with_them(going: Going) -> None:  # noqa: F811
    from yizhan.duty.models import Matter

    phone = phone_of(going)
    asked(phone, "noise", words="doors bang all night")
    met: UUID | None = the_matter().responsible_id
    assert asked(phone, "complaint", about=str(met), words="was rude to us").status_code == 302
    complaint = Matter.objects.get(kind=Matter.Kind.COMPLAINT)
    assert complaint.about_id == met
    assert complaint.responsible_id not in (None, met)


def test_nothing_of_the_site_itself_is_offered(going: Going) -> None:  # noqa: F811
    phone = phone_of(going)
    assert "rectification" not in shown_whole(phone, NEEDS)
    assert phone.get(f"{NEEDS}incident/").status_code == 404
    assert phone.get(f"{NEEDS}nothing/").status_code == 404


def shown_whole(phone: Client, path: str) -> str:
    reply = phone.get(path)
    assert reply.status_code == 200
    return reply.content.decode()


@pytest.mark.parametrize("saying", ["ask", "finish"])
def test_page_says_nothing_that_is_not_theirs_to_say(going: Going, saying: str) -> None:  # noqa: F811
    phone = phone_of(going)
    asked(phone, "quilt", count="1")
    assert told(phone, the_matter(), saying).status_code == 404
