"""S2, S3: what a token, a paper's code and a community's link open, to whom, and who is not told."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.leaving.conftest import going, protocols  # noqa: F401 - the fixtures
from tests.leaving.going import DUE
from tests.leaving.test_handing_over import community, prepare
from tests.leaving.test_pages import desk, named
from tests.web.chance import without_chance
from tests.web.own import born, keep, on_call, receive
from tests.web.test_portal_days import PARTY, four, phone_of, reported, shown  # noqa: F401 - a fixture among them
from yizhan.care.models import MedicineCount
from yizhan.core.ids import new_id
from yizhan.duty.models import Matter
from yizhan.leaving.models import Certificate, HandOver
from yizhan.leaving.queries.communities import link_of
from yizhan.people.models import PartyToken
from yizhan.stays.models import RoomCard

if TYPE_CHECKING:
    from tests.leaving.going import Going

CERTIFICATE = f"{PARTY}certificate.pdf"
SOME = "0190f000-0000-7000-8000-000000000000"
OWN_PAGES = (
    "", "A/", "A/health/", "C/health/", "rules/", "papers/", "A/reports/", "holder/", "closing/",
    "needs/", "needs/quilt/", "needs/doctor/", "order/", "order/lines/", "notices/", "medicines/",
    "medicines/orders/", "parcels/", "A/feelings/", "A/feelings/phq9/", "C/feelings/phqa/", "somebody-comes/",
    *(f"{path}{SOME}/{end}" for path, end in (
        ("matters/", ""), ("matters/", "say/"), ("matters/", f"attachments/{SOME}/"), ("order/", "receipt/"),
        ("medicines/", "counts/"), ("parcels/", "matters/"),
    )),
)  # fmt: skip
# What a party sends about what it needs; the address names something of another party's.
SAYS = {
    "medicine": ("medicines/{}/counts/", {"left": "1"}),
    "parcel": ("parcels/{}/matters/", {"about": "not_mine"}),
    "matter": ("matters/{}/say/", {"words": "x"}), "done": ("matters/{}/confirm/", {}),
    "order": ("order/{}/receipt/", {}),
}  # fmt: skip
TRIES, SLOWER = 25, 1.6
_OWN = re.compile(r'(csrfmiddlewaretoken|command_id|next)" value="[^"]*"|from=[^"&]*')


def plain(reply: Any) -> tuple[int, str]:
    """Status and body of a reply, without what differs in every form and without its own address."""
    own = reply.request["PATH_INFO"]
    return reply.status_code, _OWN.sub("", b"".join(reply).decode()).replace(own, "")


def answers(asked: Iterable[Callable[[], Any]]) -> set[tuple[int, str, int]]:
    """The different replies to some questions, each with its number of queries."""
    found = set()
    for ask in asked:
        with CaptureQueriesContext(connection) as queries:
            reply = ask()
        found.add((*plain(reply), len(queries)))
    return found


def as_slow(one: Callable[[], Any], other: Callable[[], Any]) -> bool:
    """Whether two questions take the same time, asked in turn; a busy machine has several tries."""
    for _ in range(4):
        took: dict[int, list[float]] = {0: [], 1: []}
        for place in range(2 * TRIES):
            begun = time.perf_counter()
            (one, other)[place % 2]()
            took[place % 2].append(time.perf_counter() - begun)
        first, second = (median(took[place]) for place in (0, 1))
        if max(first, second) < SLOWER * min(first, second):
            return True
    return False


def link(going: Going, place: Any) -> str:  # noqa: F811
    ends, seal = link_of(going.night.site.id, place.id)
    return f"/h/county/{place.id}/{ends}/{seal}/"


@pytest.mark.parametrize("way", ["none", "forged", "expired", "revoked", "closed", "left", "other_site"])
def test_a_token_that_ended_opens_no_page_of_the_party(four: Going, way: str) -> None:  # noqa: F811
    phone, tokens = phone_of(four, "3", "401", "A"), PartyToken.objects
    assert phone.get(f"{PARTY}C/health/").status_code == 200
    secret = phone.cookies["yizhan_party"].value
    if way == "left":
        four.set(DUE)
        four.release("003-A", "003-B", "003-C", "003-D")
    elif way == "closed":
        phone.post(f"{PARTY}closing/")
    elif way in ("none", "forged"):
        phone.cookies.clear()
    else:
        moment, elsewhere = four.night.clock.now(), four.second_site().id
        ended = {"expired": {"expires_at": moment}, "revoked": {"revoked_at": moment}}
        tokens.update(**ended.get(way, {"site_id": elsewhere}))
    if way == "forged":
        phone.cookies["yizhan_party"] = "x" * 43
    if way == "closed":
        phone.cookies["yizhan_party"] = secret
    for path in OWN_PAGES:
        for ask in (phone.get, phone.post):
            reply = ask(PARTY + path)
            assert (reply.status_code, reply["Location"]) == (302, "/r/"), (path, way)
            if way not in ("left", "none"):
                phone.cookies["yizhan_party"] = "x" * 43 if way == "forged" else secret


def test_a_page_shows_its_own_household_whatever_letter_is_asked_for(four: Going) -> None:  # noqa: F811
    named(four, "002-A")
    own, other = phone_of(four), phone_of(four, "2", "303")
    assert "Zeng Li" in other.get(PARTY).content.decode()
    receive(four, "SF2020", "303")
    keep(four, "002-A")
    on_call(four)
    opened = (
        "", "A/", "A/health/", "rules/", "papers/", "B/", "needs/", "order/", "notices/", "medicines/",
        "parcels/", "medicines/orders/", "A/feelings/", "A/feelings/phq9/",
    )  # fmt: skip
    for path in opened:
        for stranger in ("Zeng Li", "002-", "303", "003-", "SF2020", "Metformin"):
            assert stranger not in without_chance(own.get(PARTY + path)), (path, stranger)


def test_what_is_another_partys_is_what_nobody_has_and_changes_nothing(four: Going) -> None:  # noqa: F811
    """Medicines, parcels, matters and orders: of another party, of one that left, and of nobody."""
    theirs = {
        "medicine": keep(four, "002-A"), "parcel": receive(four, "SF2020", "303"),
        "matter": asked_by(phone_of(four, "2", "303")), "order": new_id(),
    }  # fmt: skip
    theirs["done"] = theirs["matter"]
    own, other = phone_of(four), phone_of(four, "2", "303")
    for name, (path, said) in SAYS.items():
        facts = {**ids_of_a_form(), **said}
        told = answers(
            partial(own.post, f"{PARTY}{path.format(one)}", facts) for one in (theirs[name], new_id())
        )
        assert len({(status, body) for status, body, _ in told}) == 1, name
    assert not MedicineCount.objects.filter(by__startswith="party:").exists()
    assert set(Matter.objects.exclude(need="").values_list("id", "settled_at")) == {(theirs["matter"], None)}
    # Their own page does all of it, until it is revoked in mid-session.
    counted = other.post(f"{PARTY}medicines/{theirs['medicine']}/counts/", {**ids_of_a_form(), "left": "2"})
    assert counted["Location"] == f"{PARTY}medicines/"
    assert MedicineCount.objects.filter(by__startswith="party:").count() == 1
    PartyToken.objects.filter(party_id=four.night.stay("002-A").party_id).update(revoked_at=DUE)
    for name, (path, said) in SAYS.items():
        reply = other.post(f"{PARTY}{path.format(theirs[name])}", {**ids_of_a_form(), **said})
        assert reply["Location"] == "/r/", name
    assert MedicineCount.objects.filter(by__startswith="party:").count() == 1


def test_who_was_guardian_and_is_no_more_neither_counts_nor_answers_for_the_child(
    four: Going,  # noqa: F811
) -> None:
    """The child has gone on without them: its medicine, its questions and its name are theirs no more."""
    childs = keep(four, "003-C")
    born(four, "003-C", date(2009, 3, 17))
    phone = phone_of(four, "3", "401", "A")
    four.set(DUE)
    on_call(four)
    assert "Metformin" in shown(phone, f"{PARTY}medicines/")
    assert phone.get(f"{PARTY}C/feelings/phqa/").status_code == 200
    four.release("003-C")
    assert "Metformin" not in shown(phone, f"{PARTY}medicines/")
    assert phone.get(f"{PARTY}C/feelings/phqa/").status_code == 404
    facts = {**ids_of_a_form(), "left": "1"}
    assert phone.post(f"{PARTY}medicines/{childs}/counts/", facts).status_code == 404
    assert phone.post(f"{PARTY}medicines/orders/", {**facts, "who": "C", "what": "x"}).status_code == 422


def asked_by(phone: Client) -> UUID:
    """Ask for something from a phone; returns the matter."""
    said = phone.post(f"{PARTY}needs/quilt/", {**ids_of_a_form(), "count": "1"})
    return UUID(said["Location"].split("/")[-2])


def ids_of_a_form() -> dict[str, str]:
    return {name: str(new_id()) for name in ("command_id", "photo_id", "voice_id")}


def test_another_adult_and_nobody_at_all_are_the_same_answer(four: Going) -> None:  # noqa: F811
    phone = phone_of(four, "3", "401", "A")
    for kind in ("health", "reports"):

        def ask(letter: str, kind: str = kind) -> Any:
            if kind == "health":
                return phone.get(f"{PARTY}{letter}/health/")
            return reported(phone, letter, mood="good")

        told = answers(partial(ask, letter) for letter in ("B", "Z", "b", "AA"))
        assert len(told) == 1, kind
        assert next(iter(told))[0] == 404


def test_papers_are_fetched_by_ones_own_party_only_and_not_when_withdrawn(four: Going) -> None:  # noqa: F811
    phones = {number: phone_of(four, number, room) for number, room in (("1", "302"), ("2", "303"))}
    four.set(DUE)
    PartyToken.objects.update(expires_at=DUE + timedelta(days=30))
    nothing = {plain(phone.get(CERTIFICATE)) for phone in (*phones.values(), Client())}
    four.release("001-A", "001-B")
    assert phones["1"].get(CERTIFICATE)["Content-Type"] == "application/pdf"
    # Somebody else's release changes nothing of what a stranger is told.
    assert {plain(phones["2"].get(CERTIFICATE)), plain(Client().get(CERTIFICATE))} == nothing
    Certificate.objects.update(withdrawn_at=DUE, withdrawn_by_id=four.night.crew["head"])
    assert plain(phones["1"].get(CERTIFICATE)) in nothing
    Certificate.objects.update(withdrawn_at=None, withdrawn_by_id=None)
    PartyToken.objects.update(revoked_at=DUE)
    assert plain(phones["1"].get(CERTIFICATE)) in nothing


def test_a_code_that_no_paper_has_is_one_answer_whatever_it_opens_elsewhere(four: Going) -> None:  # noqa: F811
    four.set(DUE)
    four.release("001-A")
    paper, card = Certificate.objects.get(), RoomCard.objects.get(room=four.night.room("303"), ended_at=None)
    nearly = paper.code[:-1] + ("A" if paper.code[-1] != "A" else "B")
    codes = [
        card.code, nearly, paper.code[:-1], f"{paper.code}A", str(paper.id), str(paper.number), "x" * 200,
        "COUNTY-00001", "' OR 1=1 --", "002-A",
    ]  # fmt: skip
    anybody = Client(headers={"accept-language": "en"})
    told = answers(partial(anybody.get, f"/v/{code}/") for code in codes)
    assert [status for status, *_ in told] == [404]
    assert as_slow(lambda: anybody.get(f"/v/{nearly}/"), lambda: anybody.get("/v/NOSUCHCODE00/"))
    assert anybody.post(f"/v/{paper.code}/").status_code in (403, 405)
    # What is told of a paper is the same for a reader who is signed in, and for the resident's own phone.
    shown = {plain(one.get(f"/v/{paper.code}/")) for one in (anybody, phone_of(four, "2", "303"))}
    assert len(shown) == 1
    (said,) = shown
    assert str(paper.stay_id) not in said[1]
    words = without_chance(anybody.get(f"/v/{paper.code}/")).replace(paper.code, "")
    for private in ("001-A", four.night.stay("001-B").tag, "302"):
        assert private not in words


def test_who_is_here_who_left_and_who_never_came_open_the_door_alike(four: Going) -> None:  # noqa: F811
    cards = {
        room: RoomCard.objects.get(room=four.night.room(room), ended_at=None).code for room in ("302", "401")
    }
    four.set(DUE)
    four.release("001-A", "001-B")
    asked = [
        (cards["302"], "1"), (cards["302"], "1-A"), (cards["302"], "9"), (cards["401"], "1"),
        (cards["401"], "2"), ("ABCDEFGHJK", "3"), ("ABCDEFGHJK", "1"),
    ]  # fmt: skip
    told = {
        plain(Client().post(f"/r/{code}/", {"number": number}, REMOTE_ADDR=f"10.0.0.{place}"))
        for place, (code, number) in enumerate(asked)
    }
    # What was typed stands in the form again, and is all that differs.
    assert len({(status, re.sub(r'value="[^"]*"', "", body)) for status, body in told}) == 1
    assert {status for status, _ in told} == {403}

    def door(code: str, place: int) -> Callable[[], Any]:
        return lambda: Client().post(f"/r/{code}/", {"number": "1"}, REMOTE_ADDR=f"10.1.0.{place}")

    doors = [door(code, place) for place, code in enumerate((*cards.values(), "ABCDEFGHJK"))]
    assert len({_queries(one) for one in doors}) == 1
    assert as_slow(door(cards["302"], 9), door("ABCDEFGHJK", 9))


def test_five_wrong_numbers_shut_a_card_for_a_quarter_of_an_hour(four: Going) -> None:  # noqa: F811
    from yizhan.intake.room_card import card_rules

    card = RoomCard.objects.get(room=four.night.room("302"), ended_at=None)
    assert (card_rules().tries_of_a_card, card_rules().tries_within_minutes) == (5, 15)
    for place in range(5):
        Client().post(f"/r/{card.code}/", {"number": "9"}, REMOTE_ADDR=f"10.0.0.{place}")
    right = {"path": f"/r/{card.code}/", "data": {"number": "1"}, "REMOTE_ADDR": "10.0.0.77"}
    assert Client().post(**right).status_code == 403
    four.night.minutes(15.1)
    assert Client().post(**right).status_code == 302


def test_a_communitys_link_opens_that_community_until_it_ends(four: Going) -> None:  # noqa: F811
    stay, east, west = named(four), community(four), community(four, "West Street")
    prepare(four, "001-A", to=east)
    own, theirs, street = link(four, east), link(four, west), Client()
    assert "Zeng Li" in street.get(own).content.decode()
    assert "Zeng Li" not in street.get(theirs).content.decode()
    _, _, code, place, ends, seal, _ = own.split("/")
    wrong = [
        f"/h/nowhere/{place}/{ends}/{seal}/", f"/h/{code}/{west.id}/{ends}/{seal}/",
        f"/h/{code}/{new_id()}/{ends}/{seal}/", f"/h/{code}/{place}/{int(ends) + 1}/{seal}/",
        f"/h/{code}/{place}/{ends}/{seal[:-1]}0/", f"/h/{code}/{place}/{ends}/{seal.upper()}x/",
        f"/h/{code}/{place}/0/{seal}/",
    ]  # fmt: skip
    told = {plain(street.get(path)) for path in wrong}
    assert len(told) == 1
    assert next(iter(told))[0] == 404
    assert as_slow(lambda: street.get(wrong[1]), lambda: street.get(wrong[0]))
    four.night.minutes(3 * 24 * 60)
    said = {"stay": str(stay.id), "name": "Ms Zhou", "command_id": str(new_id())}
    assert {street.get(own).status_code, street.post(own, said).status_code} == {404}
    assert HandOver.objects.get().confirmed_at is None


def test_a_community_confirms_once_and_nobody_who_goes_elsewhere_by_then(four: Going) -> None:  # noqa: F811
    stay, east, west = named(four), community(four), community(four, "West Street")
    prepare(four, "001-A", "001-B", to=east)
    street, own = Client(headers={"accept-language": "en"}), link(four, east)
    said = {"stay": str(stay.id), "name": "Ms Zhou", "command_id": str(new_id())}
    # The people are sent elsewhere between the page and the tap.
    prepare(four, "001-A", to=west)
    assert "does not go to you" in street.post(own, said, follow=True).content.decode()
    assert "Zeng Li" not in street.get(own).content.decode()
    assert not HandOver.objects.exclude(confirmed_at=None).exists()
    child = {**said, "stay": str(four.night.stay("001-B").id), "command_id": str(new_id())}
    street.post(own, child)
    first = HandOver.objects.get(stay=four.night.stay("001-B"))
    four.night.minutes(5)
    for again in (child, {**child, "name": "Mr Wu"}, {**child, "name": "Mr Wu", "command_id": str(new_id())}):
        street.post(own, again)
    first.refresh_from_db()
    assert (first.confirmed_name, HandOver.objects.exclude(confirmed_at=None).count()) == ("Ms Zhou", 1)


def test_what_residents_and_communities_say_no_account_can_say_for_them(four: Going) -> None:  # noqa: F811
    from yizhan.health.models import Observation

    place, stay = community(four), four.night.stay("001-A")
    prepare(four, "001-A", to=place)
    site_id = str(four.night.site.id)
    commands = [
        {"action": "health.report_self",
         "facts": {"site_id": site_id, "person_id": str(stay.person_id), "mood": "good"}},
        {"action": "leaving.confirm_by_link",
         "facts": {"site_id": site_id, "community_id": str(place.id), "stay_ids": [str(stay.id)],
                   "name": "x"}},
        {"action": "intake.say_holder", "facts": {"site_id": site_id, "letter": "A"}},
    ]  # fmt: skip
    sent = json.dumps([{"id": str(new_id()), **one} for one in commands])
    for who in ("head", "nurse", "kitchen"):
        replies = desk(four, who).post("/api/v1/commands", sent, content_type="application/json").json()
        assert [(one["status"], one["code"]) for one in replies] == [("refused", "not_permitted")] * 3
    assert not Observation.objects.exists()
    assert HandOver.objects.get().confirmed_at is None


def _queries(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)
