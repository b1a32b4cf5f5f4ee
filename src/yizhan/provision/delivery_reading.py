"""A delivery as its note lists it: every row understood, or said with its cell why it was not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.translation import gettext_noop

from yizhan.provision.headed_lists import Headings, RowFault, headings_of, rows_under, words_of
from yizhan.provision.stock_rules import Item, items
from yizhan.reading.cells import Book, FileRefused, Row, Sheet, Uncomputed, cell_name
from yizhan.reading.opening import open_book
from yizhan.reading.shown import fold

NEEDED = ("item", "count")
LONGEST_LOT, MOST_COUNT, MOST_ROWS = 40, 1_000_000, 100
_WHOLE = re.compile(r"^(\d{1,7})(\.0+)?$")
# 2027-03-16, 2027/3/16, 20270316, and with the signs for year, month and day.
_DAY = re.compile(r"^(\d{4})(?:[-/.\u5e74](\d{1,2})[-/.\u6708](\d{1,2})\u65e5?|(\d{2})(\d{2}))$")


@dataclass(frozen=True, slots=True)
class DeliveredLine:
    """So many of an item, with what stands on the box."""

    item: str
    count: int
    lot: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class DeliveryNote:
    """What a note lists, in its order, and the rows that were not understood."""

    lines: tuple[DeliveredLine, ...]
    faults: tuple[RowFault, ...]


def read_delivery(contents: bytes) -> DeliveryNote:
    """Return the lines of a workbook or text; raises FileRefused if nothing in it can be a delivery note."""
    lines: list[DeliveredLine] = []
    faults: list[RowFault] = []
    for row in _read_rows(open_book(contents)):
        if isinstance(row, RowFault):
            faults.append(row)
        else:
            lines.append(row)
    if not lines and not faults:
        raise FileRefused("no_lines", gettext_noop("No row of this list has an article and a number."))
    if len(lines) > MOST_ROWS:
        raise FileRefused(
            "too_many_lines",
            gettext_noop("This list has %(count)d lines; %(most)d are taken in at once. Bring it in parts."),
            count=len(lines), most=MOST_ROWS,
        )  # fmt: skip
    return DeliveryNote(tuple(lines), tuple(faults))


def _read_rows(book: Book) -> Iterator[DeliveredLine | RowFault]:
    found = [(sheet, headings_of(sheet, _words(), NEEDED)) for sheet in book.filled()]
    headed = [(sheet, headings) for sheet, headings in found if headings]
    if not headed:
        raise FileRefused(
            "no_headings",
            gettext_noop("No row names both an article and a number. Head the columns “item” and “count”."),
        )
    for sheet, headings in headed:
        yield from _rows(sheet, headings, f"{sheet.name}!" if len(headed) > 1 else "")


def _rows(sheet: Sheet, headings: Headings, prefix: str) -> Iterator[DeliveredLine | RowFault]:
    for row in sheet.rows:
        if row.hidden and row.number > headings.row:
            cell = prefix + cell_name(headings.columns["item"], row.number)
            yield RowFault(cell, "", gettext_noop("This row is hidden. Show it, or delete it."))
    for row, texts in rows_under(sheet, headings, NEEDED):
        read = _read(row, texts, headings)
        if isinstance(read, DeliveredLine):
            yield read
        else:
            held, why = read
            yield RowFault(prefix + cell_name(headings.columns[held], row.number), texts[held][:60], why)


def _read(row: Row, texts: dict[str, str], headings: Headings) -> DeliveredLine | tuple[str, str]:
    """Return the line, or which cell is at fault and why."""
    item, count = _named().get(fold(texts["item"])), _count(texts["count"])
    day = _day(texts.get("expires", ""))
    if item is None:
        return "item", gettext_noop("No store knows this. Write it as in the list of supplies.")
    if isinstance(row.cell(headings.columns["count"]), Uncomputed):
        return "count", gettext_noop("This formula was never worked out. Save the list as values.")
    if count is None:
        return "count", gettext_noop("This is no whole number of articles.")
    return _on_the_box(item, texts, day) or DeliveredLine(item.key, count, texts.get("lot", ""), day)


def _on_the_box(item: Item, texts: dict[str, str], day: date | None) -> tuple[str, str] | None:
    """Return what is at fault in the unit, lot or date of a line; None if nothing is."""
    if texts.get("unit") and fold(texts["unit"]) not in _units(item):
        return "unit", gettext_noop("The book counts this in another unit. Write how many of that.")
    if len(texts.get("lot", "")) > LONGEST_LOT:
        return "lot", gettext_noop("This is longer than any label. Shorten it.")
    if texts.get("expires") and day is None:
        return "expires", gettext_noop("This is no day. Write it as 2027-03-16.")
    return None


def _count(text: str) -> int | None:
    whole = _WHOLE.match(text.replace(",", ""))
    return int(whole[1]) if whole and 0 < int(whole[1]) <= MOST_COUNT else None


def _day(text: str) -> date | None:
    found = _DAY.match(text.partition(" ")[0])
    try:
        return date(int(found[1]), int(found[2] or found[4]), int(found[3] or found[5])) if found else None
    except ValueError:
        return None


def _units(item: Item) -> set[str]:
    return {fold(item.unit.zh), fold(item.unit.en), *map(fold, item.units)}


@cache
def _named() -> dict[str, Item]:
    found: dict[str, Item] = {}
    for key, item in items().items():
        for name in (key, item.name.zh, item.name.en, *item.also):
            found.setdefault(fold(name), item)
    return found


@cache
def _words() -> dict[str, str]:
    return words_of("delivery_words.yaml")
