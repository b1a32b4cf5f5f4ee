"""An old workbook (.xls): cells by the library, hidden rows by its records."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from yizhan.reading.archive import damaged, locked
from yizhan.reading.cells import Book, Day, Merged, Row, Sheet
from yizhan.reading.compound import RecordedSheets, recorded_sheets
from yizhan.reading.limits import limits
from yizhan.reading.texts import TextLimit
from yizhan.reading.workbook import plain_number

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_LOCKED = "EncryptedPackage".encode("utf-16-le")


def read_old_workbook(contents: bytes) -> Book:
    """Return every sheet of an .xls with its rows; raises FileRefused."""
    from python_calamine import (  # noqa: PLC0415 - only when such a file is read
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    if _LOCKED in contents:
        raise locked()
    try:
        recorded = recorded_sheets(contents)
        book = CalamineWorkbook.from_filelike(io.BytesIO(contents))
        listed = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        limit, sheets = TextLimit(), []
        for place, listing in enumerate(listed):
            sheet = Sheet(
                listing.name,
                hidden=listing.visible != SheetVisibleEnum.Visible,
                from_1904=recorded.from_1904,
            )
            _read_sheet(sheet, book.get_sheet_by_name(listing.name), _hidden(recorded, place), limit)
            sheets.append(sheet)
    except PasswordError as error:
        raise locked() from error
    except (CalamineError, OSError, ValueError, IndexError, struct.error) as error:
        raise damaged() from error
    return Book("xls", sheets)


def _hidden(recorded: RecordedSheets, place: int) -> set[int]:
    return recorded.hidden_rows[place] if place < len(recorded.hidden_rows) else set()


def _read_sheet(sheet: Sheet, source: CalamineSheet, hidden: set[int], limit: TextLimit) -> None:
    for first, last in source.merged_cell_ranges or ():
        sheet.merged.append(Merged(first[0] + 1, last[0] + 1, first[1], last[1]))
    for number, values in enumerate(source.to_python(skip_empty_area=False), start=1):
        cells = _cells(values, limit)
        if any(cells):
            limit.row()
            sheet.rows.append(Row(number, cells, number in hidden))
    sheet.cut = bool(sheet.rows) and sheet.rows[-1].number == limits().last_row_of_xls


def _cells(values: Sequence[object], limit: TextLimit) -> tuple[str, ...]:
    filled = len(values)
    while filled and values[filled - 1] == "":
        filled -= 1
    if filled > limits().columns:
        raise TextLimit.too_wide()
    return tuple(_text(value, limit) for value in values[:filled])


def _text(value: object, limit: TextLimit) -> str:
    if isinstance(value, str):
        return limit.counted(value)
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float):
        return plain_number(repr(value))
    if isinstance(value, datetime):
        return Day(value.date().isoformat())
    return Day(value.isoformat()) if isinstance(value, date) else str(value)
