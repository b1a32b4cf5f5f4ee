"""Lists from outside come in whole or not at all, and are compared without their names being stored."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from yizhan.core.refusals import Refusal
from yizhan.ledgers.actions.lists import ListReceived, destroy_old_lists, receive_list, remove_list
from yizhan.ledgers.enums import ListSource
from yizhan.ledgers.models import OutsideLine, OutsideList
from yizhan.ledgers.queries.comparison import compare
from yizhan.ledgers.queries.lists import show_list
from yizhan.people.actions.identity import seal_identity
from yizhan.people.enums import DocumentKind
from yizhan.people.identity import Identity

if TYPE_CHECKING:
    from tests.intake.night import Night

HEADINGS = ("房号", "姓名", "证件号码")
PEOPLE = {
    "021-A": ("302", "赵一鸣", "110101198003071095"),
    "022-A": ("303", "钱小满", "11010119850812341X"),
    "023-A": ("402", "孙立冬", "110101199001011237"),
}


@pytest.fixture
def named(night: Night) -> Night:
    """Three people in 302, 303 and 402, with names and documents."""
    from tests.intake.night import ADULT

    night.announce(expected=84, cohort="school")
    for tag, (room, name, document) in PEOPLE.items():
        number = int(tag[:3])
        night.count(number, (ADULT,))
        night.house(number, room, reason="")
        known = Identity(name=name, document_kind=DocumentKind.RESIDENT_ID, document_number=document)
        seal_identity(night.stay(tag).person, known, scope=night.site.id)
    night.minutes(10)
    return night


def workbook(*rows: tuple[str, str, str]) -> bytes:
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate((HEADINGS, *rows)):
            sheet.write_row(line, 0, row)
    return made.getvalue()


def bring(
    night: Night, contents: bytes, *, whole: bool = True, source: ListSource = ListSource.HOTEL
) -> ListReceived:
    return receive_list(
        by=night.by("clerk"), site_id=night.site.id, source=source, as_of=night.clock.now(), whole=whole,
        contents=contents, name="酒店在住.xlsx",
    )  # fmt: skip


def causes(night: Night) -> list[tuple[str, list[str], str, str]]:
    return [
        (one.cause.value, [who.tag for who in one.entered], one.room, one.other_room)
        for one in compare(night.site).differences
    ]


def test_the_hotels_list_agrees_however_it_writes_its_rooms(named: Night) -> None:
    rows = [(f"{room}房", name, document) for room, name, document in PEOPLE.values()]
    received = bring(named, workbook(*rows))
    assert (received.read, received.accepted, received.held, received.rejected) == (3, 3, 0, 0)
    assert causes(named) == []


def test_a_move_that_only_the_hotel_knows_and_a_guest_whom_only_it_has_are_found(named: Night) -> None:
    one, two, _ = PEOPLE.values()
    bring(named, workbook(("305", *one[1:]), two, ("909", "李未登", "110101199202023410")))
    assert causes(named) == [
        ("release_missing", ["023-A"], "402", ""),
        ("wrong_room", ["021-A"], "302", "305"),
        ("stranger", [], "909", ""),
    ]


def test_a_row_that_cannot_be_read_is_held_with_its_cell_and_not_compared(named: Night) -> None:
    one, two, three = PEOPLE.values()
    received = bring(named, workbook(one, two, (*three[:2], "110101199001011230")))
    assert (received.read, received.accepted, received.held) == (3, 2, 1)
    shown = show_list(named.site, received.list_id, by=named.by("clerk"))
    assert shown
    assert [(entry.key, entry.findings[0].cell) for entry in shown.open_rows] == [("4", "C4")]


def test_the_same_file_again_changes_nothing(named: Night) -> None:
    contents = workbook(*PEOPLE.values())
    first = bring(named, contents)
    named.minutes(1)
    again = bring(named, contents)
    assert (again.again, again.list_id) == (True, first.list_id)
    assert OutsideList.objects.count() == 1
    assert OutsideLine.objects.count() == 3


def test_what_is_stored_names_nobody(named: Night) -> None:
    bring(named, workbook(*PEOPLE.values()))
    stored = b"".join(
        bytes(line.document or b"") + bytes(line.name or b"") for line in OutsideLine.objects.all()
    )
    row = OutsideList.objects.get()
    for _, name, document in PEOPLE.values():
        for text in (name.encode(), document.encode()):
            assert text not in stored
            assert text not in bytes(row.sealed or b"")


def test_a_list_of_tomorrow_or_of_nothing_is_refused_and_nothing_kept(named: Night) -> None:
    with pytest.raises(Refusal) as refused:
        receive_list(
            by=named.by("clerk"), site_id=named.site.id, source=ListSource.STREET,
            as_of=named.clock.now() + timedelta(days=1), whole=True, contents=workbook(*PEOPLE.values()),
        )  # fmt: skip
    assert refused.value.code == "not_yet"
    with pytest.raises(Refusal):
        bring(named, b"  ")
    assert not OutsideList.objects.exists()


def test_a_list_is_taken_away_and_the_one_before_counts_again(named: Night) -> None:
    one, two, three = PEOPLE.values()
    bring(named, workbook(one, two, three))
    named.minutes(5)
    wrong = bring(named, workbook(two, three))
    assert causes(named) == [("release_missing", ["021-A"], "302", "")]
    remove_list(by=named.by("clerk"), site_id=named.site.id, list_id=wrong.list_id)
    assert causes(named) == []


def test_a_list_is_destroyed_when_its_time_is_over(named: Night) -> None:
    bring(named, workbook(*PEOPLE.values()))
    OutsideList.objects.update(keep_until=date(2022, 3, 1))
    destroy_old_lists(by=named.by("clerk"))
    assert not OutsideList.objects.exists()
    assert not OutsideLine.objects.exists()
