"""Why a row of results waits, in words, and the answers to choose from."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext_noop

from yizhan.health.codes import spoken
from yizhan.health.enums import ResultValue
from yizhan.health.laboratory.columns import Page
from yizhan.reading.cells import Row
from yizhan.reading.findings import Answer, Finding, leave_out, stands, write
from yizhan.reading.shown import visible

TWO_RESULTS = "two_results"
_LONGEST_QUOTE = 40
VALUES = {
    ResultValue.NEGATIVE: gettext_noop("It is negative"),
    ResultValue.POSITIVE: gettext_noop("It is positive"),
    ResultValue.INCONCLUSIVE: gettext_noop("It is inconclusive"),
    ResultValue.SPOILT: gettext_noop("It could not be tested"),
}


def structural(page: Page, row: Row, *, is_main: bool) -> Iterator[Finding]:
    """Give why a row may be no row of results: another sheet, above the headings, hidden."""
    cell = page.cell(first_filled(row), row)
    if not is_main:
        template = gettext_noop("This row stands on another sheet, “%(sheet)s”. Take in that sheet?")
        answers = (leave_out(), *((_take_sheet(),) if page.columns else ()))
        yield Finding("sheet", cell, template, {"sheet": page.sheet.name}, answers, page.sheet.name)
    if page.columns and row.number < page.columns.heading:
        template = gettext_noop("Row %(row)d stands above the headings and was read as a title: “%(text)s”.")
        yield Finding("title", cell, template, _quoted(row), (leave_out(),), "title")
    elif row.hidden:
        template = gettext_noop("Row %(row)d is hidden or filtered out in the file. Is it to be taken in?")
        yield Finding("hidden", cell, template, _quoted(row), (_take_row(), leave_out()), page.prefix or "!")


def uncomputed(cell: str, name: str) -> Finding:
    """A formula is never worked out here."""
    template = gettext_noop("This cell holds a formula whose result was never saved.")
    return Finding("uncomputed", cell, template, {}, (write(name), leave_out()))


def no_tube(cell: str, text: str) -> Finding:
    """What stands for the tube has a wrong digit, or is no number at all."""
    template = gettext_noop("“%(text)s” is no tube number of ours: ten digits that check. One may be wrong.")
    if not text:
        template = gettext_noop("No tube number stands here.")
    return Finding("wrong_tube_number", cell, template, {"text": _short(text)}, (write("tube"), leave_out()))


def unclear_value(cell: str, text: str, merged: str) -> Finding:
    """The result is missing, or in words that may mean this or that."""
    answers = tuple(
        Answer(f"value:{value}", words, patch={"value": value}) for value, words in VALUES.items()
    )
    if merged:
        template = gettext_noop("This cell is merged with one above: “%(text)s”. Is it said of this tube?")
        text = merged
    elif text:
        template = gettext_noop("“%(text)s” may mean this or that. What does the laboratory say?")
    else:
        template = gettext_noop("No result stands here. What does the laboratory say?")
    return Finding("unclear_value", cell, template, {"text": _short(text)}, (*answers, leave_out()))


def unclear_time(cell: str, text: str) -> Finding:
    """The report's time cannot be told."""
    template = gettext_noop("“%(text)s” is no time of day that can be read. When was it reported?")
    without = Answer("without", gettext_noop("Take when the file came"), patch={"reported": ""})
    answers = (without, write("reported"), leave_out())
    return Finding("unclear_time", cell, template, {"text": _short(text)}, answers, "reported")


def impossible_time(cell: str, tube: str) -> Finding:
    """Reported before the sample was taken, or after the file came."""
    template = gettext_noop("Tube %(tube)s would be reported before its sample was taken, or in the future.")
    without = Answer("without", gettext_noop("Take when the file came"))
    return Finding("impossible_time", cell, template, {"tube": spoken(tube)}, (without, leave_out()))


def unknown_tube(cell: str, tube: str) -> Finding:
    """The number checks, and no label with it was made at this site."""
    template = gettext_noop("No tube %(tube)s is known at this site. Ask the laboratory whose it is.")
    return Finding("unknown_tube", cell, template, {"tube": spoken(tube)}, (leave_out(),))


def empty_tube(cell: str, tube: str) -> Finding:
    """A label of this site on a tube that holds nobody's sample."""
    template = gettext_noop(
        "Tube %(tube)s holds nobody's sample by the record. Record the sample, then look again."
    )
    return Finding("empty_tube", cell, template, {"tube": spoken(tube)}, (leave_out(),))


def not_handed_over(cell: str, tube: str) -> Finding:
    """A result of a tube that never left."""
    template = gettext_noop(
        "Tube %(tube)s has not left the site by the record. Enter its hand-over and look again, or say why "
        "the result is right."
    )
    return Finding("not_handed_over", cell, template, {"tube": spoken(tube)}, (stands(), leave_out()))


def differs(cell: str, tube: str, stood: ResultValue, said: ResultValue) -> Finding:
    """The record has another result."""
    template = gettext_noop("Tube %(tube)s is on record as %(stood)s; this row says %(said)s.")
    answers = (Answer("correct", gettext_noop("The new one is right"), asks="reason"), leave_out())
    facts = {"tube": spoken(tube), "stood": stood.label, "said": said.label}
    return Finding("result_differs", cell, template, facts, answers)


def two_results(cell: str, tube: str, cells: str) -> Finding:
    """The file contradicts itself."""
    template = gettext_noop(
        "Tube %(tube)s has two different results in this file (%(cells)s). Leave the wrong row out."
    )
    return Finding(TWO_RESULTS, cell, template, {"tube": spoken(tube), "cells": cells}, (leave_out(),))


def left_out(finding: Finding) -> Finding:
    """Return a finding as it stands once somebody left the row out."""
    template = gettext_noop("Left out, as was decided. The question was: %(question)s")
    return replace(finding, template=template, facts={"question": finding}, rejects=True)


def first_filled(row: Row) -> int:
    """Return the first column of a row in which something stands."""
    return next((column for column, text in enumerate(row.cells) if text.strip()), 0)


def _take_row() -> Answer:
    return Answer("take", gettext_noop("Take it in: this is a result"))


def _take_sheet() -> Answer:
    return Answer("sheet", gettext_noop("Take in the whole sheet"))


def _quoted(row: Row) -> dict[str, object]:
    text = " ".join(visible(cell) for cell in row.cells if cell.strip())
    return {"row": row.number, "text": _short(text)}


def _short(text: str) -> str:
    return visible(text)[:_LONGEST_QUOTE]
