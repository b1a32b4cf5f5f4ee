"""What a roster leaves open, as a workbook for whoever made the list."""

from django.utils.translation import gettext as _

from yizhan.roster.reading.entries import Entry
from yizhan.roster.reading.reading import Reading
from yizhan.web.paper.sheets import Column, Sheet


def held_sheets(name: str, reading: Reading) -> list[Sheet]:
    """Return one sheet: each open row with its cell, what is asked, and the row as it was written."""
    columns = [
        Column(_("Row"), 8),
        Column(_("Cell"), 10),
        Column(_("What is asked"), 60),
        Column(_("As written"), 60),
    ]
    rows = [_line(entry) for entry in (*reading.held, *reading.rejected)]
    return [
        Sheet(_("Questions"), _("Questions about %(list)s") % {"list": name or _("the list")}, columns, rows)
    ]


def _line(entry: Entry) -> list[str | int]:
    asked = " ".join(str(finding) for finding in entry.findings)
    written = " | ".join(str(cell) for cell in entry.row.cells if cell)
    return [entry.row.number, entry.findings[0].cell, asked, written]
