"""Text: which characters its bytes mean, where its cells end, and how much of it is too much."""

import csv
import io
import re
from collections.abc import Iterable
from statistics import multimode
from unicodedata import category

from django.utils.translation import gettext_noop

from yizhan.reading.cells import Book, FileRefused, Row, Sheet
from yizhan.reading.limits import limits

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DELIMITERS = "\t,;|，；"
_SAMPLE_LINES = 200
_SAMPLE_BYTES = 4096
_GAP = re.compile(r" {2,}|　+")
_ORDINAL = re.compile(r"^\s*\d{1,6}[、.．)）]\s*")
_SAID = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_MOST_LINES_IN_A_CELL = 4
_FEWEST_ZEROS = 0.02
_UNWRITTEN = frozenset({"Cc", "Cs", "Cn", "Co"})


class TextLimit:
    """Counts text and rows while a file is read, and stops when it is too much."""

    def __init__(self) -> None:
        self._characters = self._rows = 0

    def counted(self, text: str) -> str:
        """Return the text, having counted it."""
        self._characters += len(text)
        if len(text) > limits().cell_characters or self._characters > limits().text_characters:
            raise FileRefused(
                "too_much_text",
                gettext_noop("There is more text in this file than a list of people can need."),
            )
        return text

    def row(self) -> None:
        """Count a row."""
        self._rows += 1
        if self._rows > limits().rows:
            raise FileRefused(
                "too_many_rows",
                gettext_noop("This list has more than %(most)d rows. Cut it into several files."),
                most=limits().rows,
            )

    @staticmethod
    def too_wide() -> FileRefused:
        """Return the refusal of a sheet with too many columns."""
        return FileRefused(
            "too_many_columns",
            gettext_noop("This list has more than %(most)d columns: it is no list of people."),
            most=limits().columns,
        )


def read_text(contents: bytes) -> Book:
    """Return a text file's rows as one sheet; raises FileRefused."""
    return read_pasted(decoded(contents))


def read_pasted(text: str) -> Book:
    """Return the rows of a text whose characters are known."""
    limit = TextLimit()
    sheet = Sheet("")
    for number, cells in enumerate(_split(text), start=1):
        if len(cells) > limits().columns:
            raise TextLimit.too_wide()
        kept = tuple(limit.counted(cell.strip("\r\n")) for cell in cells)
        if any(cell.strip() for cell in kept):
            limit.row()
            sheet.rows.append(Row(number, kept))
    return Book("text", [sheet])


def decoded(contents: bytes) -> str:
    """Return the characters: by mark, else UTF-16 by its zeros, else strict UTF-8, else GB18030."""
    for encoding in _encodings(contents):
        try:
            text = contents.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_written(text[:_SAMPLE_BYTES]):
            return text
    raise FileRefused(
        "not_text",
        gettext_noop(
            "This is no list that can be read: neither a workbook (.xlsx, .xls) nor text in UTF-8, UTF-16 or "
            "GB18030. Open it in a spreadsheet, save it again as .xlsx."
        ),
    )


def _is_written(text: str) -> bool:
    """Tell whether these are characters that somebody writes, and not bytes that happen to decode."""
    odd = sum(category(sign) in _UNWRITTEN and not sign.isspace() for sign in text)
    return "\0" not in text and odd * 10 <= len(text)


def _encodings(contents: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS.items():
        if contents.startswith(mark):
            return (encoding,)
    sample = contents[:_SAMPLE_BYTES]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even + odd > len(sample) * _FEWEST_ZEROS:
        return ("utf-16-le" if odd >= even else "utf-16-be",)
    return ("utf-8", "gb18030", *_without_marks(contents))


def _without_marks(contents: bytes) -> tuple[str, ...]:
    """UTF-16 of Chinese alone, without a single Latin sign, has no zeros: its line ends still tell."""
    if len(contents) % 2:
        return ()
    return ("utf-16-le", "utf-16-be") if b"\n\0" in contents or b"\0\n" in contents else ()


def _split(text: str) -> Iterable[list[str]]:
    said = _SAID.match(text)
    lines = text.splitlines()
    sample = [line for line in lines[:_SAMPLE_LINES] if line.strip()]
    delimiter = said[1] if said else _delimiter(sample)
    if not delimiter:
        return _split_by_gaps(lines, sample)
    quoted = _quoted(text[said.end() :] if said else text, delimiter)
    found = [line.split(delimiter) for line in lines[1 if said else 0 :]] if quoted is None else quoted
    return [[], *found] if said else found


def _split_by_gaps(lines: list[str], sample: list[str]) -> Iterable[list[str]]:
    """Cut what somebody typed: at wide gaps, else at any space, else at the listing comma."""
    bare = [_ORDINAL.sub("", line) for line in sample]
    if sum(bool(_GAP.search(line.strip())) for line in bare) * 2 > len(bare):
        return ([cell.strip() for cell in _GAP.split(_ORDINAL.sub("", line).strip())] for line in lines)
    if all(len(line.split()) > 1 for line in bare):
        return (_ORDINAL.sub("", line).split() for line in lines)
    if all("、" in line for line in bare):
        return (_ORDINAL.sub("", line).split("、") for line in lines)
    return ([line] for line in lines)


def _delimiter(sample: list[str]) -> str:
    """Return the sign that cuts most lines into equally many cells, or "" if none does."""
    best, most = "", 0.5
    for sign in _DELIMITERS:
        counts = [len(cells) for cells in csv.reader(sample, delimiter=sign)]
        usual = max(multimode(counts), default=1)
        share = counts.count(usual) / len(counts) if counts else 0.0
        if usual > 1 and share > most:
            best, most = sign, share
    return best


def _quoted(text: str, delimiter: str) -> list[list[str]] | None:
    """Return the cells with quotation marks taken off; None if the marks are not in pairs.

    The reader counts a quoted cell of several lines as one row; empty rows keep the count of lines.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        for cells in reader:
            if any(cell.count("\n") > _MOST_LINES_IN_A_CELL for cell in cells):
                return None
            rows.append(cells)
    except csv.Error:
        return None
    return rows
