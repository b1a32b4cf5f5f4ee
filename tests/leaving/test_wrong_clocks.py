"""R9: clocks that are wrong: nobody goes early, and the alarm is there within a minute all the same."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from tests.course.watching import SHANGHAI, at, refused
from tests.leaving.going import DUE, Going
from tests.leaving.test_pages import desk, page
from tests.web.test_portal_days import phone_of, shown
from yizhan.core.actors import Actor, ActorKind, Tap
from yizhan.core.ids import new_id
from yizhan.course.queries.due import past_due
from yizhan.duty.models import Obligation
from yizhan.health.queries.today import today
from yizhan.leaving.actions.releasing import decide_at_due, release

if TYPE_CHECKING:
    from yizhan.stays.models import Stay

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
SETTINGS = 60
DESK = "/s/county/"


def at_any_time(due_at: datetime, chance: random.Random) -> datetime:
    """A moment at which a wrong clock may stand: days off, at a midnight or about the due minute itself."""
    near = [-3 * DAY, 3 * DAY, -DAY, DAY, -MINUTE, -SECOND, timedelta(), SECOND, MINUTE]
    if chance.random() < 0.5:
        return due_at + chance.choice(near) + timedelta(seconds=chance.randint(-2, 2))
    local = (due_at + timedelta(days=chance.randint(-20, 20))).astimezone(SHANGHAI)
    midnight = local.replace(hour=0, minute=0, second=0)
    return midnight.astimezone(UTC) + timedelta(seconds=chance.randint(-1, 1))


def goes(going: Going, stay: Stay, how: Callable[..., Any], **facts: Any) -> str:
    """Try to let somebody go, and undo it; returns "" or why it was refused."""
    from yizhan.core.refusals import Refusal

    told = ""
    with transaction.atomic():
        try:
            how(by=going.night.by("head"), site_id=going.night.site.id, **facts)
        except Refusal as refusal:
            told = refusal.code
        transaction.set_rollback(True)
    return told


@pytest.mark.parametrize(
    ("arrived", "exposed", "protocol", "due_at"),
    [
        pytest.param(at("03-16", "19:00"), at("03-15", "12:00"), "test-14", DUE, id="morning"),
        pytest.param(at("03-16", "19:00"), at("03-15", "12:00"), "test-exempt", at("03-19"), id="midnight"),
        pytest.param(
            datetime(2024, 2, 20, 19, 0, tzinfo=SHANGHAI), datetime(2024, 2, 15, 12, 0, tzinfo=SHANGHAI),
            "test-14", datetime(2024, 3, 1, 9, 0, tzinfo=SHANGHAI), id="leap-year",
        ),
        pytest.param(
            datetime(2024, 2, 20, 19, 0, tzinfo=SHANGHAI), datetime(2024, 2, 18, 12, 0, tzinfo=SHANGHAI),
            "test-10", datetime(2024, 2, 29, 9, 0, tzinfo=SHANGHAI), id="leap-day",
        ),
    ],
)  # fmt: skip
def test_however_the_servers_clock_is_set_nobody_goes_before_the_due_minute(
    going: Going, arrived: datetime, exposed: datetime, protocol: str, due_at: datetime
) -> None:
    """Set many times, forwards and backwards; what can be done, and what is shown, follows at once."""
    chance, stay = random.Random(9), going.night.stay("001-A")
    going.set(arrived)
    going.begin("001-A", exposed=exposed, protocol=protocol)
    assert going.course("001-A").due_at == due_at
    early = 0
    for _ in range(SETTINGS):
        going.set(at_any_time(due_at, chance))
        is_due = going.night.clock.now() >= due_at
        told = (
            goes(going, stay, release, stay_ids=(stay.id,)),
            goes(going, stay, decide_at_due, stay_id=stay.id, reason="now"),
        )
        early += "" in told and not is_due
        # Before the crew was posted it may do nothing at all.
        assert set(told) == {""} if is_due else set(told) <= {"not_due", "not_permitted"}
        assert [one.tag for one in past_due(going.night.site.id)] == (["001-A"] if is_due else [])
        assert going.course("001-A").due_at == due_at
    assert early == 0


def test_what_is_due_follows_the_servers_clock_wherever_it_is_set(going: Going) -> None:
    """A temperature is ahead, due or missed by its stored window alone, whatever the clock showed before."""
    going.begin("001-A")
    stay, chance = going.night.stay("001-A"), random.Random(10)
    windows = list(
        Obligation.objects.filter(person=stay.person_id, kind="temperature").values_list(
            "opens_at", "closes_at"
        )
    )
    first, last = min(windows)[0], max(windows)[1]
    seen = set()
    for _ in range(SETTINGS):
        going.set(
            first - DAY + timedelta(seconds=chance.uniform(0, (last - first + 2 * DAY).total_seconds()))
        )
        moment = going.night.clock.now()
        local_day = moment.astimezone(SHANGHAI).date()
        states = sorted(today(going.night.site, [stay.person_id]).people[stay.person_id].states.values())
        of_today = [
            (opens, closes) for opens, closes in windows if opens.astimezone(SHANGHAI).date() == local_day
        ]
        said = sorted(
            "ahead" if moment < opens else "due" if moment < closes else "missed"
            for opens, closes in of_today
        )
        if of_today:
            assert states == said, moment
            seen |= set(states)
    assert seen == {"ahead", "due", "missed"}


@pytest.mark.parametrize("wrong", [3 * DAY, -3 * DAY, timedelta(hours=8), -timedelta(hours=8)])
def test_a_phones_clock_meets_nothing_that_is_still_to_come(going: Going, wrong: timedelta) -> None:
    from decimal import Decimal

    from yizhan.health.actions.observations import observe
    from yizhan.health.models import Observation

    going.begin("001-A")
    going.set(at("03-20", "10:00"))
    stay, moment = going.night.stay("001-A"), going.night.clock.now()
    off = Actor(ActorKind.ACCOUNT, going.night.crew["nurse"]).with_tap(Tap(new_id(), moment + wrong))
    observe(by=off, site_id=going.night.site.id, person_id=stay.person_id, value_c=Decimal("36.5"))
    kept = Observation.objects.get()
    assert (kept.taken_at, kept.received_at) == (min(moment, moment + wrong), moment)
    met = Obligation.objects.filter(person=stay.person_id, met_at__isnull=False)
    assert not met.filter(opens_at__gt=moment).exists()
    assert refused(going.release, "001-A") == "not_due"


def test_the_alarm_is_everywhere_within_a_minute_and_not_before(going: Going) -> None:
    phone = phone_of(going)
    going.begin("001-A", "001-B")
    places: dict[str, tuple[Callable[[], str], str]] = {
        "site": (lambda: page(desk(going), f"{DESK}leaving/"), "Due: they leave now"),
        "strip of every page": (lambda: page(desk(going), f"{DESK}course/alarm/"), "Past due: "),
        "resident": (lambda: shown(phone), "Your time here is over"),
    }
    going.second_site()
    places["command post"] = (lambda: page(desk(going, "post"), "/"), "past due since")
    for moment, rings in (
        (DUE - SECOND, False),
        (DUE + MINUTE, True),
        (DUE + 3 * DAY, True),
        (DUE - DAY, False),
    ):
        going.set(moment)
        for where, (read, words) in places.items():
            assert (words in read()) is rings, (where, moment)


def test_no_open_page_asks_less_often_than_once_a_minute() -> None:
    from yizhan import web

    templates = Path(web.__file__).with_name("templates")
    said = [
        int(seconds)
        for template in templates.rglob("*.html")
        for seconds in re.findall(r'data-every="(\d+)"', template.read_text())
    ]
    assert len(said) > 20
    assert max(said) <= 60
