"""The residents' page: opened by a card and a wristband, own party only, nothing lost, nothing betrayed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.web.chance import without_chance
from yizhan.intake.room_card import card_rules

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.intake.night import Night

FIVE = {
    "name": "买买提·艾力",
    "document_kind": "resident_id",
    "document_number": "11010519491231002x",
    "sex": "",
    "birth_date": "",
    "phone": "+86 138 0013 8000",
}


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """001 (adult, child) in 302, 002 (adult, child) in 303; 304 is empty."""
    from tests.intake.night import open_with_parties
    from yizhan.core.clock import running

    opened = open_with_parties(((1, "302"), (2, "303")), expected=4)
    with running(opened.clock):
        yield opened


@pytest.fixture
def phone() -> Client:
    return Client(headers={"accept-language": "en"})


def code(night: Night, room: str = "302") -> str:
    from yizhan.stays.models import RoomCard

    return RoomCard.objects.get(room=night.room(room), ended_at=None).code


def claim(phone: Client, code: str, number: str) -> Any:
    return phone.post(f"/r/{code}/", {"number": number})


@pytest.fixture
def inside(night: Night, phone: Client) -> Client:
    """A phone on which party 001 opened its page."""
    assert claim(phone, code(night), "001")["Location"] == "/r/party/"
    return phone


def form_of(phone: Client, letter: str) -> dict[str, str]:
    page = phone.get(f"/r/party/{letter}/").content.decode()
    (command_id,) = re.findall(r'name="command_id" value="([0-9a-f-]{36})"', page)
    return {"command_id": command_id}


def anonymous(reply: HttpResponse) -> str:
    """A page without the token against forgery and without its own address, which its reader knows."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", reply.content.decode())
    return re.sub(r'name="next" value="/r/\w+/"|from=/r/\w+/', "", page)


def identity(night: Night, tag: str) -> Any:
    from yizhan.people.queries.identity import identity_of

    return identity_of(night.stay(tag).person)


@pytest.mark.parametrize("typed", ["1", "001", "001-A", " 1 ", "００１", "1b"])
def test_claim_reads_the_number_as_people_type_it(night: Night, phone: Client, typed: str) -> None:
    assert claim(phone, code(night), typed).status_code == 302


def test_claim_by_a_typed_code(night: Night, phone: Client) -> None:
    typed = f" {code(night)[:5].lower()} {code(night)[5:]} "
    assert phone.post("/r/", {"code": typed, "number": "1"})["Location"] == "/r/party/"


def test_claim_leaves_a_cookie_for_the_residents_page_alone(night: Night, phone: Client) -> None:
    reply = claim(phone, code(night), "1")
    cookie = reply.cookies["yizhan_party"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/r/")
    assert cookie["max-age"] == 30 * 24 * 3600


def test_wrong_code_wrong_number_and_too_many_tries_answer_alike(night: Night) -> None:
    from yizhan.stays.models import RoomCard

    exhausted = code(night, "303")
    for _ in range(card_rules().tries_of_a_card):
        claim(Client(), exhausted, "7")
    tried = [(code(night), "2"), (code(night, "304"), "2"), ("ABCDEFGHJK", "2"), (exhausted, "2"), ("x", "2")]
    replies = [claim(Client(headers={"accept-language": "en"}), *pair) for pair in tried]
    assert {reply.status_code for reply in replies} == {403}
    assert len({anonymous(reply) for reply in replies}) == 1
    assert all("yizhan_party" not in reply.cookies for reply in replies)
    assert "Check the number on your wristband" in anonymous(replies[0])
    assert RoomCard.objects.exclude(claimed_at=None).count() == 0


def test_front_door_is_the_same_for_every_card(night: Night) -> None:
    pages = [
        anonymous(Client().get(f"/r/{path}/")) for path in (code(night), code(night, "304"), "ABCDEFGHJK")
    ]
    assert len(set(pages)) == 1
    assert night.site.name not in pages[0]


def test_party_page_says_where_they_stand(night: Night, inside: Client) -> None:
    page = without_chance(inside.get("/r/party/"))
    for words in (
        "302",
        "Floor 3",
        "day 1",
        "001-A",
        "001-B",
        "0700-555-0100",
        "120",
        "9 answers are still open",
    ):
        assert words in page
    assert "002" not in page
    night.minutes(24 * 60)
    assert "day 2" in inside.get("/r/party/").content.decode()


def test_pages_need_no_script(night: Night, inside: Client) -> None:
    # The only one reads aloud where the phone has a voice; without it the button is not there.
    for path in ("/r/", f"/r/{code(night)}/", "/r/party/", "/r/party/A/", "/r/party/papers/"):
        page = inside.get(path).content.decode()
        assert re.findall(r"<script[^>]*>", page) == ['<script type="module" src="/static/yizhan/portal.js">']
        assert re.search(r"<button[^>]* data-aloud [^>]*hidden>", page), path


def test_member_is_saved_and_completed_from_the_number(night: Night, inside: Client) -> None:
    reply = inside.post(
        "/r/party/A/", form_of(inside, "A") | FIVE | {"relation": "grandparent", "diet": "halal"}
    )
    assert reply["Location"] == "/r/party/"
    said = identity(night, "001-A")
    assert (said.name, said.document_number, said.phone) == (
        "买买提·艾力",
        "11010519491231002X",
        "13800138000",
    )
    assert (said.sex, said.birth_date.isoformat(), said.diet) == ("female", "1949-12-31", "halal")
    assert night.stay("001-A").person.relation == "grandparent"
    page = inside.get("/r/party/").content.decode()
    assert "Saved: 买买提·艾力" in page
    assert "4 answers are still open" in page


def test_member_saved_twice_by_a_double_tap_is_saved_once(night: Night, inside: Client) -> None:
    from yizhan.core.models import CommandReceipt

    sent = form_of(inside, "A") | FIVE
    assert [inside.post("/r/party/A/", sent).status_code for _ in range(2)] == [302, 302]
    assert CommandReceipt.objects.filter(action="intake.register_own").count() == 1


def test_nothing_is_demanded(night: Night, inside: Client) -> None:
    assert inside.post("/r/party/B/", form_of(inside, "B") | {"name": "x"}).status_code == 302
    assert identity(night, "001-B").name == "x"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"document_number": "110105194912310020"}, "The last digit does not fit"),
        ({"birth_date": "1950-1-1"}, "says 1949-12-31, you wrote 1950-01-01. Which is right?"),
        ({"phone": "12345678901"}, "not how a telephone number looks"),
    ],
)
def test_a_doubt_is_asked_once_and_nothing_typed_is_lost(
    night: Night, inside: Client, wrong: dict[str, str], sentence: str
) -> None:
    typed = FIVE | wrong | {"illness": "asthma", "address": "3 Long Street"}
    reply = inside.post("/r/party/A/", form_of(inside, "A") | typed)
    page = reply.content.decode()
    assert reply.status_code == 422
    assert sentence in page.replace("&#x27;", "'")
    assert all(value in page for value in (*typed.values(), 'name="sure"'))
    assert identity(night, "001-A").name == ""
    assert inside.post("/r/party/A/", form_of(inside, "A") | typed | {"sure": "on"}).status_code == 302
    assert identity(night, "001-A").illness == "asthma"


@pytest.mark.parametrize(
    "written", ["19900307", "1990-3-7", "1990.03.07", "1990/3/7", "1990年3月7日", "１９９０-３-７"]
)
def test_birth_dates_are_read_as_people_write_them(night: Night, inside: Client, written: str) -> None:
    inside.post("/r/party/B/", form_of(inside, "B") | {"birth_date": written})
    assert identity(night, "001-B").birth_date.isoformat() == "1990-03-07"


@pytest.mark.parametrize("written", ["7.3.1990", "1990-13-01", "20220317", "18991231", "yesterday"])
def test_birth_dates_that_cannot_be_are_asked_again(night: Night, inside: Client, written: str) -> None:
    reply = inside.post("/r/party/B/", form_of(inside, "B") | {"name": "x", "birth_date": written})
    assert reply.status_code == 422
    assert written in reply.content.decode()


def test_only_children_are_asked_for_a_school_and_only_adults_for_their_part(inside: Client) -> None:
    adult, child = (inside.get(f"/r/party/{letter}/").content.decode() for letter in "AB")
    assert ('name="relation"' in adult, 'name="relation"' in child) == (True, False)
    assert ('name="school"' in adult, 'name="school"' in child) == (False, True)
    assert ('name="pregnancy_weeks"' in adult, 'name="pregnancy_weeks"' in child) == (True, False)


def test_fields_that_are_not_asked_do_not_change(night: Night, inside: Client) -> None:
    hostile = {
        "age_group": "adult",
        "relation": "teacher",
        "pregnancy_weeks": "9",
        "stay_id": str(night.stay("002-A").id),
    }
    inside.post("/r/party/B/", form_of(inside, "B") | {"name": "x"} | hostile)
    person = night.stay("001-B").person
    assert (person.age_group, person.relation) == ("child", "unknown")
    assert identity(night, "001-B").pregnancy_weeks is None
    assert night.stay("002-A").person.registered_at is None


def test_a_letter_that_nobody_wears_is_not_found(inside: Client) -> None:
    assert inside.get("/r/party/C/").status_code == 404
    assert inside.post("/r/party/C/", {"name": "x"}).status_code == 404


def test_a_closed_page_is_closed_from_the_next_request_on(night: Night, inside: Client) -> None:
    from yizhan.intake.queries.own_party import live_tokens

    secret = inside.cookies["yizhan_party"].value
    inside.post("/r/party/closing/")
    assert live_tokens().count() == 0
    other = Client(headers={"accept-language": "en"})
    other.cookies["yizhan_party"] = secret
    for path in ("/r/party/", "/r/party/A/"):
        assert other.get(path)["Location"] == "/r/"
    assert b"Scan the card in your room again" in other.get("/r/").content


@pytest.mark.parametrize("way", ["expired", "revoked", "ended", "forged", "none"])
def test_a_page_without_a_live_token_is_shut(night: Night, inside: Client, way: str) -> None:
    from yizhan.people.models import PartyToken
    from yizhan.stays.actions.stays import void_stay

    if way == "expired":
        night.minutes(31 * 24 * 60)
    elif way == "revoked":
        PartyToken.objects.update(revoked_at=night.clock.now())
    elif way == "ended":
        for letter in "AB":
            void_stay(night.stay(f"001-{letter}"), by=night.by("clerk"), reason="test")
    elif way == "forged":
        inside.cookies["yizhan_party"] = "x" * 43
    else:
        inside.cookies.clear()
    reply = inside.post("/r/party/A/", {"name": "x"})
    assert (reply.status_code, reply["Location"]) == (302, "/r/")
    assert "x" not in {identity(night, tag).name for tag in ("002-A", "002-B")}


def test_a_page_without_a_room_yet_says_wait(night: Night, phone: Client) -> None:
    from yizhan.people.models import PartyToken
    from yizhan.places.models import Occupancy

    claim(phone, code(night), "1")
    Occupancy.objects.filter(party_id=PartyToken.objects.get().party_id).update(ended_at=night.clock.now())
    assert b"Your room is being chosen" in phone.get("/r/party/").content


def test_reading_the_own_page_is_audited_as_the_party(night: Night, inside: Client) -> None:
    from yizhan.core.models import AuditEvent
    from yizhan.people.models import PartyToken

    inside.get("/r/party/")
    event = AuditEvent.objects.get(action="intake.read_own")
    assert event.actor == f"party:{PartyToken.objects.get().id}"


def test_number_of_queries_does_not_grow_with_the_party(night: Night) -> None:
    from tests.intake.night import ADULT, CHILD

    night.count(5, (ADULT, *[CHILD] * 3))
    night.house(5, "401")
    counted = []
    for number, room in ((1, "302"), (5, "401")):
        phone = Client()
        claim(phone, code(night, room), str(number))
        phone.post("/r/party/A/", form_of(phone, "A") | {"name": "x"})
        phone.get("/r/party/")
        with CaptureQueriesContext(connection) as queries:
            assert phone.get("/r/party/").status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 17


def test_pages_are_kept_out_of_caches_and_of_search(night: Night, inside: Client) -> None:
    for path in (f"/r/{code(night)}/", "/r/party/", "/r/party/A/"):
        reply = inside.get(path)
        assert reply["Cache-Control"] == "no-store"
        assert b'content="noindex"' in reply.content
