"""What a roster leaves open, as a workbook for whoever made the list."""

from django.utils.translation import gettext as _

from yizhan.reading.cells import column_name
from yizhan.roster.reading.entries import Entry
from yizhan.roster.reading.reading import Reading
from yizhan.web.paper.sheets import Cell, Column, Sheet


def held_sheets(name: str, reading: Reading) -> list[Sheet]:
    """Return one sheet: each open row with what is asked, and beside it the row as it was written."""
    entries = [*reading.held, *reading.rejected]
    widest = max((len(entry.row.cells) for entry in entries), default=0)
    columns = [Column(_("Row"), 10), Column(_("Cell"), 12), Column(_("What is asked"), 60)]
    columns += [Column(column_name(place), 14) for place in range(widest)]
    rows = [_line(entry, widest) for entry in entries]
    return [
        Sheet(_("Questions"), _("Questions about %(list)s") % {"list": name or _("the list")}, columns, rows)
    ]


def _line(entry: Entry, widest: int) -> list[Cell]:
    asked = " ".join(str(finding) for finding in entry.findings)
    written = [str(entry.row.cell(place)) for place in range(widest)]
    return [entry.key, entry.findings[0].cell, asked, *written]
