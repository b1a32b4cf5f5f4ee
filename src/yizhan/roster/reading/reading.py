"""A whole roster: every row accepted, held or rejected, and nothing guessed in silence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from yizhan.reading.cells import Book
from yizhan.reading.findings import Decisions, Notice
from yizhan.reading.judged import JudgedRows
from yizhan.reading.opening import open_book
from yizhan.roster.reading.children import place_children
from yizhan.roster.reading.columns import recognise
from yizhan.roster.reading.entries import Entry
from yizhan.roster.reading.sheets import SheetReading, main_sheet
from yizhan.roster.reading.together import compare, twins

_MARK = 4


@dataclass(frozen=True, slots=True)
class Reading(JudgedRows[Entry]):
    """What came out of a roster: its rows, and what is to be said of it as a whole."""

    form: str
    entries: list[Entry]
    notices: list[Notice]

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return len(self.entries)

    @property
    def judged(self) -> list[Entry]:
        """Every row; two accepted ones may name one person."""
        return self.entries

    @property
    def people(self) -> Iterator[Entry]:
        """Give the accepted rows, each person once."""
        return (entry for entry in self.entries if entry.accepted and not entry.stands_in)


def read_roster(
    contents: bytes,
    *,
    today: date,
    decisions: Decisions | None = None,
    columns: dict[int, str] | None = None,
) -> Reading:
    """Read a roster; `decisions` are what was answered so far, `columns` what is said of columns.

    Raises FileRefused where the file as a whole is not read. `today` says who is a child.
    """
    mark = sha256(contents).hexdigest()[:_MARK].upper()
    return read_book(open_book(contents), today=today, decisions=decisions, columns=columns, mark=mark)


def read_book(
    book: Book,
    *,
    today: date,
    decisions: Decisions | None = None,
    columns: dict[int, str] | None = None,
    mark: str = "",
) -> Reading:
    """Read a roster that is open; as `read_roster`."""
    answers = decisions or {}
    filled = list(book.filled())
    main, found = main_sheet(filled, columns)
    entries: list[Entry] = []
    notices: list[Notice] = []
    contexts = {}
    for sheet in [main, *(other for other in filled if other is not main)]:
        prefix = "" if sheet is main else f"{sheet.name}!"
        reading = SheetReading(sheet, found if sheet is main else recognise(sheet), prefix, today)
        if sheet is main or reading.is_taken(answers):
            entries += reading.entries(answers)
            notices += reading.notices()
        else:
            entries += reading.set_aside(answers)
        contexts[prefix] = reading.context
    place_children(entries, contexts, answers, mark)
    compare(entries, contexts, answers)
    return Reading(book.form, entries, notices + twins([entry for entry in entries if entry.accepted]))
