"""Lists with a row of headings, whoever wrote them: which column holds what, and which rows say nothing."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from yizhan.core.shipped import read_shipped
from yizhan.reading.cells import Row, Sheet
from yizhan.reading.shown import fold, visible

HEADING_WITHIN = 20


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that was not taken: its cell, what stands there, and why as an untranslated sentence."""

    cell: str
    said: str
    why: str


@dataclass(frozen=True, slots=True)
class Headings:
    """In which column stands what, and in which row the headings stand."""

    columns: Mapping[str, int]
    row: int


def words_of(name: str) -> dict[str, str]:
    """Return what a heading means by its folded words, from a shipped file."""
    table = read_shipped("yizhan.provision", name)
    return {fold(word): held for held, words in table.items() for word in words}


def headings_of(sheet: Sheet, words: Mapping[str, str], needed: Collection[str]) -> Headings | None:
    """Return the headings of a sheet; None if no row near its top names all that is needed."""
    for row in sheet.rows[:HEADING_WITHIN]:
        named: dict[str, int] = {}
        for column, text in enumerate(row.cells):
            held = words.get(fold(text))
            if held:
                named.setdefault(held, column)
        if all(held in named for held in needed):
            return Headings(named, row.number)
    return None


def rows_under(
    sheet: Sheet, headings: Headings, needed: Collection[str]
) -> Iterator[tuple[Row, dict[str, str]]]:
    """Yield the rows that are shown and hold anything needed, with their texts as they are seen."""
    for row in sheet.rows:
        if row.number <= headings.row or row.hidden:
            continue
        texts = {held: visible(row.cell(column)) for held, column in headings.columns.items()}
        if any(texts[held] for held in needed):
            yield row, texts
