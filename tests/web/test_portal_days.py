"""A party's days on its own page: until when and why, past due, what comes next, whose health is shown."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.course.watching import at
from tests.intake.night import ADULT, CHILD
from tests.leaving.conftest import going, protocols  # noqa: F401 - the fixtures
from tests.leaving.going import DUE
from yizhan.core.ids import new_id

if TYPE_CHECKING:
    from tests.leaving.going import Going

FIFTH_DAY = at("03-20", "10:00")
PARTY = "/r/party/"


def phone_of(going: Going, number: str = "1", room: str = "302", letter: str = "") -> Client:  # noqa: F811
    """A phone on which somebody opened their party's page by the card."""
    from yizhan.stays.models import RoomCard

    client = Client(headers={"accept-language": "en"})
    code = RoomCard.objects.get(room=going.night.room(room), ended_at=None).code
    assert client.post(f"/r/{code}/", {"number": number + letter})["Location"] == PARTY
    return client


def shown(client: Client, path: str = PARTY) -> str:
    reply = client.get(path)
    assert reply.status_code == 200, reply.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", reply.content.decode()).replace("&#x27;", "'").split())


def reported(client: Client, letter: str, **said: Any) -> Any:
    return client.post(f"{PARTY}{letter}/reports/", {"command_id": str(new_id()), **said})


@pytest.fixture
def four(going: Going) -> Going:  # noqa: F811
    """003 in 401, two adults (A, B) and two children (C, D), beside 001 and 002; all under a protocol."""
    going.night.count(3, (ADULT, ADULT, CHILD, CHILD))
    going.night.house(3, "401")
    going.begin("001-A", "001-B", "002-A", "002-B", "003-A", "003-B", "003-C", "003-D")
    return going


def test_party_sees_when_it_leaves_why_then_and_how_many_nights(four: Going) -> None:
    client = phone_of(four)
    four.set(FIFTH_DAY)
    page = shown(client)
    for words in (
        "You leave together on Wednesday 30 March 09:00", "10 more nights.",
        "14 days from the last exposure on 2022-03-15 12:00",
        "16 ✓ 17 ✓ 18 ✓ 19 ✓ 20 today 21", "30 leave",
        "It takes a reason and two people who sign",
    ):  # fmt: skip
        assert words in page, words
    assert "Your time here is over" not in page


def test_reasons_stand_apart_for_whoever_leaves_apart(four: Going) -> None:
    four.sign(four.propose("003-A", until=at("04-02", "09:00")).waiting_id)
    page = shown(phone_of(four, "3", "401"))
    assert "Saturday 2 April 09:00" in page
    assert "Kept until" in page
    assert "Wednesday 30 March 09:00" in page


def test_who_has_no_due_time_reads_what_is_open_and_whom_to_ask(going: Going) -> None:  # noqa: F811
    client = phone_of(going)
    assert "When you leave is not set yet" in shown(client)
    going.begin(protocol="test-open")
    page = shown(client)
    assert "When you leave is not set yet" in page
    assert "The text does not say which day is day 1" in page
    assert "call the front desk" in page


def test_past_due_stands_on_the_page_from_the_minute_on_with_whom_to_call(four: Going) -> None:
    client = phone_of(four)
    for minutes, is_past in ((-1, False), (0, True), (3 * 60, True)):
        four.set(DUE + timedelta(minutes=minutes))
        assert ("Your time here is over" in shown(client)) is is_past
    page = client.get(PARTY).content.decode()
    assert "You should have left at 3-30 09:00, 3 h 0 min ago." in page
    assert page.index("Your time here is over") < page.index('href="tel:0700-555-0100"')


def test_letter_chosen_beside_the_number_says_whose_phone_it_is(four: Going) -> None:
    from yizhan.people.models import PartyToken
    from yizhan.stays.models import RoomCard

    code = RoomCard.objects.get(room=four.night.room("302"), ended_at=None).code
    for letter, tag in (("B", "001-B"), ("", None), ("BB", None)):
        assert Client().post(f"/r/{code}/", {"number": "1", "letter": letter}).status_code == 302
        token = PartyToken.objects.latest("expires_at", "id")
        assert token.holder_id == (four.night.stay(tag).person_id if tag else None), letter


def test_window_of_all_day_is_no_hours() -> None:
    from datetime import timedelta

    from yizhan.places.models import Site
    from yizhan.web.portal.household import DueToday
    from yizhan.web.templatetags.portal_words import due_hours

    site, opens = Site(timezone="Asia/Shanghai"), at("03-20", "00:00")
    said = [due_hours(DueToday("sample", opens, opens + timedelta(hours=n), ()), site) for n in (24, 11)]
    assert said[0] == "some time today"
    assert said[1].endswith("00:00–11:00")


def test_next_entry_and_what_is_due_today_are_named_by_the_hour(four: Going) -> None:
    from yizhan.duty.actions.round_plans import plan_round

    client = phone_of(four)
    four.set(FIFTH_DAY)
    assert "Temperature" in shown(client)
    plan_round(
        by=four.night.by("head"), site_id=four.night.site.id, kinds=("observation",),
        floors=(four.night.room("302").floor_id,), planned_at=at("03-20", "10:30"), suits=2,
    )  # fmt: skip
    assert "With the 10:30 entry : Temperature and symptoms" in shown(client)
    assert "With the 10:30 entry" not in shown(phone_of(four, "3", "401"))


def test_report_is_kept_answers_what_was_due_and_a_double_tap_changes_nothing(four: Going) -> None:
    from yizhan.duty.models import Obligation
    from yizhan.health.models import Observation

    client = phone_of(four)
    four.set(FIFTH_DAY)
    sent = {"value_c": "３６,８", "mood": "good", "command_id": str(new_id())}
    assert [client.post(f"{PARTY}B/reports/", sent).status_code for _ in range(2)] == [302, 302]
    kept = Observation.objects.select_related("reading").get(person=four.night.stay("001-B").person)
    assert kept.reading
    assert (str(kept.reading.value_c), kept.mood, kept.source) == ("36.8", "good", "self")
    assert Obligation.objects.filter(record_id=kept.id, kind="temperature").count() == 1
    page = shown(client, f"{PARTY}B/health/")
    assert "36.8 °C" in page
    assert "said by you" in page


def test_alarming_report_calls_the_doctor_and_says_so(four: Going) -> None:
    from yizhan.duty.models import Matter

    client = phone_of(four)
    assert reported(client, "A", symptoms=["breathless"], note="since noon").status_code == 302
    assert "The doctor knows now" in shown(client, f"{PARTY}A/health/")
    assert Matter.objects.filter(kind="symptom", subject_id=four.night.stay("001-A").person_id).count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"), [({"value_c": "3.8"}, "25"), ({}, "Nothing was entered"), ({"value_c": "50"}, "45")]
)
def test_report_that_cannot_be_is_asked_again_and_nothing_typed_is_lost(
    four: Going, said: dict[str, str], sentence: str
) -> None:
    from yizhan.health.models import Observation

    reply = reported(phone_of(four), "A", **said)
    assert reply.status_code == 422
    assert sentence in reply.content.decode()
    assert f'value="{said.get("value_c", "")}"' in reply.content.decode() or not said
    assert Observation.objects.count() == 0


def test_results_are_read_as_what_they_mean(four: Going) -> None:
    client = phone_of(four)
    four.sample("001-A", "negative")
    four.sample("001-B", "positive", size=5)
    assert "Negative" in shown(client, f"{PARTY}A/health/")
    pool = shown(client, f"{PARTY}B/health/")
    assert "That says nothing of you" in pool
    assert "Positive" not in pool
    four.sample("001-A", "positive")
    assert "A doctor speaks with you" in shown(client, f"{PARTY}A/health/")
    four.sample("001-B")
    assert "awaited" in shown(client, f"{PARTY}B/health/")


def test_rules_name_their_text_and_what_holds_for_everybody(four: Going) -> None:
    page = shown(phone_of(four), f"{PARTY}rules/")
    for words in ("Fourteen days", "Quarantine at a site : 14 days", "Samples on days 1, 4, 7, 14"):
        assert words in page, words
    assert "an order made up for tests" in page


def test_of_several_adults_each_sees_the_own_health_and_the_childrens(four: Going) -> None:
    four.sample("003-B", "positive")
    for letter, sees in (("A", "ACD"), ("B", "BCD"), ("C", "C"), ("", "CD")):
        client = phone_of(four, "3", "401", letter)
        seen = [one for one in "ABCD" if client.get(f"{PARTY}{one}/health/").status_code == 200]
        told = [one for one in "ABCD" if reported(client, one, mood="fair").status_code == 302]
        assert (letter, "".join(seen), "".join(told)) == (letter, sees, sees)


def test_holder_is_said_once_and_only_for_ones_own_party(four: Going) -> None:
    from yizhan.people.models import PartyToken

    client = phone_of(four, "3", "401")
    assert "Whose phone is this?" in shown(client)
    for letter in ("Z", "B", "A"):
        client.post(f"{PARTY}holder/", {"letter": letter, "command_id": str(new_id())})
    assert PartyToken.objects.get().holder_id == four.night.stay("003-B").person_id
    assert "Whose phone is this?" not in shown(client)
    assert "Whose phone is this?" not in shown(phone_of(four))


def test_another_adults_illness_is_no_reason_that_the_party_reads() -> None:
    from yizhan.protocols.facts import Reason
    from yizhan.web.portal.household import whys_of

    ill, counted = Reason("symptom", {"days": "7", "on": "2022-03-20"}), Reason("next", {"days": "7"})
    assert whys_of([ill, counted], spoken=False) == ("7 days after the phase before.",)
    assert whys_of([ill, counted], spoken=True)[0] == "7 days after the new symptom of 2022-03-20."


@pytest.mark.parametrize("way", ["expired", "revoked", "left", "forged", "other_site"])
def test_health_is_shut_from_the_next_request_on(four: Going, way: str) -> None:
    from yizhan.health.models import Observation
    from yizhan.people.models import PartyToken

    client = phone_of(four, "3", "401", "A")
    four.sample("003-C", "negative")
    assert "Negative" in shown(client, f"{PARTY}C/health/")
    if way == "expired":
        PartyToken.objects.update(expires_at=four.night.clock.now())
    elif way == "revoked":
        PartyToken.objects.update(revoked_at=four.night.clock.now())
    elif way == "left":
        four.set(DUE)
        four.release("003-A")
    elif way == "other_site":
        PartyToken.objects.update(site_id=four.second_site().id)
    else:
        client.cookies["yizhan_party"] = "x" * 43
    for path in ("", "A/", "A/health/", "C/health/", "rules/", "papers/"):
        reply = client.get(PARTY + path)
        assert (reply.status_code, reply["Location"]) == (302, "/r/")
    assert reported(client, "C", mood="good").status_code == 302
    assert Observation.objects.count() == 0


def test_former_guardians_phone_is_shut_while_the_children_stay_and_gets_no_later_papers(four: Going) -> None:
    from yizhan.people.models import PartyToken

    former, other = phone_of(four, "3", "401", "A"), phone_of(four, "3", "401", "B")
    PartyToken.objects.update(expires_at=DUE + timedelta(days=30))
    four.set(DUE)
    four.release("003-A")
    assert former.get(f"{PARTY}C/health/")["Location"] == "/r/"
    assert "Fetch your certificate" in shown(former, "/r/")
    mine = _papers(former)
    assert shown(other, f"{PARTY}C/health/")
    four.set(DUE + timedelta(hours=1))
    four.release("003-B", "003-C", "003-D")
    assert _papers(former) == mine == ["A"]
    assert _papers(other) == ["A", "B", "C", "D"]


def test_a_wrong_letter_betrays_nothing(four: Going) -> None:
    from yizhan.stays.models import RoomCard

    code = RoomCard.objects.get(room=four.night.room("302"), ended_at=None).code
    replies = [Client().post(f"/r/{code}/", {"number": typed}) for typed in ("7-A", "7-Z", "7")]
    assert {reply.status_code for reply in replies} == {403}
    lengths = {len(re.sub(r'value="[^"]*"', "", reply.content.decode())) for reply in replies}
    assert len(lengths) == 1


def _papers(client: Client) -> list[str]:
    """The letters of those whose certificates a phone would fetch."""
    from yizhan.leaving.queries.papers import departed_token, papers_of_party

    token = departed_token(client.cookies["yizhan_party"].value)
    assert token
    return sorted(one.stay.band_letter for one in papers_of_party(token))
