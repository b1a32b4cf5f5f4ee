"""Where a sheet's headings are, and what stands under them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from yizhan.health.codes import is_tube_number, read_tube_number
from yizhan.health.laboratory.words import column_of
from yizhan.reading.cells import Row, Sheet, cell_name

_HEADING_WITHIN = 20


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a sheet, from 0, by what they hold; `heading` is the row they are named in."""

    heading: int
    tube: int
    value: int
    reported: int | None = None
    ct: tuple[tuple[int, str], ...] = ()

    def read(self) -> Iterator[int]:
        """Give every column that is read."""
        yield self.tube
        yield self.value
        if self.reported is not None:
            yield self.reported
        yield from (column for column, _ in self.ct)


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet with its columns; `prefix` stands before the addresses of its cells."""

    sheet: Sheet
    columns: Columns | None
    prefix: str = ""
    merged: dict[tuple[int, int], str] = field(default_factory=dict)

    def cell(self, column: int, row: Row) -> str:
        """Return a cell's address in the whole file."""
        return f"{self.prefix}{cell_name(column, row.number)}"


def page_of(sheet: Sheet, prefix: str) -> Page:
    """Return a sheet ready to be read, with what its merged cells say below their first row."""
    merged: dict[tuple[int, int], str] = {}
    rows = {row.number: row for row in sheet.rows}
    for area in sheet.merged:
        top = rows.get(area.first_row)
        if top is None or area.first_column != area.last_column:
            continue
        for number in range(area.first_row + 1, min(area.last_row, area.first_row + len(rows)) + 1):
            merged[number, area.first_column] = top.cell(area.first_column)
    return Page(sheet, recognise(sheet), prefix, merged)


def recognise(sheet: Sheet) -> Columns | None:
    """Return a sheet's columns by the first row that names a tube and a result; None if there is none."""
    for row in sheet.rows[:_HEADING_WITHIN]:
        named: dict[str, list[int]] = {}
        for column, text in enumerate(row.cells):
            if held := column_of(text):
                named.setdefault(held, []).append(column)
        if "tube" in named and "value" in named:
            return Columns(
                row.number, _tubes_in(sheet, named["tube"]), named["value"][0],
                named["reported"][0] if "reported" in named else None,
                tuple((column, row.cell(column).strip()) for column in named.get("ct", ())),
            )  # fmt: skip
    return None


def _tubes_in(sheet: Sheet, columns: list[int]) -> int:
    """Of several columns of numbers, the one in which most are tube numbers: others are the laboratory's."""
    return max(columns, key=lambda column: (sum(_is_tube(row, column) for row in sheet.rows), -column))


def _is_tube(row: Row, column: int) -> bool:
    return is_tube_number(read_tube_number(row.cell(column)))
