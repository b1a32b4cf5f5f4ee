"""One row becomes one entry: read, asked about, and read again with what was decided."""

from dataclasses import replace

from django.utils.translation import gettext_noop

from yizhan.reading.cells import Row, Uncomputed
from yizhan.reading.findings import (
    TEXT,
    Answer,
    Decision,
    Decisions,
    Finding,
    decided,
    leave_out,
    write,
)
from yizhan.roster.reading.describing import read_belonging, read_birth, read_needs, read_phones, read_sex
from yizhan.roster.reading.entries import Entry, Person
from yizhan.roster.reading.identifying import read_documents
from yizhan.roster.reading.naming import read_name
from yizhan.roster.reading.structure import NOBODY, structural
from yizhan.roster.reading.texts_of_row import UNREAD, SheetContext, Texts

_ABOUT_DOCUMENTS = ("wrong_number", "odd_number", "perhaps_rounded", "birth_date_differs", "sex_differs")


def read_row(context: SheetContext, row: Row, decisions: Decisions) -> Entry:
    """Return who a row names, with everything that is still open about it."""
    texts, settled = Texts(context, row), dict[str, str]()
    while True:
        person, own = _examine(texts, settled)
        findings = [finding for finding in own if finding.question not in settled]
        changed = False
        still_open = []
        for finding in findings:
            given = decided(finding, decisions)
            if given is None:
                still_open.append(finding)
            elif given[0].leave_out:
                return Entry(context.prefix, row, Person(name=person.name), [left_out(finding)])
            else:
                settled[finding.question] = given[1].why
                changed |= _lay_over(texts, *given)
        if not changed:
            person.document_note = _note(settled)
            return Entry(context.prefix, row, person, still_open)


def left_out(finding: Finding) -> Finding:
    """Return a finding as it stands once somebody decided that the row is nobody."""
    template = gettext_noop("Left out, as was decided. The question was: %(question)s")
    return replace(finding, template=template, facts={"question": finding}, rejects=True)


def _examine(texts: Texts, settled: dict[str, str]) -> tuple[Person, list[Finding]]:
    """Read the row; one that may be nobody is asked about before its cells are."""
    person = Person()
    findings = [found for found in structural(texts.context, texts.row) if found.question not in settled]
    if any(found.code in NOBODY for found in findings):
        return person, findings
    _find_uncomputed(texts, findings)
    read_name(texts, person, findings)
    read_documents(texts, person, findings)
    read_sex(texts, person, findings)
    read_birth(texts, person, findings)
    read_phones(texts, person, findings)
    read_belonging(texts, person)
    read_needs(texts, person)
    return person, findings


def _lay_over(texts: Texts, answer: Answer, decision: Decision) -> bool:
    """Lay an answer over the row's texts; tells whether it changed any."""
    for place, (name, value) in enumerate(answer.patch.items()):
        texts.decided[name] = decision.text if answer.asks == TEXT and place == 0 else value
    return bool(answer.patch)


def _note(settled: dict[str, str]) -> str:
    """Return why a number stands although it is doubtful."""
    whys = (why for question, why in settled.items() if question.split("@")[0] in _ABOUT_DOCUMENTS)
    return "; ".join(filter(None, whys))[:200]


def _find_uncomputed(texts: Texts, findings: list[Finding]) -> None:
    """A formula is never worked out here: its cell says nothing until somebody does."""
    context, row = texts.context, texts.row
    for column, text in enumerate(row.cells):
        name = context.columns.fields.get(column)
        if not isinstance(text, Uncomputed) or name is None or name in UNREAD or name in texts.decided:
            continue
        if text:
            template = gettext_noop("The formula in this cell ended in an error (%(error)s).")
        else:
            template = gettext_noop("This cell holds a formula whose result was never saved.")
        findings.append(
            Finding(
                "uncomputed",
                context.cell(column, row.number),
                template,
                {"error": str(text)},
                (
                    write(name),
                    Answer("without", gettext_noop("Leave the cell empty"), patch={name: ""}),
                    leave_out(),
                ),
            )
        )
