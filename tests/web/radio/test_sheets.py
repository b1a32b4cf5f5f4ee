"""Sheets that were filled in by hand: their own times, their sum, keyed twice, and one against another."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from yizhan.intake.enums import CountRound

if TYPE_CHECKING:
    from tests.intake.night import Night
    from tests.web.radio.clerk import Clerk

OFF = [{"tag": 1, "adults": 1, "children": 1, "time": "19:10"}, {"tag": "2", "adults": 2, "time": ""}]


@pytest.fixture(autouse=True)
def _morning(night: Night) -> None:
    night.minutes(12 * 60)


def matters() -> list[tuple[str, str]]:
    """What stands open, by code and in words."""
    from yizhan.duty.models import Matter
    from yizhan.duty.queries.matters import open_matters
    from yizhan.places.models import Site

    found = open_matters(Site.objects.get().id)
    return [(one.code, one.says) for one in found if one.matter.kind == Matter.Kind.SYNC_CONFLICT]


def test_rows_have_their_own_times_and_the_writer_is_the_counter(night: Night, clerk: Clerk) -> None:
    from yizhan.intake.models import HeadcountMark, TallySheet

    clerk.key("off_bus", 1, OFF, by="counter1", begun="19:05", total=4, wave=2)
    marks = HeadcountMark.objects.order_by("party__stays__band_number").distinct()
    assert [(mark.people, mark.wave, mark.tapped_at, mark.counted_by_id) for mark in marks] == [
        (2, 2, datetime(2022, 3, 16, 11, 10, tzinfo=UTC), night.crew["counter1"]),
        (2, 2, datetime(2022, 3, 16, 11, 10, tzinfo=UTC), night.crew["counter1"]),
    ]
    sheet = TallySheet.objects.get()
    assert (sheet.kind, sheet.number, sheet.total, sheet.keyed_by_id) == ("off_bus", 1, 4, clerk.account_id)


def test_sum_is_compared_before_anything_counts(clerk: Clerk) -> None:
    from tests.web.radio.clerk import said_by
    from yizhan.intake.models import HeadcountMark

    page = clerk.key("off_bus", 1, OFF, by="counter1", begun="19:05", total=5)
    assert "Rows add up to 4 written on the sheet: 5" in said_by(page)
    assert "The sums differ" in said_by(page)
    assert not HeadcountMark.objects.exists()
    clerk.key("off_bus", 1, OFF, by="counter1", begun="19:05", total=5, sum_is_wrong="on")
    assert HeadcountMark.objects.count() == 2
    assert matters() == [("sheet_sum", "Sheet B-01: 5 is written at its foot, its rows add up to 4.")]


def test_keyed_twice_is_found_and_changes_nothing(clerk: Clerk) -> None:
    from tests.web.radio.clerk import said_by
    from yizhan.intake.models import RelayedLine
    from yizhan.stays.models import JournalEntry

    clerk.key("off_bus", 1, OFF, by="counter1", begun="19:05", total=4)
    before = JournalEntry.objects.count()
    assert "This sheet was keyed by radio" in said_by(clerk.page("sheet", clerk.night.batch_id, "off_bus", 1))
    again = said_by(clerk.key("off_bus", 1, OFF, by="counter1", begun="19:05", total=4))
    assert "2 rows were known already; nothing changed" in again
    copied = said_by(clerk.key("off_bus", 2, OFF, by="counter1", begun="19:05", total=4))
    assert "2 rows were known already; nothing changed" in copied
    assert (JournalEntry.objects.count(), RelayedLine.objects.count(), matters()) == (before, 2, [])


def test_sheet_keyed_half_is_completed(clerk: Clerk) -> None:
    from tests.web.radio.clerk import said_by

    clerk.key("off_bus", 1, OFF[:1], by="counter1", begun="19:05", total=2)
    rest = said_by(clerk.key("off_bus", 1, OFF, by="counter1", begun="19:05", total=4))
    assert "1 row entered" in rest
    assert "1 rows were known already" in rest


def test_row_keyed_again_with_other_contents_is_a_matter(night: Night, clerk: Clerk) -> None:
    clerk.key("off_bus", 1, OFF, by="counter1", begun="19:05", total=4)
    other = [OFF[0] | {"adults": 2}, OFF[1]]
    clerk.key("off_bus", 1, other, by="counter1", begun="19:05", total=5)
    clerk.key("off_bus", 1, other, by="counter1", begun="19:05", total=5)
    says = "Sheet B-01, row 1: keyed as “001 1+1”, and again as “001 2+1”. Look at the paper."
    assert matters() == [("row_differs", says)]
    assert night.counts.raw[CountRound.OFF_BUS] == 4


def test_two_sheets_that_contradict_each_other_are_a_matter(night: Night, clerk: Clerk) -> None:
    clerk.key("off_bus", 1, OFF, by="counter1", begun="19:05", total=4)
    clerk.key("off_bus", 2, [{"tag": 1, "adults": 3}], by="head", begun="19:20", total=3)
    clerk.key("room_check", 1, [{"room": "302", "people": 2}], by="counter3", begun="21:00", total=2)
    clerk.key("room_check", 2, [{"room": "302", "people": 1}], by="head", begun="21:10", total=1)
    reading = {"tag": "1A", "time": "20:00"}
    clerk.key("temperature", 1, [reading | {"value": "36.5"}], by="counter2", begun="20:00")
    clerk.key("temperature", 2, [reading | {"value": "37.9"}], by="head", begun="20:00")
    found = sorted(matters())  # raised in the same instant of a clock that stands
    assert [code for code, _says in found] == ["band_used_twice", "sheets_differ", "sheets_differ"]
    assert night.counts.raw[CountRound.OFF_BUS] == 4
    assert "R-02 and R-01 differ: “302 in 1” and “302 in 2”" in " ".join(says for _code, says in found)


def test_two_readings_of_different_minutes_are_two_readings(clerk: Clerk) -> None:
    from yizhan.health.models import TemperatureReading

    for sheet, (shown, value) in enumerate((("20:00", "37.6"), ("20:15", "36.9")), start=1):
        row = {"tag": "001-A", "value": f"{value} rest #{sheet}", "time": shown}
        clerk.key("temperature", sheet, [row], by="counter2", begun=shown)
    assert TemperatureReading.objects.count() == 2
    assert matters() == []


def test_row_that_cannot_be_is_shown_beside_its_row_and_nothing_counts(clerk: Clerk) -> None:
    from tests.web.radio.clerk import UNREADABLE, said_by
    from yizhan.intake.models import RelayedLine

    rows = [
        {"tag": "1-A", "value": "36.5"},
        {"tag": "1-B", "value": "63.5"},
        {"tag": "1-C", "value": "36.5", "time": "25:10"},
    ]
    page = clerk.key("temperature", 1, rows, by="counter2", begun="20:00")
    assert page.status_code == UNREADABLE
    assert "001-B: 63.5 °C cannot be right" in said_by(page)
    assert "“25:10” is no time" in said_by(page)
    assert not RelayedLine.objects.exists()


def test_row_taken_back_can_be_keyed_again(night: Night, clerk: Clerk) -> None:
    from yizhan.intake.models import RelayedLine

    clerk.key("off_bus", 1, OFF, by="counter1", begun="19:05", total=4)
    clerk.take_back(RelayedLine.objects.get(row=1).id)
    right = [OFF[0] | {"adults": 2}, OFF[1]]
    clerk.key("off_bus", 1, right, by="counter1", begun="19:05", total=5)
    assert (night.counts.raw[CountRound.OFF_BUS], matters()) == (5, [])


@pytest.mark.parametrize("kind", ["off_bus", "temperature", "rooming", "room_check"])
def test_printed_sheets_bear_their_numbers(clerk: Clerk, kind: str) -> None:
    from pypdf import PdfReader

    reply = clerk.page("paper_sheets", kind)
    texts = [page.extract_text() for page in PdfReader(BytesIO(reply.getvalue())).pages]
    letter = {"off_bus": "B", "temperature": "T", "rooming": "P", "room_check": "R"}[kind]
    assert all(f"{letter}-{number:02d}" in text for number, text in enumerate(texts, start=1))
    assert len(texts) == {"off_bus": 4, "temperature": 4, "rooming": 3, "room_check": 6}[kind]


def test_room_plan_has_every_room(clerk: Clerk) -> None:
    from pypdf import PdfReader

    from yizhan.places.models import Room

    texts = [page.extract_text() for page in PdfReader(BytesIO(clerk.page("paper_plan").getvalue())).pages]
    names = set(Room.objects.values_list("name", flat=True))
    assert {name for name in names if any(name in text for text in texts)} == names
