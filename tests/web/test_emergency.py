"""The red button on every page, for everyone: signed in or not, with cookies or without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.web.chance import without_chance
from yizhan.core.ids import new_id

if TYPE_CHECKING:
    from tests.intake.night import Night
    from yizhan.duty.queries.emergencies import Emergency


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """001 (adult, child) in 302."""
    from tests.intake.night import open_with_parties
    from yizhan.core.clock import running

    opened = open_with_parties(((1, "302"),), expected=4)
    with running(opened.clock):
        yield opened


def code(night: Night) -> str:
    from yizhan.stays.models import RoomCard

    return RoomCard.objects.get(room=night.room("302"), ended_at=None).code


def stranger(**headers: str) -> Client:
    return Client(enforce_csrf_checks=True, headers={"accept-language": "en", **headers})


def signed_in(night: Night, username: str) -> Client:
    from yizhan.people.models import Account

    client = Client(headers={"accept-language": "en"})
    client.force_login(
        Account.objects.get(id=night.crew[username]), backend="yizhan.web.signin.backends.AccountBackend"
    )
    return client


def resident(night: Night) -> Client:
    phone = Client(headers={"accept-language": "en"})
    assert phone.post(f"/r/{code(night)}/", {"number": "1"})["Location"] == "/r/party/"
    return phone


def raised(night: Night) -> list[Emergency]:
    from yizhan.duty.queries.emergencies import open_emergencies

    return open_emergencies(night.site.id)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_serves_a_stranger_with_numbers_and_what_to_do(night: Night, language: str) -> None:
    from yizhan.duty.emergency import red_flags

    page = Client(headers={"accept-language": language}).get("/emergency/").content.decode()
    for number in ("120", "119", "110"):
        assert f'href="tel:{number}"' in page
    for flag in red_flags().values():
        assert f'name="flag" value="{flag.key}"' in page
        assert flag.do.of(language)[0].replace("'", "&#x27;") in page


def test_a_stranger_without_cookies_is_heard(night: Night) -> None:
    reply = stranger().post("/emergency/calls/", {"flag": "fire", "where": "third floor, stairs"})
    (one,) = raised(night)
    assert (one.place, one.flag and one.flag.key) == ("third floor, stairs", "fire")
    page = stranger().get(reply["Location"]).content.decode()
    assert "They have been told" in page
    assert "third floor, stairs" in page


def test_a_party_raises_from_its_own_room_by_itself(night: Night) -> None:
    phone = resident(night)
    assert "<b>302</b>" in phone.get("/r/emergency/").content.decode()
    reply = phone.post("/r/emergency/calls/", {"flag": "labour"})
    (one,) = raised(night)
    assert (one.place, str(one.raised_by)) == ("302", "party")
    assert reply["Location"].startswith("/r/emergency/calls/")


def test_the_card_in_the_room_names_it_before_anybody_has_registered(night: Night) -> None:
    phone = stranger()
    page = without_chance(phone.get(f"/r/emergency/?from=/r/{code(night)}/")).replace(code(night), "")
    assert "302" not in page, "opening the page must not tell whether a card exists"
    phone.post("/r/emergency/calls/", {"flag": "", "from": f"/r/{code(night)}/"})
    assert [one.place for one in raised(night)] == ["302"]


def test_a_second_tap_adds_to_the_same_thread(night: Night) -> None:
    phone = stranger()
    call = phone.post("/emergency/calls/", {"flag": ""})["Location"].rstrip("/").rpartition("/")[2]
    phone.post("/emergency/calls/", {"flag": "pain", "where": "302", "call": call})
    (one,) = raised(night)
    assert (one.calls, one.place, one.flag and one.flag.key) == (2, "302", "pain")


def test_a_page_gone_back_to_still_rings(night: Night) -> None:
    phone = stranger()
    page = phone.get("/emergency/").content.decode()
    (command,) = set(re.findall(r'name="command_id" value="([0-9a-f-]{36})"', page))
    for flag in ("pain", "stroke"):
        assert phone.post("/emergency/calls/", {"flag": flag, "command_id": command}).status_code == 302
    assert sum(one.calls for one in raised(night)) == 2


def test_a_forged_word_opens_no_thread(night: Night) -> None:
    assert stranger().get("/emergency/calls/abc:def/").status_code == 404


def test_among_several_sites_a_stranger_says_where(night: Night) -> None:
    from tests.duty.crew import make_site

    make_site("riverside")
    reply = stranger().post("/emergency/calls/", {"flag": "fire"})
    assert reply.status_code == 422
    assert "120" in reply.content.decode()
    assert raised(night) == []
    stranger().post("/emergency/calls/", {"flag": "fire", "from": "/s/county/"})
    assert len(raised(night)) == 1


def test_the_crew_is_led_to_the_thread(night: Night) -> None:
    reply = signed_in(night, "kitchen").post(
        "/emergency/calls/", {"flag": "breath", "where": "302", "from": "/s/county/lists/"}
    )
    (one,) = raised(night)
    assert reply["Location"] == f"/s/county/emergencies/{one.matter.id}/"
    assert one.matter.room == night.room("302")
    page = signed_in(night, "counter1").get(reply["Location"]).content.decode()
    assert "I am going" in page
    assert "End it under my name" not in page
    assert "End it under my name" in signed_in(night, "head").get(reply["Location"]).content.decode()


def rings(night: Night, username: str) -> list[bool]:
    found: list[dict[str, Any]] = signed_in(night, username).get("/api/v1/sites/county/emergencies").json()
    return [one["rings"] for one in found]


def test_it_rings_at_the_doctor_and_the_head_until_they_answer(night: Night) -> None:
    resident(night).post("/r/emergency/calls/", {"flag": "sugar"})
    assert [rings(night, name) for name in ("head", "nurse", "counter1", "kitchen")] == [
        [True], [True], [False], [False],
    ]  # fmt: skip
    (one,) = raised(night)
    signed_in(night, "nurse").post(
        f"/s/county/emergencies/{one.matter.id}/entries/",
        {"kind": "going", "command_id": str(new_id())},
    )
    assert (rings(night, "nurse"), rings(night, "head")) == ([False], [True])
    night.minutes(1)
    resident(night).post("/r/emergency/calls/", {"flag": "sugar"})
    assert rings(night, "nurse") == [True], "who calls again rings again"


def test_the_resident_sees_that_somebody_is_coming(night: Night) -> None:
    from yizhan.duty.actions.emergencies import answer_emergency
    from yizhan.duty.models import EmergencyEntry

    phone = resident(night)
    address = phone.post("/r/emergency/calls/", {"flag": "sugar"})["Location"]
    assert "Nobody is on the way yet" in phone.get(address).content.decode()
    (one,) = raised(night)
    answer_emergency(
        by=night.by("nurse"),
        site_id=night.site.id,
        emergency_id=one.matter.id,
        kind=EmergencyEntry.Kind.GOING,
    )
    page = phone.get(address).content.decode()
    assert "Somebody is on the way to you" in page
    assert "nurse" not in page, "residents are not told who of the crew it is"


@pytest.mark.parametrize(
    "path",
    ["/s/county/", "/s/county/map/", "/s/county/lists/notices/", "/account/", "/f/county/", "/nowhere/"],
)
def test_the_button_is_on_the_pages_of_the_crew(night: Night, path: str) -> None:
    page = signed_in(night, "head").get(path, follow=True).content.decode()
    assert 'class="sos' in page
    assert 'href="/emergency/' in page


@pytest.mark.parametrize("path", ["/s/county/", "/f/county/"])
def test_the_button_of_a_sites_page_names_the_site(night: Night, path: str) -> None:
    page = signed_in(night, "head").get(path).content.decode()
    assert f'href="/emergency/?from={path}"' in page


@pytest.mark.parametrize("path", ["/sign-in/", "/nowhere/", "/enter/no-such-link/"])
def test_the_button_is_on_the_pages_of_strangers(night: Night, path: str) -> None:
    page = stranger().get(path, follow=True).content.decode()
    assert 'href="/emergency/"' in page, "what an address may give away is not carried on"


def test_the_button_is_on_the_pages_of_residents(night: Night) -> None:
    phone = resident(night)
    for path in (f"/r/{code(night)}/", "/r/party/", "/r/party/A/", "/r/party/papers/"):
        page = phone.get(path).content.decode()
        assert 'href="/r/emergency/?from=' in page
        assert 'href="tel:119"' in page


def test_the_button_is_on_the_page_of_a_program_that_failed(settings: Any) -> None:
    from django.template.loader import render_to_string

    for template in ("500.html", "403_csrf.html"):
        assert 'href="/emergency/"' in render_to_string(template)


def test_a_phone_keeps_the_guide_for_when_there_is_no_network(night: Night) -> None:
    worker = signed_in(night, "nurse").get("/f/sw.js").content.decode()
    assert '"/emergency/guide.json"' in worker
    guide = Client().get("/emergency/guide.json").json()
    assert all(flag["zh"]["do"] and flag["en"]["do"] for flag in guide["flags"])
    page = signed_in(night, "nurse").get("/f/county/").content.decode()
    assert 'data-ambulance="120" data-fire="119" data-police="110"' in page


def test_the_button_works_where_nothing_is_encrypted(night: Night, settings: Any) -> None:
    settings.ROOT_URLCONF = "yizhan.web.trust.plain"
    assert 'href="/emergency/"' in stranger().get("/").content.decode()
    reply = stranger().post("/emergency/calls/", {"flag": "fire", "where": "302"})
    assert [one.place for one in raised(night)] == ["302"]
    assert stranger().get(reply["Location"]).status_code == 200
