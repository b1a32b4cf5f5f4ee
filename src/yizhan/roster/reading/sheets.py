"""Which sheet is read, which rows of it are people, and what is asked about all the others."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy, gettext_noop

from yizhan.reading.cells import FileRefused, Row, Sheet, cell_name, column_name
from yizhan.reading.findings import Answer, Decisions, Finding, Notice, decided
from yizhan.reading.shown import visible
from yizhan.roster.reading.columns import Columns, recognise
from yizhan.roster.reading.entries import Entry, Person
from yizhan.roster.reading.rows import left_out, read_row
from yizhan.roster.reading.structure import above, other_sheet, second_heading
from yizhan.roster.reading.texts_of_row import context_of

LABELS = {
    "name": gettext_lazy("names"),
    "document_number": gettext_lazy("document numbers"),
    "phone": gettext_lazy("telephone numbers"),
    "sex": gettext_lazy("sexes"),
    "birth_date": gettext_lazy("birth dates"),
}


def main_sheet(sheets: list[Sheet], said: dict[int, str] | None) -> tuple[Sheet, Columns]:
    """Return the sheet that is read: the first in sight with a column of names; raises FileRefused."""
    if not sheets:
        raise FileRefused("empty", gettext_noop("There is nothing in this file."))
    for sheet in sorted(sheets, key=lambda sheet: sheet.hidden):
        columns = recognise(sheet, said)
        if columns.names_people:
            return sheet, columns
    raise FileRefused(
        "no_names",
        gettext_noop(
            "No column of names was found. Give the list a row of headings, such as name, sex, birth date, "
            "identity number, telephone."
        ),
    )


class SheetReading:
    """One sheet being read; `context` knows its columns."""

    def __init__(self, sheet: Sheet, columns: Columns, prefix: str, today: date) -> None:
        self.sheet = sheet
        self.context = context_of(sheet, columns, prefix, today)

    def entries(self, decisions: Decisions) -> Iterator[Entry]:
        """Give an entry for every row of a sheet that is read; the headings themselves are none."""
        misfit = self._misfit()
        if misfit and (given := decided(misfit, decisions)):
            if given[0].key == "by_content":
                said = {each.column: each.holds for each in self.context.columns.misfits}
                columns = recognise(self.sheet, said)
                self.context = context_of(self.sheet, columns, self.context.prefix, self.context.today)
            misfit = None
        headings = self.context.columns.headings
        for row in self.sheet.rows:
            if headings and row.number < headings[0]:
                yield self._asked(row, above(self.context, row), decisions)
            elif row.number in headings[1:]:
                yield self._asked(row, second_heading(self.context, row), decisions)
            elif row.number not in headings:
                yield (
                    self._asked(row, self._in_row(row), decisions)
                    if misfit
                    else read_row(self.context, row, decisions)
                )

    def set_aside(self, decisions: Decisions) -> Iterator[Entry]:
        """Give an entry for every row of a sheet that is not read until somebody says so."""
        columns = self.context.columns
        for row in self.sheet.rows:
            if not columns.names_people or row.number not in columns.headings:
                finding = other_sheet(self.context, row, readable=columns.names_people)
                yield self._asked(row, finding, decisions)

    def is_taken(self, decisions: Decisions) -> bool:
        """Tell whether somebody said that this sheet is to be taken in, too."""
        if not self.context.columns.names_people:
            return False
        finding = other_sheet(self.context, self.sheet.rows[0], readable=True)
        decision = decisions.get(finding.group_question)
        return decision is not None and decision.answer == "sheet"

    def notices(self) -> Iterator[Notice]:
        """Give what should be seen about the sheet as a whole."""
        columns, prefix = self.context.columns, self.context.prefix
        first = columns.headings[-1] if columns.headings else self.sheet.rows[0].number
        for column in columns.by_content:
            facts = {"column": column_name(column), "holds": LABELS[columns.fields[column]]}
            template = gettext_noop("Column %(column)s was recognised by what stands in it: %(holds)s.")
            yield Notice("by_content", f"{prefix}{cell_name(column, first)}", template, facts)
        if self.sheet.cut:
            last = self.sheet.rows[-1].number
            template = gettext_noop(
                "The sheet ends at row %(row)d, the last that .xls can hold: the rest of the list may be cut "
                "off. Ask the sender for it as .xlsx."
            )
            yield Notice("cut", f"{prefix}A{last}", template, {"row": last})

    def _misfit(self) -> Finding | None:
        """Return the one question about all columns whose cells do not fit their headings."""
        misfits = self.context.columns.misfits
        if not misfits:
            return None
        headings = self.context.columns.headings
        described = ", ".join(
            f"{column_name(misfit.column)} “{visible(self.context.columns.titles.get(misfit.column, ''))}”"
            for misfit in misfits
        )
        holds = ", ".join(f"{column_name(misfit.column)}: {LABELS[misfit.holds]}" for misfit in misfits)
        if any(misfit.instead is not None for misfit in misfits):
            template = gettext_noop(
                "Columns seem swapped: most cells do not fit the headings %(columns)s, they hold %(holds)s."
            )
        else:
            template = gettext_noop("Most cells do not fit the headings %(columns)s; they hold %(holds)s.")
        answers = (
            Answer("by_content", gettext_noop("Read these columns by what stands in them")),
            Answer("as_headed", gettext_noop("The headings are right")),
        )
        cell = self.context.cell(misfits[0].column, headings[-1] if headings else 1)
        facts = {"columns": described, "holds": holds}
        return Finding("columns", cell, template, facts, answers, self.sheet.name or "1")

    def _in_row(self, row: Row) -> Finding:
        """Return the question about the columns, at this row's cell."""
        found = self._misfit()
        if found is None:
            raise ValueError("no column is doubted")
        cell = self.context.cell(self.context.columns.misfits[0].column, row.number)
        return Finding(found.code, cell, found.template, found.facts, found.answers, found.group)

    def _asked(self, row: Row, finding: Finding, decisions: Decisions) -> Entry:
        given = decided(finding, decisions)
        if given and given[0].leave_out:
            finding = left_out(finding)
        return Entry(self.context.prefix, row, Person(), [finding])
