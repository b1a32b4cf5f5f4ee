"""What a laboratory's file leaves open, as a workbook for the laboratory."""

from django.utils.translation import gettext as _

from yizhan.health.enums import ResultValue
from yizhan.health.laboratory.reading import ResultRow
from yizhan.health.queries.result_files import ShownFile
from yizhan.web.paper.sheets import Cell, Column, Sheet


def question_sheets(shown: ShownFile) -> list[Sheet]:
    """Return one sheet: each open row with its cell and what is asked; nobody's name is repeated."""
    columns = [
        Column(_("Row"), 12), Column(_("Cell"), 12), Column(_("Tube number"), 16), Column(_("Result"), 14),
        Column(_("What is asked"), 70),
    ]  # fmt: skip
    rows = [_line(row) for row in (*shown.reading.held, *shown.reading.rejected)]
    title = _("Questions about %(list)s") % {"list": shown.name or _("the list")}
    return [Sheet(_("Questions"), title, columns, rows)]


def _line(row: ResultRow) -> list[Cell]:
    asked = " ".join(str(finding) for finding in row.findings)
    value = str(ResultValue(row.value).label) if row.value else ""
    return [row.key, row.findings[0].cell, row.tube, value, asked]
