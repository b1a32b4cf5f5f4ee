"""Clocks that lie, midnight, the leap day, no scheduler: nobody leaves early or is past due unseen."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.course.watching import SHANGHAI, Watching, at, refused
from yizhan.core.actors import Actor, ActorKind, Tap
from yizhan.core.ids import new_id
from yizhan.course.actions.begin import begin_course
from yizhan.course.actions.changes import sign_change
from yizhan.course.models import Course
from yizhan.course.queries.due import due_list, past_due, past_due_at
from yizhan.course.rules import GivenFacts
from yizhan.protocols.facts import Anchor

DUE = at("03-30", "09:00")
ODD_MOMENTS = [
    DUE - timedelta(days=3), DUE - timedelta(seconds=1), at("03-29", "23:59"), at("03-30", "00:00"),
    datetime(2022, 3, 30, 0, 0, tzinfo=UTC), DUE - timedelta(days=13),
]  # fmt: skip


def test_whatever_the_clock_says_the_due_minute_is_the_same(watching: Watching) -> None:
    watching.begin("001-A")
    for moment in ODD_MOMENTS:
        watching.night.clock.set(moment)
        assert watching.course("001-A").due_at == DUE
        assert past_due(watching.night.site.id) == []
        # On to the due minute, and back again: seen from it on, at once, and not before.
        watching.night.clock.set(DUE)
        assert [one.tag for one in past_due(watching.night.site.id)] == ["001-A"]
        watching.night.clock.set(moment)
        assert past_due_at([watching.night.site.id]) == {}


@pytest.mark.parametrize("wrong", [timedelta(days=3), timedelta(days=-3)])
def test_a_phones_clock_moves_nothing(watching: Watching, wrong: timedelta) -> None:
    site_id, moment = watching.night.site.id, watching.night.clock.now()
    crew = watching.night.crew

    def off(name: str) -> Actor:
        return Actor(ActorKind.ACCOUNT, crew[name]).with_tap(Tap(new_id(), moment + wrong))

    begin_course(
        by=off("clerk"), site_id=site_id, stay_ids=watching.ids("001-A"), protocol="test-14",
        given=GivenFacts(anchors={Anchor.LAST_EXPOSURE: at("03-15", "12:00")}),
    )  # fmt: skip
    assert watching.course("001-A").due_at == DUE
    assert watching.course("001-A").computed_at == moment
    told = watching.exposed("001-A", when=at("03-16", "08:00"))
    watching.night.clock.set(DUE + timedelta(minutes=1))
    # Tapped in time by the phone's own clock, or so it says.
    assert told.waiting_id
    late = refused(sign_change, by=off("head"), site_id=site_id, change_id=told.waiting_id)
    assert late == "change_lapsed"


def test_the_leap_day_is_a_day(watching: Watching) -> None:
    watching.night.clock.set(datetime(2024, 2, 20, 4, 0, tzinfo=UTC))
    exposed = datetime(2024, 2, 19, 12, 0, tzinfo=SHANGHAI)
    watching.begin("001-A", exposed=exposed)
    # Day 1 is the 20th of February, day 10 the 29th, day 14 the 4th of March.
    assert watching.course("001-A").due_at == datetime(2024, 3, 5, 9, 0, tzinfo=SHANGHAI)
    watching.night.clock.set(datetime(2023, 2, 20, 4, 0, tzinfo=UTC))
    watching.begin("001-B", exposed=datetime(2023, 2, 19, 12, 0, tzinfo=SHANGHAI))
    assert watching.course("001-B").due_at == datetime(2023, 3, 6, 9, 0, tzinfo=SHANGHAI)


def test_the_day_is_that_of_the_sites_wall(watching: Watching) -> None:
    watching.begin("001-A", exposed=at("03-15", "00:00"))
    watching.begin("001-B", exposed=at("03-15", "23:59"))
    watching.begin("002-A", exposed=at("03-16", "00:00"))
    assert [watching.due(tag) for tag in ("001-A", "001-B", "002-A")] == [
        "03-30 09:00", "03-30 09:00", "03-31 09:00",
    ]  # fmt: skip


def test_somebody_due_at_midnight_is_on_the_list_of_the_day_that_begins(watching: Watching) -> None:
    watching.begin("001-B", protocol="test-exempt")
    assert watching.due("001-B") == "03-19 00:00"
    site = watching.night.site
    assert [one.tag for one in due_list(site, at("03-19").date(), at("03-19").date())] == ["001-B"]
    assert due_list(site, at("03-18").date(), at("03-18").date()) == []


def test_nothing_has_to_run_for_the_alarm_to_be_there(watching: Watching) -> None:
    watching.begin()
    rows = list(Course.objects.values_list("stay_id", "due_at", "computed_at"))
    watching.night.clock.set(DUE + timedelta(hours=30))
    (told,) = past_due_at([watching.night.site.id]).values()
    assert (told.people, told.since) == (4, DUE)
    assert {one.over for one in past_due(watching.night.site.id)} == {timedelta(hours=30)}
    assert list(Course.objects.values_list("stay_id", "due_at", "computed_at")) == rows
