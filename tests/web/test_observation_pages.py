"""The desk's pages of observation: what they show, what they record, whom they call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client

if TYPE_CHECKING:
    from tests.intake.night import Night


@pytest.fixture
def hotel(db: None) -> Iterator[Night]:
    """001 in 305 at 19:00: its adult coughs and has 38.4 °C, its child has no temperature yet."""
    from tests.intake.night import open_night
    from yizhan.core.clock import running
    from yizhan.health.actions.observations import observe

    opened = open_night()
    with running(opened.clock):
        opened.announce(expected=2)
        opened.count(1)
        opened.house(1, "305")
        observe(
            by=opened.by("nurse"), site_id=opened.site.id, person_id=opened.stay("001-A").person_id,
            value_c=Decimal("38.4"), symptoms=("cough",), note="speaks softly", device="1",
        )  # fmt: skip
        yield opened


class _Desk:
    def __init__(self, hotel: Night, username: str) -> None:
        from yizhan.people.models import Account

        self.client = Client(HTTP_ACCEPT_LANGUAGE="en")
        self.client.force_login(Account.objects.get(username=username), settings.AUTHENTICATION_BACKENDS[-1])
        self.root = f"/s/{hotel.site.code}/"

    def get(self, path: str) -> str:
        reply = self.client.get(self.root + path)
        assert reply.status_code == 200, reply.status_code
        return reply.content.decode()

    def post(self, path: str, **sent: Any) -> None:
        from yizhan.core.ids import new_id

        reply = self.client.post(self.root + path, {"command_id": str(new_id()), **sent})
        assert reply.status_code == 302, reply.content.decode()


def test_board_leads_to_fever_symptoms_and_whoever_lacks_a_temperature(hotel: Night) -> None:
    from yizhan.core.models import AuditEvent

    page = _Desk(hotel, "nurse").get("observation/")
    for words in ("1/2", "38.4 °C", "Doctor told 19:05", "Cough", "305 001-B"):
        assert words in page
    assert "305 001-A</a>" not in page
    assert AuditEvent.objects.get(action="health.read_today").subject == {"people": 2}
    floor = hotel.room("305").floor_id
    assert "38.4 ▲" in _Desk(hotel, "nurse").get(f"observation/floors/{floor}/")


def test_kitchen_sees_nothing_of_it(hotel: Night) -> None:
    for path in ("observation/", "outings/", f"observation/people/{hotel.stay('001-A').person_id}/"):
        assert _Desk(hotel, "kitchen").client.get(f"/s/{hotel.site.code}/{path}").status_code == 403


def test_phone_call_is_recorded_shown_and_taken_back(hotel: Night) -> None:
    from yizhan.health.models import Observation

    desk, person = _Desk(hotel, "nurse"), f"observation/people/{hotel.stay('001-B').person_id}/"
    desk.post(
        f"{person}observations/", source="call", value_c="36.7", method="armpit", mood="low",
        note="cannot sleep", symptoms=["headache", "tired"],
    )  # fmt: skip
    page = desk.get(person)
    for words in ("36.7 °C", "Headache", "Weak", "Low", "cannot sleep", "Phone call"):
        assert words in page
    said = Observation.objects.get(source="call")
    desk.post(f"{person}observations/{said.id}/withdrawal/")
    assert "taken back" in desk.get(person)
    refused = desk.client.post(
        f"{desk.root}{person}observations/",
        {
            "command_id": "018f0000-0000-7000-8000-000000000001",
            "source": "call",
            "method": "ear",
            "value_c": "34.0",
        },
    )
    assert refused.status_code == 422
    assert "34.0 °C cannot be right" in refused.content.decode()


def test_fever_is_led_to_the_decision_with_its_times(hotel: Night) -> None:
    from yizhan.health.models import FeverCase

    desk, case = _Desk(hotel, "nurse"), FeverCase.objects.get()
    path = f"observation/fevers/{case.id}/"
    hotel.minutes(9)
    assert "by 19:05" in desk.get(path)
    desk.post(f"{path}told/")
    assert "4 min late" in desk.get(path)
    desk.post(f"{path}decision/", decision="clinic", because="38.4 twice, coughs")
    page = desk.get(path)
    assert "To the fever clinic" in page
    assert "in time" in page


def test_treatment_elsewhere_is_arranged_left_for_and_come_back_from(hotel: Night) -> None:
    desk, person = _Desk(hotel, "nurse"), hotel.stay("001-A").person_id
    desk.post(
        f"observation/people/{person}/appointments/", kind="dialysis", place="County hospital",
        starts_at="2022-03-17T08:30", weekdays=["4", "6"], leave_minutes="60", away_minutes="300",
        transport="closed_loop",
    )  # fmt: skip
    hotel.minutes(12 * 60 + 35)
    page = desk.get("outings/")
    for words in ("Dialysis", "County hospital", "leaves now", "Thursday Saturday"):
        assert words in page
    from yizhan.health.models import Appointment, Outing

    one = Appointment.objects.get()
    desk.post(f"outings/{one.id}/out/", due_at=one.starts_at.isoformat())
    hotel.clock.set(hotel.clock.now() + timedelta(hours=5, minutes=1))
    assert "should be back" in desk.get("outings/")
    desk.post(f"outings/{one.id}/back/")
    assert Outing.objects.get().back_at == hotel.clock.now()
    assert "should be back" not in desk.get("outings/")


def test_call_rings_for_who_answers_and_neither_for_the_kitchen_nor_for_who_found_it(hotel: Night) -> None:
    path = f"/api/v1/sites/{hotel.site.code}/emergencies"
    person = hotel.stay("001-A").person_id
    (call,) = _Desk(hotel, "head").client.get(path).json()
    assert (call["kind"], call["place"], call["flag_name"], call["rings"]) == (
        "health",
        "305 A",
        "38.4 °C",
        True,
    )
    assert call["page"] == f"/s/{hotel.site.code}/observation/people/{person}/"
    assert [one["rings"] for one in _Desk(hotel, "nurse").client.get(path).json()] == [False]
    assert _Desk(hotel, "kitchen").client.get(path).json() == []
