"""The pages and the API of protocols: found, read, ruled by two people, tried on a person."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.duty.crew import english, make_member, make_site
from yizhan.core.ids import new_id
from yizhan.people.models import Account
from yizhan.places.models import Site
from yizhan.protocols.models import Ruling
from yizhan.protocols.queries.rulings import protocol

pytestmark = pytest.mark.django_db
CONTACT = "cn-covid-ed8-contact"
PAGE = f"/s/county/protocols/{CONTACT}/"
API = "/api/v1/sites/county/protocols"


@pytest.fixture
def site() -> Site:
    return Site.objects.get(id=make_site())


@pytest.fixture
def head(site: Site) -> Client:
    return signed_in(make_member(site.id, "head"))


@pytest.fixture
def post() -> Client:
    return signed_in(make_member(None, "post", "command_post"))


def signed_in(account: Account) -> Client:
    """Return a browser in the account's hands."""
    client = english()
    client.force_login(account)
    return client


def ruling(**more: Any) -> dict[str, Any]:
    """Return what the form of a ruling sends."""
    ids = {"command_id": str(new_id()), "ruling_id": str(new_id())}
    return {**ids, "authority": "county command post", "document": "No. 7", "words": "", **more}


def text_of(reply: Any) -> str:
    """Return a page's text without its markup's white space."""
    return " ".join(reply.content.decode().split())


def test_list_finds_by_words_disease_jurisdiction_and_state(head: Client) -> None:
    in_force = text_of(head.get("/s/county/protocols/"))
    assert "who-ebola-contact" in in_force
    assert CONTACT not in in_force
    historic = text_of(head.get("/s/county/protocols/?state=historic&words=edition+8+14%2B7"))
    assert PAGE in historic
    assert "cn-covid-ed9-contact" not in historic
    of_hong_kong = text_of(head.get("/s/county/protocols/?state=all&jurisdiction=hk&disease=mers"))
    assert "hk-mers-2015-contact" in of_hong_kong
    assert "hk-covid-2022-inbound-3p4" not in of_hong_kong
    assert "No protocol fits" in text_of(head.get("/s/county/protocols/?words=nothing-like-it"))


def test_every_protocol_has_a_page_with_its_source(head: Client) -> None:
    from yizhan.protocols.reading import shelf

    for one in shelf().protocols.values():
        reply = head.get(f"/s/county/protocols/{one.id}/")
        assert reply.status_code == 200
        for _key, source in shelf().sources_of(one):
            assert source.title.split("&")[0] in reply.content.decode()


def test_page_of_a_protocol_that_is_not_there_is_404(head: Client) -> None:
    assert head.get("/s/county/protocols/gone/").status_code == 404
    assert head.get(f"{API}/gone").status_code == 404


def test_two_people_rule_day_one_and_the_page_computes(site: Site, head: Client, post: Client) -> None:
    asked = f"{PAGE}?asked=1&last_exposure=2022-03-06T14:00"
    assert "The text does not say which day is day 1." in text_of(head.get(asked))
    sent = ruling(**{"day_one": "day_after_anchor", "1.ends_at": "09:00", "1.ends_at.day": "+1"})
    assert head.post(f"{PAGE}rulings/", sent).status_code == 302
    assert head.post(f"{PAGE}rulings/", sent).status_code == 302
    entered = Ruling.objects.get()
    assert entered.said == {"day_one": "day_after_anchor", "1.ends_at": "09:00+1"}
    sign = f"{PAGE}rulings/{entered.id}/signatures/"
    assert sign not in text_of(head.get(PAGE))
    head.post(sign, {"command_id": str(new_id())})
    assert protocol(CONTACT, site.id).day_one is None
    assert sign in text_of(post.get(PAGE))
    post.post(sign, {"command_id": str(new_id())})
    assert protocol(CONTACT, site.id).ruled_by == (entered.id,)
    page = text_of(head.get(asked))
    assert "<b>2022-03-21 09:00</b><span>due out of the first phase" in page
    assert "Day 4: the protocol asks for a sample on days 1, 4, 7, 14." in page


def test_form_keeps_what_was_typed_when_it_cannot_be_entered(head: Client) -> None:
    reply = head.post(f"{PAGE}rulings/", ruling(document="", authority="the county"))
    assert reply.status_code == 409
    assert 'value="the county"' in text_of(reply)
    nothing = head.post(f"{PAGE}rulings/", ruling())
    assert "at least one point" in text_of(nothing)
    assert not Ruling.objects.exists()


def test_a_ruling_can_be_turned_down(site: Site, head: Client, post: Client) -> None:
    head.post(f"{PAGE}rulings/", ruling(day_one="anchor_day"))
    post.post(f"{PAGE}rulings/{Ruling.objects.get().id}/refusals/", {"command_id": str(new_id())})
    assert protocol(CONTACT, site.id).day_one is None
    assert "turned down" in text_of(head.get(PAGE))


def test_days_are_typed_as_people_type_them(head: Client) -> None:
    low = "/s/county/protocols/cn-covid-ed7-contact/rulings/"
    head.post(low, ruling(**{"day_one": "anchor_day", "1.sample_days": "14、1, 7 7"}))
    assert Ruling.objects.get().said == {"day_one": "anchor_day", "1.sample_days": [1, 7, 14]}
    head.post(low, ruling(**{"1.sample_days": "0"}))
    assert Ruling.objects.filter(said={"1.sample_days": []}).exists()


@pytest.mark.parametrize(
    "asked",
    ["last_exposure=", "last_exposure=yesterday", "last_exposure=0001-01-01T00:00",
     "last_exposure=9999-12-31T23:59",
     "last_exposure=2022-03-06T14:00&credited=-1", "last_exposure=2022-03-06T14:00&reset=99",
     "last_exposure=2022-03-06T14:00%2B08:00"],
)  # fmt: skip
def test_facts_that_cannot_be_read_compute_nothing_and_say_so(head: Client, asked: str) -> None:
    page = text_of(head.get(f"/s/county/protocols/cn-h1n1-2009-contact/?asked=1&{asked}"))
    assert "due out of the first phase" not in page
    assert "errorlist" in page


def test_influenza_2009_on_the_page_and_over_the_api(head: Client) -> None:
    page = "/s/county/protocols/cn-h1n1-2009-contact/?asked=1&last_exposure=2009-04-30T06:00"
    assert "<b>2009-05-07 06:00</b>" in text_of(head.get(page))
    made = head.get(f"{API}/cn-h1n1-2009-contact/calendar", {"at": "2009-04-30T06:00:00+08:00"}).json()
    assert made["due_at"] == "2009-05-06T22:00:00Z"
    assert made["phases"][0]["reason"]["words"].startswith("Exactly 168 hours from the last exposure")
    assert made["open"] == []


def test_api_says_what_there_is_and_what_is_open(head: Client) -> None:
    found = {one["id"]: one for one in head.get(API, {"state": "all"}).json()}
    assert len(found) == 46
    assert found[CONTACT]["open"] == ["day_one"]
    assert not found[CONTACT]["in_force"]
    whole = head.get(f"{API}/{CONTACT}").json()
    assert whole["protocol"]["phases"][0]["sample_days"] == [1, 4, 7, 14]
    assert whole["protocol"]["effective"]["from"] == "2021-05-14"
    made = head.get(f"{API}/{CONTACT}/calendar", {"at": "2022-03-06T14:00:00+08:00"}).json()
    assert [reason["code"] for reason in made["open"]] == ["day_one_open"]
    assert (made["due_at"], made["dues"]) == (None, [])


def test_api_refuses_what_no_calendar_has(head: Client) -> None:
    for at in ("2022-03-06T14:00:00", "0001-01-01T00:00:00Z", "soon"):
        assert head.get(f"{API}/{CONTACT}/calendar", {"at": at}).status_code == 422


def test_who_may_not_rule_is_refused(site: Site) -> None:
    nurse = signed_in(make_member(site.id, "nurse", role="health"))
    assert nurse.get(PAGE).status_code == 200
    assert "Enter a ruling" not in text_of(nurse.get(PAGE))
    assert nurse.post(f"{PAGE}rulings/", ruling(day_one="anchor_day")).status_code == 403
    assert nurse.post(f"{PAGE}rulings/{UUID(int=1)}/signatures/", {}).status_code == 403
