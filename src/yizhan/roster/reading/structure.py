"""Rows that may be nobody, or somebody whom the sender did not mean to show: each is asked about."""

from django.utils.translation import gettext_noop

from yizhan.reading.cells import Row, cell_name
from yizhan.reading.findings import Answer, Finding, leave_out, takes
from yizhan.reading.shown import fold, visible
from yizhan.roster.reading.likeness import DOCUMENT, PHONE, looks_like
from yizhan.roster.reading.texts_of_row import SheetContext
from yizhan.roster.reading.words import heading, words

# Findings of rows that are probably nobody.
NOBODY = ("headings", "total", "closing")
_LONGEST_QUOTE = 40


def structural(context: SheetContext, row: Row) -> list[Finding]:
    """Return why a row below the headings may not be a person of the list."""
    findings = []
    if row.hidden:
        findings.append(_hidden(context, row))
    for found in (_repeated_heading(context, row), _total(context, row), _closing(context, row)):
        if found:
            findings.append(found)
            break
    findings += _unclear_merges(context, row)
    return findings


def above(context: SheetContext, row: Row) -> Finding:
    """Return the question about a row above the headings: a title, as far as can be told."""
    template = gettext_noop("Row %(row)d stands above the headings and was read as a title: “%(text)s”.")
    answers = (leave_out(),)
    return Finding("title", _first_cell(context, row), template, _quoted(row), answers, "title")


def second_heading(context: SheetContext, row: Row) -> Finding:
    """Return the question about a second row of headings."""
    template = gettext_noop("Row %(row)d was read as a second row of headings: “%(text)s”.")
    return Finding("headings", _first_cell(context, row), template, _quoted(row), (leave_out(),), "headings")


def other_sheet(context: SheetContext, row: Row, *, readable: bool) -> Finding:
    """Return the question about a row of another sheet than the one that is read."""
    name = context.sheet.name
    if context.sheet.hidden:
        template = gettext_noop("This row stands on the hidden sheet “%(sheet)s”. Take in that sheet?")
    else:
        template = gettext_noop("This row stands on another sheet, “%(sheet)s”. Take in that sheet?")
    taking = Answer("sheet", gettext_noop("Take in the whole sheet"))
    answers = (leave_out(), *((taking,) if readable else ()))
    return Finding("sheet", _first_cell(context, row), template, {"sheet": name}, answers, name)


def _hidden(context: SheetContext, row: Row) -> Finding:
    template = gettext_noop("Row %(row)d is hidden or filtered out in the file. Is it to be taken in?")
    facts = {"row": row.number}
    return Finding(
        "hidden", _first_cell(context, row), template, facts, (takes(), leave_out()), context.prefix
    )


def _repeated_heading(context: SheetContext, row: Row) -> Finding | None:
    first = next((column for column in context.columns.fields if row.cell(column).strip()), None)
    if first is None or heading(row.cell(first)) is None:
        return None
    filled = [cell for cell in row.cells if cell.strip()]
    if len(filled) < 2 or len({heading(cell) for cell in filled} - {None}) * 2 <= len(filled):
        return None
    if any(looks_like(cell) in (DOCUMENT, PHONE) for cell in filled):
        return None
    template = gettext_noop("Row %(row)d repeats the headings: “%(text)s”.")
    answers = (leave_out(), takes())
    return Finding("headings", _first_cell(context, row), template, _quoted(row), answers, "headings")


def _total(context: SheetContext, row: Row) -> Finding | None:
    first = next((cell for cell in row.cells if cell.strip()), "")
    named = [row.cell(column) for column in context.by_field.get("name", ())]
    said = [fold(cell).rstrip("0123456789") for cell in (first, *named) if len(cell) <= _LONGEST_QUOTE]
    if not any(word and word in words().totals for word in said):
        return None
    if any(looks_like(cell) in (DOCUMENT, PHONE) for cell in row.cells if cell):
        return None
    template = gettext_noop("Row %(row)d seems to be a total and nobody: “%(text)s”.")
    answers = (leave_out(), takes())
    return Finding("total", _first_cell(context, row), template, _quoted(row), answers)


def _closing(context: SheetContext, row: Row) -> Finding | None:
    """A line at the end that says who made the list."""
    filled = [cell for cell in row.cells if cell.strip()]
    said = fold(filled[0]) if filled else ""
    if not any(said.startswith(word) for word in words().closings):
        return None
    template = gettext_noop("Row %(row)d seems to be a remark of whoever made the list: “%(text)s”.")
    answers = (leave_out(), takes())
    return Finding("closing", _first_cell(context, row), template, _quoted(row), answers)


def _unclear_merges(context: SheetContext, row: Row) -> list[Finding]:
    template = gettext_noop("The cells %(merged)s are one: it cannot be told to whom “%(text)s” belongs.")
    answers = (Answer("stands", gettext_noop("This row is right as it stands")), leave_out())
    return [
        Finding(
            "merged",
            context.cell(column, row.number),
            template,
            {"merged": str(merged), "text": visible(text)[:_LONGEST_QUOTE]},
            answers,
        )
        for column, merged, text in context.unclear.get(row.number, ())
    ]


def _first_cell(context: SheetContext, row: Row) -> str:
    column = next((column for column, cell in enumerate(row.cells) if cell.strip()), 0)
    return f"{context.prefix}{cell_name(column, row.number)}"


def _quoted(row: Row) -> dict[str, object]:
    text = " ".join(visible(cell) for cell in row.cells if cell.strip())
    return {"row": row.number, "text": text[:_LONGEST_QUOTE]}
