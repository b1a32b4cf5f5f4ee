"""What stands in a row by the fields it fills, with what was decided about it laid over."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from yizhan.reading.cells import Merged, Row, Sheet, cell_name
from yizhan.reading.shown import fold
from yizhan.roster.reading.columns import Columns
from yizhan.roster.reading.words import words

# What a household shares may stand once for all of them; what belongs to one person may not.
SHARED = frozenset({"party", "room", "guardian", "guardian_phone", "phone", "address", "school", "language",
                    "nationality"})  # fmt: skip
UNREAD = frozenset({"number", "other", "nationality"})


@dataclass(slots=True)
class SheetContext:
    """A sheet as its rows are read: its columns, and which cells lie under a merged one."""

    sheet: Sheet
    columns: Columns
    prefix: str
    today: date
    covered: dict[tuple[int, int], tuple[str, Merged]] = field(default_factory=dict)
    unclear: dict[int, list[tuple[int, Merged, str]]] = field(default_factory=dict)
    by_field: dict[str, list[int]] = field(default_factory=dict)
    document_headings: dict[int, str] = field(default_factory=dict)

    def cell(self, column: int, row: int) -> str:
        """Return a cell's address in the whole file."""
        return f"{self.prefix}{cell_name(column, row)}"


def context_of(sheet: Sheet, columns: Columns, prefix: str, today: date) -> SheetContext:
    """Return a sheet ready to be read row by row."""
    context = SheetContext(sheet, columns, prefix, today)
    for column, name in sorted(columns.fields.items()):
        context.by_field.setdefault(name, []).append(column)
    for column in context.by_field.get("document_number", []):
        kind = document_kind_in(columns.titles.get(column, ""))
        if kind:
            context.document_headings[column] = kind
    if sheet.merged:
        _lay_merged(context)
    return context


def document_kind_in(text: str) -> str | None:
    """Return the one kind of document that a heading names; None if it names none, or several."""
    folded = fold(text)
    known = words().documents
    if folded in known:
        return known[folded]
    inside = [word for word in known if len(word) > 1 and word in folded]
    longest = [word for word in inside if not any(word != other and word in other for other in inside)]
    kinds = {known[word] for word in longest}
    return kinds.pop() if len(kinds) == 1 else None


def _lay_merged(context: SheetContext) -> None:
    """Note which cells take their text from a merged one, and which merged ones leave it open for whom."""
    rows = {row.number: row for row in context.sheet.rows}
    last_heading = context.columns.headings[-1] if context.columns.headings else 0
    for merged in context.sheet.merged:
        top = rows.get(merged.first_row)
        if merged.first_row <= last_heading or top is None:
            continue
        columns = [
            column
            for column in range(merged.first_column, merged.last_column + 1)
            if context.columns.fields.get(column, "other") not in UNREAD
        ]
        text = top.cell(merged.first_column)
        shared = len(columns) == 1 and context.columns.fields[columns[0]] in SHARED
        for number in range(merged.first_row, min(merged.last_row, merged.first_row + len(rows)) + 1):
            if columns and not shared:
                context.unclear.setdefault(number, []).append((columns[0], merged, text))
            elif columns and number != merged.first_row:
                context.covered[number, columns[0]] = (text, merged)


class Texts:
    """The texts of one row by field; what was decided stands before what was written."""

    def __init__(self, context: SheetContext, row: Row) -> None:
        self.context = context
        self.row = row
        self.decided: dict[str, str] = {}

    def get(self, name: str) -> str:
        """Return the text of a field, "" if there is none; of several columns the first that is filled."""
        if name in self.decided:
            return self.decided[name]
        for column in self.context.by_field.get(name, ()):
            if text := self.at(column):
                return text
        return ""

    def at(self, column: int) -> str:
        """Return the text in a column, or in the merged cell that covers it."""
        text = self.row.cell(column)
        if not text and self.context.covered:
            return self.context.covered.get((self.row.number, column), ("",))[0]
        return text

    def all(self, name: str) -> Iterator[tuple[int, str]]:
        """Give every filled column of a field with its text; a decided text stands for all of them."""
        columns = self.context.by_field.get(name, [])
        if name in self.decided:
            if self.decided[name]:
                yield columns[0] if columns else 0, self.decided[name]
            return
        for column in columns:
            if text := self.at(column):
                yield column, text

    def cell(self, name: str) -> str:
        """Return the address of a field's filled cell, else of its first, else of the name's."""
        columns = self.context.by_field.get(name) or self._naming()
        filled = next((column for column in columns if self.row.cell(column)), columns[0])
        return self.context.cell(filled, self.row.number)

    def filled(self) -> tuple[str, ...]:
        """Return which fields stand in a merged cell above."""
        if not self.context.covered:
            return ()
        fields = self.context.columns.fields
        return tuple(
            name for column, name in fields.items() if (self.row.number, column) in self.context.covered
        )

    def raw(self) -> dict[str, str]:
        """Return the cells as they were written, by what heads them."""
        titles = self.context.columns.titles
        fields = self.context.columns.fields
        return {
            titles.get(column) or fields.get(column) or self.context.cell(column, self.row.number): str(text)
            for column, text in enumerate(self.row.cells)
            if text
        }

    def _naming(self) -> list[int]:
        found = self.context.by_field
        return found.get("name") or found.get("given_name") or [0]
