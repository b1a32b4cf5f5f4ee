"""A row's documents: what kind each is, whether its number can be right, and what it says."""

import re
from datetime import date

from django.utils.translation import gettext_noop

from yizhan.people.documents import birth_date_in, kind_of, number_doubt, sex_in
from yizhan.people.enums import DocumentKind, Sex
from yizhan.people.identity import fold_number
from yizhan.reading.cells import Number, Uncomputed
from yizhan.reading.findings import Answer, Finding, leave_out, stands, without, write
from yizhan.reading.shown import fold, visible
from yizhan.roster.reading.entries import Person
from yizhan.roster.reading.likeness import is_rounded
from yizhan.roster.reading.texts_of_row import Texts
from yizhan.roster.reading.words import words

NUMBER = "document_number"
_ZEROS = re.compile(r"[1-9]\d{14}000")
_RESIDENTS_FORM = (DocumentKind.RESIDENT_ID, DocumentKind.RESIDENCE_PERMIT, DocumentKind.FOREIGNER_CARD)
_LABEL = re.compile(r"^[^\d A-Za-z]*[:：]\s*")


def read_documents(texts: Texts, person: Person, findings: list[Finding]) -> None:
    """Read every document of a row; each number is checked by the rules of its kind and no others."""
    known: list[tuple[DocumentKind, str]] = []
    for column, text in texts.all(NUMBER):
        cell = texts.context.cell(column, texts.row.number)
        shown = _LABEL.sub("", visible(text))
        if isinstance(text, Uncomputed) or fold(shown) in words().nobody or _is_none(shown):
            continue
        if lost := _lost(cell, text, shown):
            findings.append(lost)
            continue
        number = fold_number(shown)
        kind = _kind(texts, column, number)
        found = _unknown(cell, shown) if kind is None else _doubtful(cell, kind, number, shown)
        if found:
            findings.append(found)
        known.append((kind or DocumentKind.PASSPORT, number))
    person.documents = tuple(dict.fromkeys(known))


def says(person: Person) -> tuple[date | None, Sex | None]:
    """Return the birth date and the sex that a person's numbers carry."""
    for kind, number in person.documents:
        if kind in _RESIDENTS_FORM and number_doubt(kind, number) is None:
            return birth_date_in(number), sex_in(number)
    return None, None


def _is_none(shown: str) -> bool:
    return words().documents.get(fold(shown)) == "none"


def _kind(texts: Texts, column: int, number: str) -> DocumentKind | None:
    """The number itself counts before the row's own word, and that before the heading."""
    by_number = kind_of(number)
    if by_number in _RESIDENTS_FORM:
        return by_number
    said = words().documents.get(fold(texts.get("document_kind"))) or texts.context.document_headings.get(
        column
    )
    if said == "resident_id" and by_number is not None:
        return by_number
    if said and said != "none":
        return DocumentKind(said)
    return by_number


def _lost(cell: str, text: str, shown: str) -> Finding | None:
    """Digits that a spreadsheet rounded away are gone: only whoever made the list has them."""
    zeros = bool(_ZEROS.fullmatch(shown))
    if is_rounded(text) or (zeros and number_doubt(DocumentKind.RESIDENT_ID, shown) is not None):
        return Finding(
            "digits_lost",
            cell,
            gettext_noop(
                "A spreadsheet kept 15 of 18 digits (%(written)s): the last three are lost. "
                "Ask the sender for the column as text."
            ),
            {"written": shown},
            (write(NUMBER), without(NUMBER), leave_out()),
            rejects=True,
        )
    if zeros or (isinstance(text, Number) and len(shown) > 15 and not shown.isdigit()):
        template = gettext_noop(
            "The number ends in 000 (%(written)s), as when a spreadsheet rounded it. Compare with the card."
        )
        return Finding("perhaps_rounded", cell, template, {"written": shown}, _answers())
    return None


def _unknown(cell: str, shown: str) -> Finding:
    if shown.isdigit() and len(shown) > 10:
        template = gettext_noop(
            "A resident identity number has 18 characters (older ones 15); %(written)s has %(length)d."
        )
    else:
        template = gettext_noop("“%(written)s” is not how the number of any known document looks.")
    return Finding("odd_number", cell, template, {"written": shown, "length": len(shown)}, _answers())


def _doubtful(cell: str, kind: DocumentKind, number: str, shown: str) -> Finding | None:
    doubt = number_doubt(kind, number)
    if doubt is None:
        return None
    template = gettext_noop("%(written)s (%(kind)s): %(doubt)s")
    facts = {"written": shown, "kind": kind.label, "doubt": doubt}
    return Finding("wrong_number", cell, template, facts, _answers())


def _answers() -> tuple[Answer, ...]:
    return (write(NUMBER), stands(), without(NUMBER), leave_out())
