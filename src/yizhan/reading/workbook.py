"""A workbook (.xlsx), read cell by cell in one pass.

Formulas are never looked at, only what their program worked out. The sheets' XML is read here and
not by a library because what the libraries leave out is asked about: hidden rows, formulas that
were never worked out, and the digits of a number as they were stored.
"""

import re
from posixpath import join, normpath
from typing import Final

from yizhan.reading.archive import Archive, damaged
from yizhan.reading.cells import Book, Day, Merged, Number, Row, Sheet, Uncomputed, column_number
from yizhan.reading.limits import limits
from yizhan.reading.markup import Attributes, attribute, read_markup
from yizhan.reading.serials import day_of, shows_day
from yizhan.reading.texts import TextLimit

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_TRUE: Final = ("1", "true")
_WORKBOOK = "xl/workbook.xml"


def read_workbook(contents: bytes) -> Book:
    """Return every sheet of a workbook with its rows; raises FileRefused."""
    archive = Archive(contents)
    targets = _targets(archive)
    listed = _Listed()
    read_markup(archive.chunks(_WORKBOOK), start=listed.start)
    limit = TextLimit()
    strings = _Strings(limit)
    if archive.has("xl/sharedStrings.xml"):
        read_markup(
            archive.chunks("xl/sharedStrings.xml"), start=strings.start, end=strings.end, text=strings.text
        )
    days = _days(archive)
    sheets = []
    for name, target, hidden in listed.sheets:
        place = targets.get(target, "")
        if not place.startswith("xl/worksheets/"):
            continue  # a chart, a macro sheet: nobody stands on it
        sheet = Sheet(name, hidden=hidden, from_1904=listed.from_1904)
        reading = _Reading(sheet, strings.found, days, limit)
        read_markup(archive.chunks(place), start=reading.start, end=reading.end, text=reading.text)
        sheets.append(sheet)
    return Book("xlsx", sheets)


def _targets(archive: Archive) -> dict[str, str]:
    """Return where each sheet lies, by the name that the workbook has for the relation."""
    found: dict[str, str] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            found[attributes.get("Id", "")] = normpath(join("/xl", attributes.get("Target", ""))).lstrip("/")

    read_markup(archive.chunks("xl/_rels/workbook.xml.rels"), start=start)
    return found


def _days(archive: Archive) -> list[bool]:
    """Return of every cell style whether it shows a day."""
    formats: dict[int, str] = {}
    days: list[bool] = []
    inside = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside
        if name == "numFmt":
            formats[_number(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            number = _number(attributes.get("numFmtId", "0"))
            days.append(shows_day(number, formats.get(number, "")))

    def end(name: str) -> None:
        nonlocal inside
        if name == "cellXfs":
            inside = False

    if archive.has("xl/styles.xml"):
        read_markup(archive.chunks("xl/styles.xml"), start=start, end=end)
    return days


class _Listed:
    """The sheets in order: name, relation, whether it is hidden; and where days are counted from."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.from_1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in _TRUE
        elif name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), attribute(attributes, "id"), hidden))


class _Strings:
    """Texts that cells share; how a text is read aloud (phonetic runs) is no part of it."""

    def __init__(self, limit: TextLimit) -> None:
        self.found: list[str] = []
        self._limit = limit
        self._parts: list[str] = []
        self._reading = False
        self._aloud = False

    def start(self, name: str, _attributes: Attributes) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._aloud = True
        self._reading = name == "t" and not self._aloud

    def end(self, name: str) -> None:
        self._reading = False
        if name == "si":
            self.found.append(self._limit.counted("".join(self._parts)))
        elif name == "rPh":
            self._aloud = False

    def text(self, piece: str) -> None:
        if self._reading:
            self._parts.append(piece)


class _Reading:
    """One sheet as it is read."""

    def __init__(self, sheet: Sheet, strings: list[str], days: list[bool], limit: TextLimit) -> None:
        self._sheet, self._strings, self._days, self._limit = sheet, strings, days, limit
        self._row = 0
        self._row_hidden = False
        self._cells: list[str] = []
        self._column = -1
        self._columns: dict[str, int] = {}
        self._type = self._style = ""
        self._value: list[str] | None = None
        self._formula = self._inside = False
        self._aloud = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "t"):
            self._inside = not self._aloud
            if self._inside and self._value is None:
                self._value = []
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._begin_row(attributes)
        elif name == "rPh":
            self._aloud = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def text(self, piece: str) -> None:
        if self._inside and self._value is not None:
            self._value.append(piece)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._inside = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self._aloud = False

    def _begin_row(self, attributes: Attributes) -> None:
        self._row = _number(attributes.get("r", "")) or self._row + 1
        self._row_hidden = attributes.get("hidden") in _TRUE or attributes.get("ht") == "0"
        self._cells, self._column = [], -1

    def _begin_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r", "")
        letters = reference.rstrip("0123456789")
        if letters:
            column = self._columns.get(letters)
            if column is None:
                if not letters.isascii() or not letters.isalpha():
                    raise damaged()
                column = self._columns[letters] = column_number(letters)
            self._column = column
        else:
            self._column += 1
        self._type, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._value, self._formula = None, False

    def _end_cell(self) -> None:
        text = self._text()
        if not text and not isinstance(text, Uncomputed):
            return
        if self._column >= limits().columns:
            raise TextLimit.too_wide()
        self._cells.extend([""] * (self._column - len(self._cells)))
        if self._column < len(self._cells):
            self._cells[self._column] = text
        else:
            self._cells.append(text)

    def _text(self) -> str:
        written = "".join(self._value) if self._value else ""
        if self._type == "s":
            return self._shared(written)
        if self._type in ("str", "inlineStr"):
            missing = self._formula and self._value is None
            return Uncomputed() if missing else self._limit.counted(written)
        if self._type == "e":
            return Uncomputed(written)
        if self._formula and not written:
            return Uncomputed()
        if self._type == "d":
            return Day(written[:10])
        return self._numeric(written) if self._type == "n" else written

    def _shared(self, written: str) -> str:
        try:
            return self._strings[int(written)]
        except (ValueError, IndexError) as error:
            raise damaged() from error

    def _numeric(self, written: str) -> str:
        if not written:
            return ""
        style = _number(self._style)
        if 0 <= style < len(self._days) and self._days[style]:
            try:
                day = day_of(float(written), from_1904=self._sheet.from_1904)
            except (ValueError, OverflowError):
                day = None
            if day:
                return Day(day.isoformat())
        return plain_number(written)

    def _end_row(self) -> None:
        if not self._cells:
            return
        self._limit.row()
        self._sheet.rows.append(Row(self._row, tuple(self._cells), self._row_hidden))

    def _merge(self, reference: str) -> None:
        ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
        if len(ends) == 2 and ends[0] and ends[1]:
            self._sheet.merged.append(
                Merged(int(ends[0][2]), int(ends[1][2]), column_number(ends[0][1]), column_number(ends[1][1]))
            )


def plain_number(written: str) -> Number:
    """Return a number as its digits where none was lost: 44682.0 is 44682; what is cut stays as it is."""
    if written.isdigit():
        return Number(written)
    try:
        value = float(written)
    except ValueError:
        return Number(written)
    exact = abs(value) < 10**15 and value.is_integer()
    return Number(int(value)) if exact else Number(written)


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 10 else 0
