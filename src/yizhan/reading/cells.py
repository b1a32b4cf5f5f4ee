"""Cells, rows and sheets as they were written, before anybody asks what they mean.

Every cell is text. What its program knew besides is kept in the text's own type.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from yizhan.core.refusals import Refusal


class FileRefused(Refusal):
    """The file as a whole is not read; the sentence says why, and what to bring instead."""


class Number(str):
    """A cell that its program keeps as a number: more than 15 digits are lost in it."""

    __slots__ = ()


class Day(str):
    """A cell that its program keeps as a date, as ISO 8601 text."""

    __slots__ = ()


class Uncomputed(str):
    """A formula that was never worked out, or ended in an error; the text is the error, if any."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not empty: its number as its program shows it."""

    number: int
    cells: tuple[str, ...]
    hidden: bool = False

    def cell(self, column: int) -> str:
        """Return the text of a column, counted from 0; empty where the row is shorter."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Merged:
    """A rectangle of cells shown as one: rows as shown, columns from 0, all ends included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    def __str__(self) -> str:
        return f"{cell_name(self.first_column, self.first_row)}:{cell_name(self.last_column, self.last_row)}"


@dataclass(slots=True)
class Sheet:
    """One sheet; `cut` if it ends where its format ends, so that more may have been lost.

    `from_1904`: its days are counted from 1904, as old Macintosh spreadsheets did.
    """

    name: str
    rows: list[Row] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    hidden: bool = False
    cut: bool = False
    from_1904: bool = False

    def last_column(self) -> int:
        """Return how many columns the widest row has."""
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Book:
    """Everything in one file; `form` is xlsx, xls or text."""

    form: str
    sheets: list[Sheet]

    def filled(self) -> Iterator[Sheet]:
        """Give the sheets in which something stands."""
        return (sheet for sheet in self.sheets if sheet.rows)


def column_name(column: int) -> str:
    """Return what a spreadsheet calls a column, counted from 0: 27 is AB."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return a column's number, from 0, by its letters; raises ValueError for anything else."""
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def cell_name(column: int, row: int) -> str:
    """Return what a spreadsheet calls a cell: column 2, row 7 is C7."""
    return f"{column_name(column)}{row}"
