"""A few questions on one's own page: voluntary, only while somebody can come, never a diagnosis."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.leaving.conftest import going, protocols  # noqa: F401 - the fixtures
from tests.web.own import born, on_call, person
from tests.web.test_portal_days import four, phone_of, shown  # noqa: F401 - the fixture
from yizhan.core.ids import new_id

if TYPE_CHECKING:
    from django.test import Client

    from tests.leaving.going import Going

PARTY = "/r/party/"
DOCTORS_WORDS = ("depress", "diagnos", "score", "PHQ", "GAD", "suicid", "patient")


def answered(phone: Client, instrument: str, values: list[int], letter: str = "A", **said: Any) -> Any:
    from yizhan.care.enums import Instrument
    from yizhan.care.instruments import questionnaires

    items = [key for key, _ in questionnaires()[Instrument(instrument)].items]
    answers = {key: str(value) for key, value in zip(items, values, strict=True)}
    facts = {"command_id": str(new_id()), "wants": "on", **answers, **said}
    return phone.post(f"{PARTY}{letter}/feelings/{instrument}/", facts)


def test_questions_are_offered_only_while_somebody_is_on_call(going: Going) -> None:  # noqa: F811
    from yizhan.care.models import Screening

    phone, door = phone_of(going), f"{PARTY}A/feelings/"
    assert "How I have been: a few questions" not in shown(phone, f"{PARTY}A/health/")
    assert "Nobody of the care team is on call" in shown(phone, door)
    assert phone.get(f"{door}phq2/")["Location"] == door
    assert answered(phone, "phq2", [0, 0])["Location"] == door
    on_call(going)
    assert "How I have been: a few questions" in shown(phone, f"{PARTY}A/health/")
    page = shown(phone, door)
    assert "Answering is voluntary." in page
    assert "It is no diagnosis" in page
    assert "My mood: two questions" in page
    going.night.minutes(121)
    assert answered(phone, "phq2", [0, 0])["Location"] == door
    assert not Screening.objects.exists()


def test_nothing_is_kept_of_who_does_not_want_or_leaves_one_out(going: Going) -> None:  # noqa: F811
    from yizhan.care.models import Screening

    on_call(going)
    phone = phone_of(going)
    reply = answered(phone, "phq2", [0, 1], wants="")
    assert reply.status_code == 422
    assert "Nobody has to answer" in reply.content.decode()
    reply = answered(phone, "phq2", [0, 1], down="")
    assert reply.status_code == 422
    assert "Tap one of the four" in reply.content.decode()
    assert answered(phone, "phq2", [0, 1], down="7").status_code == 422
    assert not Screening.objects.exists()


@pytest.mark.parametrize(
    ("instrument", "values", "goes_to", "words"),
    [
        ("phq2", [0, 1], "A/feelings/", "Thank you for telling us."),
        ("phq2", [2, 2], "A/feelings/phq9/", "there are a few more questions"),
        ("gad7", [1, 1, 1, 1, 1, 0, 0], "A/feelings/", "Somebody of the care team comes"),
        ("phq9", [3, 3, 3, 1, 0, 0, 0, 0, 0], "A/feelings/", "A doctor comes to talk with you today."),
    ],
)
def test_what_follows_is_said_as_what_happens(
    going: Going,  # noqa: F811
    instrument: str,
    values: list[int],
    goes_to: str,
    words: str,
) -> None:
    on_call(going)
    phone = phone_of(going)
    assert answered(phone, instrument, values)["Location"] == PARTY + goes_to
    page = shown(phone, PARTY + goes_to)
    assert words in page
    for word in DOCTORS_WORDS:
        assert word not in page.replace("It is no diagnosis", "").replace("depressed", ""), word


def test_one_answer_brings_somebody_at_once_and_says_so_calmly(going: Going) -> None:  # noqa: F811
    from yizhan.care.models import Crisis, Screening
    from yizhan.duty.queries.emergencies import open_emergencies

    on_call(going)
    phone = phone_of(going)
    reply = answered(phone, "phq9", [0, 0, 0, 0, 0, 0, 0, 0, 1])
    assert reply["Location"] == f"{PARTY}somebody-comes/"
    assert Crisis.objects.get().person_id == person(going, "001-A")
    (emergency,) = open_emergencies(going.night.site.id)
    assert (emergency.place, emergency.flag) == ("302", None)
    page = shown(phone, reply["Location"])
    for words in ("Somebody comes to you now", "You are not alone", "Call for help", "120", "12356"):
        assert words in page, words
    for word in DOCTORS_WORDS:
        assert word not in page, word
    # Neither the page itself nor any other of the party tells that it was answered, or what.
    assert "Screening" not in shown(phone)
    assert shown(phone_of(going), reply["Location"]) == page
    assert Screening.objects.count() == 1


def test_young_people_have_their_own_questions_and_small_children_none(four: Going) -> None:  # noqa: F811
    on_call(four)
    phone = phone_of(four, "3", "401", "A")
    assert "not made for this age" in shown(phone, f"{PARTY}C/feelings/")
    assert phone.get(f"{PARTY}C/feelings/phq2/").status_code == 404
    born(four, "003-C", date(2009, 3, 17))
    born(four, "003-D", date(2012, 3, 17))
    assert "nine questions" in shown(phone, f"{PARTY}C/feelings/")
    assert phone.get(f"{PARTY}C/feelings/phqa/").status_code == 200
    for path in ("C/feelings/phq9", "D/feelings/phqa", "A/feelings/phqa", "B/feelings", "B/feelings/phq2"):
        assert phone.get(f"{PARTY}{path}/").status_code == 404, path


def test_doctor_is_asked_with_a_number_to_call_back_and_red_flags_first(going: Going) -> None:  # noqa: F811
    from yizhan.duty.models import Matter

    phone, path = phone_of(going), f"{PARTY}needs/doctor/"
    assert "Speak to a doctor" in shown(phone)
    page = shown(phone, path)
    assert page.index("Chest pain, no breath") < page.index("Telephone on which we call you back")
    ids = {name: str(new_id()) for name in ("command_id", "photo_id", "voice_id")}
    reply = phone.post(path, {**ids, "phone": "hello", "words": "dizzy"})
    assert reply.status_code == 422
    assert "not how a telephone number looks" in reply.content.decode()
    reply = phone.post(path, {**ids, "phone": "199 0000 1111", "words": "dizzy"})
    matter = Matter.objects.get(need="doctor")
    assert (matter.urgency, matter.channel) == ("now", "page")
    assert "dizzy ☎ 199 0000 1111" in shown(phone, reply["Location"])
