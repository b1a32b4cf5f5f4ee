"""Workbooks. Everything written by people goes in as text: a cell never becomes a formula."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

Cell = str | int

LONGEST_NAME = 31
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
FORBIDDEN_IN_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and its width in characters."""

    heading: str
    width: int = 10


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a title above, one heading row that stays in sight, and rows as wide as the headings."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return the sheets as .xlsx that prints on A4, one page wide, headings on every page."""
    import xlsxwriter  # noqa: PLC0415 - only an export needs it

    made = BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    title = book.add_format({"bold": True, "font_size": 14})
    heading = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"})
    cell = book.add_format({"bottom": 4, "text_wrap": True, "valign": "vcenter"})
    # Marked as text for good: also whoever edits the cell, or saves it as text and opens it, runs nothing.
    escaped = book.add_format({"bottom": 4, "text_wrap": True, "valign": "vcenter", "quote_prefix": True})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name.translate(FORBIDDEN_IN_NAME)[:LONGEST_NAME])
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0, 1)
        page.freeze_panes(2, 0)
        page.set_footer("&L&A&R&P / &N")
        page.write_string(0, 0, sheet.title, title)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width)
            page.write_string(1, place, column.heading, heading)
        for line, row in enumerate(sheet.rows, start=2):
            for place, value in enumerate(row):
                if isinstance(value, int):
                    page.write_number(line, place, value, cell)
                else:
                    page.write_string(
                        line, place, value, escaped if value.startswith(FORMULA_SIGNS) else cell
                    )
    book.close()
    return made.getvalue()
