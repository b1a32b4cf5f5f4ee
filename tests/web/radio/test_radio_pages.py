"""The radio clerk's desk: read back before it counts, taken back by a command, blind to every sum."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

import pytest

from yizhan.core.ids import new_id

if TYPE_CHECKING:
    from tests.intake.night import Night
    from tests.web.radio.clerk import Clerk


def test_nothing_counts_before_it_was_read_back(night: Night, clerk: Clerk) -> None:
    from tests.web.radio.clerk import said_by
    from yizhan.intake.models import HeadcountMark, RelayedLine

    heard = clerk.hear("023 2大1小", by="counter1", wave=3)
    assert "023 2 adults, 1 child wave 3 A Adult B Adult C Child" in said_by(heard)
    assert not HeadcountMark.objects.exists()
    clerk.enter("023 2大1小", by="counter1", wave=3)
    mark = HeadcountMark.objects.get()
    assert (mark.wave, mark.people, mark.counted_by_id) == (3, 3, night.crew["counter1"])
    line = RelayedLine.objects.get(id=mark.id)
    assert (line.line, line.caller_id, line.entered_by_id) == (
        "023 2+1",
        night.crew["counter1"],
        clerk.account_id,
    )


def test_clerk_is_the_actor_and_the_caller_keeps_their_own_time(night: Night, clerk: Clerk) -> None:
    from yizhan.core.models import AuditEvent
    from yizhan.health.models import TemperatureReading
    from yizhan.intake.models import HeadcountMark

    night.minutes(60)
    clerk.say("023 1+1", by="counter1", at="19:40")
    clerk.say("023-B 36.8", by="counter2", at="1952")
    reading = TemperatureReading.objects.get()
    assert (reading.value_c, reading.taken_at) == (Decimal("36.8"), datetime(2022, 3, 16, 11, 52, tzinfo=UTC))
    assert {mark.counted_by_id for mark in HeadcountMark.objects.all()} == {
        night.crew["counter1"], night.crew["counter2"],
    }  # fmt: skip
    ran = AuditEvent.objects.filter(action__in=["intake.relay_line", "intake.take_temperature"])
    assert {event.actor for event in ran} == {f"account:{clerk.account_id}"}


def test_pressed_twice_it_counts_once(clerk: Clerk) -> None:
    from yizhan.intake.models import HeadcountMark

    command = new_id()
    for _ in range(2):
        clerk.enter("023 1+1", by="counter1", command=command)
    assert HeadcountMark.objects.count() == 1


@pytest.mark.parametrize(
    ("line", "by", "says"),
    [
        ("023-A dialisis", "counter3", "Did you mean “dialysis”"),
        ("999 1+1", "counter1", "No roll of wristbands here has number 999"),
        ("099 in 2", "counter3", "There is no room 099 here"),
        ("023 > 301", "reception", "Nobody has been counted with 023 yet"),
        ("023-B 46.8", "counter2", "cannot be right"),
        ("023 1+1", "kitchen", "Select a valid choice"),
        ("undo", "counter1", "no line of yours to take back"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    clerk: Clerk, line: str, by: str, says: str
) -> None:
    from tests.web.radio.clerk import UNREADABLE, said_by
    from yizhan.intake.models import RelayedLine

    page = clerk.hear(line, by=by)
    assert (page.status_code, says in said_by(page)) == (UNREADABLE, True), said_by(page)
    assert f'value="{escape(line)}"' in page.content.decode()
    assert not RelayedLine.objects.exists()


def test_caller_must_have_been_posted_when_it_was_seen(night: Night, clerk: Clerk) -> None:
    from tests.web.radio.clerk import UNREADABLE, said_by
    from yizhan.duty.models import Posting

    night.minutes(60)
    Posting.objects.filter(account_id=night.crew["counter2"]).update(
        ends_at=datetime(2022, 3, 16, 11, 30, tzinfo=UTC)
    )
    late = clerk.hear("023-A 36.5", by="counter2", at="19:45")
    assert (late.status_code, "not posted for it at that time" in said_by(late)) == (UNREADABLE, True)
    clerk.say("023-A 36.5", by="counter2", at="19:20")


def test_fever_is_read_back_as_fever(clerk: Clerk) -> None:
    from tests.web.radio.clerk import said_by

    assert "Tell the doctor now" in said_by(clerk.hear("023-A 37.3", by="counter2"))
    assert "Tell the doctor now" not in said_by(clerk.hear("023-A 37.2", by="counter2"))


def test_every_line_can_be_taken_back(night: Night, clerk: Clerk) -> None:
    from yizhan.health.models import CareFlag, FeverCase, TemperatureReading
    from yizhan.intake.models import HeadcountMark, RelayedLine
    from yizhan.places.models import Occupancy
    from yizhan.stays.models import Stay

    said = [("023 1+1", "counter1"), ("023-A 38.5", "counter2"), ("023-A dialysis", "counter3"),
            ("023 > 302", "reception"), ("302 in 2", "counter3")]  # fmt: skip
    for typed, by in said:
        clerk.say(typed, by=by)
    assert FeverCase.objects.filter(closed_at=None).count() == 1
    for line in RelayedLine.objects.all():
        clerk.take_back(line.id)
    assert not RelayedLine.objects.filter(taken_back_at=None).exists()
    assert not HeadcountMark.objects.filter(withdrawn_at=None).exists()
    assert not Occupancy.objects.filter(ended_at=None).exists()
    assert not CareFlag.objects.filter(ended_at=None).exists()
    assert not FeverCase.objects.filter(closed_at=None).exists()
    assert not Stay.objects.filter(ended_at=None).exists()
    assert TemperatureReading.objects.count() == 1
    _assert_verified()


def test_undo_takes_the_last_line_back_after_it_was_read_back(clerk: Clerk) -> None:
    from tests.web.radio.clerk import said_by
    from yizhan.intake.models import RelayedLine

    clerk.say("023 1+1", by="counter1")
    clerk.say("024 1+1", by="counter1")
    page = clerk.hear("撤销", by="counter1")
    assert "Take back 024 1+1" in said_by(page)
    last = RelayedLine.objects.get(line="024 1+1")
    assert "Taken back" in said_by(clerk.take_back(last.id))
    assert "taken back already" in said_by(clerk.take_back(last.id))


def test_somebody_measured_before_the_count_stays_when_the_reading_is_withdrawn(
    night: Night, clerk: Clerk
) -> None:
    from yizhan.intake.models import RelayedLine

    clerk.say("023 1+1", by="counter1")
    clerk.say("023-A 39.8", by="counter2")
    clerk.take_back(RelayedLine.objects.get(line="023-A 39.8").id)
    clerk.say("023-A 36.8", by="counter2")
    assert night.stay("023-A").tag == "023-A"
    assert night.counts.raw == {1: 2, 2: 1, 3: 0}


def test_clerk_sees_no_sum(night: Night, clerk: Clerk) -> None:
    from django.urls import reverse

    clerk.say("023 2+1", by="counter1")
    for name in ("counts", "map", "ledger", "tonight"):
        assert clerk.client.get(reverse(name, args=[night.site.code])).status_code == 403
    assert "2 children" not in clerk.page("radio").content.decode()


def test_two_rounds_of_two_callers_check_each_other(night: Night, clerk: Clerk) -> None:
    clerk.say("023 1+1", by="counter1")
    clerk.say("023-A 36.5", by="counter2")
    assert night.counts.shared == {}
    clerk.say("023-B 36.5", by="counter1")
    assert set(night.counts.shared) == {night.crew["counter1"]}


def _assert_verified() -> None:
    from yizhan.command.queries.verify import verify

    report = verify()
    assert report.clean, report.as_json()
