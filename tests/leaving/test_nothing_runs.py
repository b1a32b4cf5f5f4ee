"""R10: nothing has to run by itself. What is late is shown to whoever looks, and looking changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from tests.health.laboratory import labels, pack, sample, send
from tests.leaving.going import DUE, Going
from tests.leaving.test_pages import desk, page
from yizhan.duty.actions.round_plans import plan_round
from yizhan.duty.models import Obligation
from yizhan.duty.packing import round_rules
from yizhan.health.actions.appointments import arrange_appointment, let_out
from yizhan.health.actions.observations import observe
from yizhan.health.enums import AppointmentKind, Transport

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# The boards of a day end with it: what was missed stands on each person's course from then on.
UNTIL_MIDNIGHT = timedelta(hours=2)
DESK = "/s/county/"
# What reading itself writes down.
WRITTEN_BY_READING = {"core.AuditEvent", "sessions.Session"}


@dataclass(frozen=True)
class Late:
    """Something that will be late: from when on, on which page, in which words, to whom, for how long."""

    at: datetime
    path: str
    words: str
    reader: str = "head"
    still_after: timedelta = DAY


def past_due(going: Going) -> Late:
    going.begin("001-A")
    return Late(DUE, f"{DESK}leaving/", "Due: they leave now")


def past_due_strip(going: Going) -> Late:
    going.begin("001-A")
    return Late(DUE, f"{DESK}course/alarm/", "Past due: ")


def late_result(going: Going) -> Late:
    (tube,) = labels(going.night)
    sample(going.night, "001-A", tube)
    send(going.night, pack(going.night, tube).box_id, hours=6)
    return Late(going.night.clock.now() + timedelta(hours=6), f"{DESK}samples/alarm/", "without a result")


def late_arrival(going: Going) -> Late:
    order = going.order("001-A", to=going.second_site())
    going.let_go(order)
    return Late(going.night.clock.now() + 75 * MINUTE, f"{DESK}transfers/", "overdue: expected")


def late_at_the_command_post(going: Going) -> Late:
    return Late(late_arrival(going).at, "/", "overdue on the way", "post")


def not_back_yet(going: Going) -> Late:
    leaves = going.night.clock.now() + 60 * MINUTE
    person_id, site_id = going.night.stay("001-A").person_id, going.night.site.id
    arranged = arrange_appointment(
        by=going.night.by("nurse"), site_id=site_id, person_id=person_id, kind=AppointmentKind.DIALYSIS,
        place="County hospital", starts_at=leaves + 30 * MINUTE, leave_minutes=30, away_minutes=300,
        transport=Transport.AMBULANCE,
    )  # fmt: skip
    going.set(leaves)
    let_out(
        by=going.night.by("nurse"), site_id=site_id, appointment_id=arranged.appointment_id,
        due_at=leaves + 30 * MINUTE,
    )  # fmt: skip
    return Late(leaves + 300 * MINUTE, f"{DESK}outings/", "should be back", "nurse")


def entry_that_nobody_began(going: Going) -> Late:
    going.begin("001-A")
    hour = going.night.clock.now() + 60 * MINUTE
    plan_round(
        by=going.night.by("head"), site_id=going.night.site.id, kinds=("observation",),
        floors=(going.night.room("302").floor_id,), planned_at=hour, suits=1,
    )  # fmt: skip
    late_at = hour + round_rules().window
    return Late(late_at, f"{DESK}rounds/", "Not begun", still_after=UNTIL_MIDNIGHT)


def fever_without_a_doctor(going: Going) -> Late:
    observe(
        by=going.night.by("nurse"), site_id=going.night.site.id,
        person_id=going.night.stay("001-A").person_id, value_c=Decimal("38.4"),
    )  # fmt: skip
    return Late(going.night.clock.now() + 5 * MINUTE, f"{DESK}observation/", " · late", "nurse")


def temperature_that_nobody_took(going: Going) -> Late:
    going.begin()
    windows = Obligation.objects.filter(kind="temperature")
    closes_at = windows.earliest("closes_at").closes_at
    return Late(closes_at, f"{DESK}observation/", 'is-bad"><b>4</b>', "nurse", UNTIL_MIDNIGHT)


LATE: tuple[Callable[[Going], Late], ...] = (
    past_due, past_due_strip, late_result, late_arrival, late_at_the_command_post, not_back_yet,
    entry_that_nobody_began, fever_without_a_doctor, temperature_that_nobody_took,
)  # fmt: skip


@pytest.mark.parametrize("kind", LATE, ids=lambda kind: kind.__name__)
def test_what_is_late_is_shown_within_a_minute_and_nothing_had_to_run(
    going: Going, kind: Callable[[Going], Late]
) -> None:
    late = kind(going)
    reader = desk(going, late.reader)
    before = _everything()
    for moment, shown in (
        (late.at - MINUTE, False),
        (late.at + MINUTE, True),
        (late.at + late.still_after, True),
    ):
        going.set(moment)
        assert (late.words in page(reader, late.path)) is shown, moment
    assert _everything() == before


def _everything() -> dict[str, Any]:
    """Every row of the product, but for what reading itself leaves."""
    return {
        model._meta.label: sorted(map(str, model._default_manager.values_list()))
        for model in apps.get_models()
        if model._meta.label not in WRITTEN_BY_READING
    }
