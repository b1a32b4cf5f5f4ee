"""Cells of a spreadsheet or a text file, read without trusting it."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

MOST_BYTES = 64 * 2**20
MOST_ROWS = 100_000
ENCODINGS = ("utf-8-sig", "gb18030")
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class UnreadableFile(ValueError):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the program that made the file shows it, and its cells as text."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """Return the text of a column, counted from 0; empty where the row is shorter."""
        return self.cells[column] if column < len(self.cells) else ""


def cell_name(column: int, row: int) -> str:
    """Return what a spreadsheet calls a cell: column 2, row 7 is C7."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def read_rows(path: Path) -> list[Row]:
    """Return the rows of the first sheet, or of a text file; raises UnreadableFile."""
    if not path.is_file():
        raise UnreadableFile(_("There is no file %(path)s.") % {"path": path})
    rows: Iterable[Sequence[object]] = (
        _spreadsheet(path) if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods") else _text(path)
    )
    read: list[Row] = []
    for number, cells in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise UnreadableFile(
                _("%(path)s has more than %(most)d rows.") % {"path": path, "most": MOST_ROWS}
            )
        texts = tuple(_plain(cell) for cell in cells)
        if any(texts):
            read.append(Row(number, texts))
    return read


def _spreadsheet(path: Path) -> Iterator[Sequence[object]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - only when a sheet is read

    _check_size(path)
    try:
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        yield from sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError) as error:
        raise UnreadableFile(
            _("%(path)s cannot be read as a spreadsheet: %(why)s") % {"path": path, "why": error}
        ) from error


def _check_size(path: Path) -> None:
    """Refuse what unpacks to more than a list of rooms can need, before anything is unpacked."""
    size = path.stat().st_size
    if path.suffix.lower() != ".xls":
        try:
            with ZipFile(path) as archive:
                size = sum(entry.file_size for entry in archive.infolist())
        except BadZipFile as error:
            raise UnreadableFile(_("%(path)s is damaged, or no spreadsheet.") % {"path": path}) from error
    if size > MOST_BYTES:
        raise UnreadableFile(_("%(path)s is too large to be a list of rooms.") % {"path": path})


def _text(path: Path) -> Iterator[list[str]]:
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableFile(_("%(path)s is too large to be a list of rooms.") % {"path": path})
    text = _decoded(path)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _decoded(path: Path) -> str:
    stored = path.read_bytes()
    encodings = ("utf-16",) if stored.startswith(UTF_16_MARKS) else ENCODINGS
    for encoding in encodings:
        try:
            return stored.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(_("%(path)s is neither UTF-8 nor GB18030 text.") % {"path": path})


def _plain(cell: object) -> str:
    """Return a cell as it is meant: 301.0 is the name 301, and an invisible mark is nothing."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "".join(character for character in str(cell) if character.isprintable()).strip()
