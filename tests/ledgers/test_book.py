"""The in and out book adds up, and what was struck out was never there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from yizhan.ledgers.enums import Movement
from yizhan.ledgers.queries.book import in_out_book
from yizhan.stays.actions.stays import void_stay
from yizhan.stays.models import Stay

if TYPE_CHECKING:
    from tests.intake.night import Night

EVE, NEXT = date(2022, 3, 16), date(2022, 3, 17)


def arrived(night: Night) -> None:
    night.announce(expected=84, cohort="school")
    night.count(21)
    night.house(21, "302", reason="")


def test_a_day_adds_up_in_the_sites_own_time(night: Night) -> None:
    arrived(night)
    night.minutes(5 * 60 + 30)
    night.count(22)
    book = in_out_book(night.site, EVE, NEXT)
    assert [(day.day, day.before, day.received, day.present, day.in_ledger) for day in book.days] == [
        (EVE, 0, 2, 2, 2),
        (NEXT, 2, 2, 4, 4),
    ]
    assert all(day.agrees for day in book.days)
    assert book.total == {Movement.ARRIVED: 4, Movement.RELEASED: 0, Movement.TRANSFERRED: 0}


def test_a_line_has_the_entry_the_wristband_and_the_room(night: Night) -> None:
    arrived(night)
    first = in_out_book(night.site, EVE, EVE).days[0].lines[0]
    assert (first.movement, first.tag, first.room) == (Movement.ARRIVED, "021-A", "302")
    assert first.at == night.stay("021-A").started_at


def test_who_was_struck_out_never_came(night: Night) -> None:
    arrived(night)
    void_stay(night.stay("021-B"), by=night.by("clerk"), reason="counted twice")
    (day,) = in_out_book(night.site, EVE, EVE).days
    assert (day.received, day.in_ledger, [line.tag for line in day.lines]) == (1, 1, ["021-A"])


def test_an_arrival_that_the_journal_does_not_know_is_seen(night: Night) -> None:
    arrived(night)
    Stay.objects.filter(id=night.stay("021-B").id).update(end_reason="released", ended_at=night.clock.now())
    (day,) = in_out_book(night.site, EVE, EVE).days
    assert (day.present, day.in_ledger, day.agrees) == (2, 1, False)
