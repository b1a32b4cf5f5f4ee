"""Today's board, the path of a fever in time, and treatment elsewhere: hand-worked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from uuid import UUID

    from tests.intake.night import Night
    from yizhan.health.queries.today import Today

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def hotel(night: Night) -> Night:
    """001 in 305 and 002 in 306, at 19:00 by the site's clock, which the evening's hours hold."""
    night.announce(expected=4)
    for number, room in ((1, "305"), (2, "306")):
        night.count(number)
        night.house(number, room)
    return night


def _observe(hotel: Night, tag: str, value: str = "", **facts: Any) -> None:
    from yizhan.health.actions.observations import observe

    if value:
        facts["value_c"] = Decimal(value)
    observe(by=hotel.by("nurse"), site_id=hotel.site.id, person_id=hotel.stay(tag).person_id, **facts)


def _today(hotel: Night) -> Today:
    from yizhan.health.queries.today import today
    from yizhan.stays.models import Stay

    return today(hotel.site, Stay.objects.values_list("person_id", flat=True))


def test_day_is_judged_by_the_course_or_else_by_the_hours_of_the_site(hotel: Night) -> None:
    from yizhan.duty.actions.obligations import write_obligations
    from yizhan.protocols.facts import Due, DueKind, PhaseKind, Reason

    watched = hotel.stay("002-A").person_id
    moment = hotel.clock.now()
    due = Due(
        DueKind.TEMPERATURE,
        PhaseKind.CENTRAL_QUARANTINE,
        1,
        moment,
        moment + timedelta(hours=2),
        Reason("test"),
    )
    write_obligations(site_id=hotel.site.id, dues={watched: [due]})
    _observe(hotel, "001-A", "37.4", symptoms=("cough",), mood="distressed")
    people = _today(hotel).people
    first, second = people[hotel.stay("001-A").person_id], people[hotel.stay("001-B").person_id]
    assert first.states == {"morning": "missed", "evening": "done"}
    assert (first.fever, first.symptoms, first.needs_somebody, first.lacks) == (
        True,
        ("cough",),
        True,
        "morning",
    )
    assert second.states == {"morning": "missed", "evening": "due"}
    assert people[watched].states == {"evening": "due"}
    hotel.minutes(121)
    assert _today(hotel).people[watched].states == {"evening": "missed"}
    assert _today(hotel).current is not None


def test_board_asks_as_often_for_four_people_as_for_one(hotel: Night) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            _today(hotel)
        return len(caught)

    _observe(hotel, "001-A", "36.5")
    once = queries()
    for tag in ("001-B", "002-A", "002-B"):
        _observe(hotel, tag, "38.0", symptoms=("cough",))
    assert queries() == once == 5


def test_fever_path_is_timed_from_the_reading_and_takes_the_second_device(hotel: Night) -> None:
    from yizhan.health.queries.fever_path import open_fevers

    began = hotel.clock.now()
    _observe(hotel, "001-A", "38.2", device="1")
    hotel.minutes(3)
    _observe(hotel, "001-A", "38.0", device="1", at_rest=True)
    (path,) = open_fevers(hotel.site.id)
    assert [step.key for step in path.steps if step.done_at] == ["first"]
    assert path.next_step is not None
    assert (path.next_step.key, path.next_step.due_at) == ("told", began + timedelta(minutes=5))
    hotel.minutes(3)
    assert path.next_step.is_late
    _observe(hotel, "001-A", "38.1", device="2", at_rest=True)
    (path,) = open_fevers(hotel.site.id)
    second = path.steps[2]
    assert second.reading is not None
    assert (second.reading.value_c, second.minutes, second.is_late) == (Decimal("38.1"), -24, False)


def test_calls_ring_until_somebody_goes(hotel: Night) -> None:
    from yizhan.health.actions.fever import take_call
    from yizhan.health.queries.calls import open_calls

    _observe(hotel, "001-A", "38.2")
    _observe(hotel, "002-A", symptoms=("chest_pain",))
    _observe(hotel, "002-B", symptoms=("cough",))
    calls = open_calls(hotel.site.id)
    assert {call.record["code"] for call in calls} == {"fever_on_round", "symptom_now"}
    for call in calls:
        take_call(by=hotel.by("head"), site_id=hotel.site.id, matter_id=call.id)
    take_call(by=hotel.by("nurse"), site_id=hotel.site.id, matter_id=calls[0].id)
    calls[0].refresh_from_db()
    assert calls[0].responsible_id == hotel.crew["head"]
    assert open_calls(hotel.site.id) == []


def _arrange(hotel: Night, *, hours: float = 14, **facts: Any) -> UUID:
    from yizhan.health.actions.appointments import arrange_appointment
    from yizhan.health.enums import AppointmentKind, Transport

    return arrange_appointment(
        by=hotel.by("nurse"), site_id=hotel.site.id, person_id=hotel.stay("001-A").person_id,
        kind=AppointmentKind.DIALYSIS, place="县医院", starts_at=hotel.clock.now() + timedelta(hours=hours),
        transport=Transport.CLOSED_LOOP, **facts,
    ).appointment_id  # fmt: skip


def _states(hotel: Night) -> list[str]:
    from yizhan.health.queries.appointments import outings

    return [str(one.state) for one in outings(hotel.site)]


def test_outing_goes_from_ahead_to_back_and_nothing_of_it_is_forgotten(hotel: Night) -> None:
    from yizhan.duty.models import Matter
    from yizhan.health.actions.appointments import call_off_appointment, let_in, let_out
    from yizhan.health.queries.appointments import outings
    from yizhan.places.models import Occupancy

    starts = hotel.clock.now() + timedelta(hours=30)
    appointment = _arrange(hotel, hours=30)
    assert _states(hotel) == ["ahead"]
    hotel.minutes(6 * 60)
    assert _states(hotel) == ["prepare"]
    hotel.minutes(23 * 60)
    assert _states(hotel) == ["leave"]
    hotel.minutes(20)
    assert _states(hotel) == ["late"]
    let_out(by=hotel.by("nurse"), site_id=hotel.site.id, appointment_id=appointment, due_at=starts)
    matter = Matter.objects.get(kind=Matter.Kind.OUTING)
    assert (_states(hotel), matter.record["facts"]["time"]) == (["out"], "06:20")
    with pytest.raises(Refusal, match="still out"):
        call_off_appointment(by=hotel.by("nurse"), site_id=hotel.site.id, appointment_id=appointment)
    hotel.minutes(6 * 60 + 1)
    assert _states(hotel) == ["overdue"]
    assert Occupancy.objects.filter(person_id=hotel.stay("001-A").person_id, ended_at=None).exists()
    let_in(by=hotel.by("nurse"), site_id=hotel.site.id, appointment_id=appointment)
    matter.refresh_from_db()
    assert (outings(hotel.site), matter.settled_at) == ([], hotel.clock.now())


def test_days_of_an_appointment_keep_the_hour_on_the_wall() -> None:
    from yizhan.health.models import Appointment
    from yizhan.health.queries.appointments import days_between

    berlin = ZoneInfo("Europe/Berlin")
    starts = datetime(2022, 3, 25, 8, 30, tzinfo=berlin).astimezone(UTC)
    weekly = Appointment(starts_at=starts, weekdays=[1, 3, 5], last_day=date(2022, 3, 30))
    found = days_between(weekly, berlin, starts, starts + timedelta(days=20))
    assert [f"{day.astimezone(berlin):%d %H:%M}" for day in found] == ["25 08:30", "28 08:30", "30 08:30"]
    assert [f"{day:%H:%M}" for day in found] == ["07:30", "06:30", "06:30"]
    once = Appointment(starts_at=starts, weekdays=[])
    assert days_between(once, berlin, starts, starts) == [starts]
    assert days_between(once, berlin, starts + timedelta(seconds=1), starts + timedelta(days=9)) == []


def test_what_cannot_be_arranged_is_said(hotel: Night) -> None:
    from yizhan.health.actions.appointments import drop_outing, let_in, let_out

    with pytest.raises(Refusal, match="lies in the past"):
        _arrange(hotel, hours=-1)
    with pytest.raises(Refusal, match="before they are expected"):
        _arrange(hotel, leave_minutes=60, away_minutes=60)
    due_at = hotel.clock.now() + timedelta(hours=14)
    here = {"site_id": hotel.site.id, "appointment_id": _arrange(hotel)}
    with pytest.raises(Refusal, match="not on that day"):
        let_out(by=hotel.by("nurse"), due_at=due_at + timedelta(days=1), **here)
    with pytest.raises(Refusal, match="Nobody is out"):
        let_in(by=hotel.by("nurse"), **here)
    drop_outing(by=hotel.by("nurse"), due_at=due_at, because="the hospital moved it", **here)
    with pytest.raises(Refusal, match="recorded already"):
        let_out(by=hotel.by("nurse"), due_at=due_at, **here)
    assert _states(hotel) == []
