"""What the number of a document says by itself: a birth date, a sex, and whether it can be right.

Sources: GB 11643-1999 (18 digits, check character by ISO 7064 MOD 11-2); 15-digit numbers issued
until 1999; residence permits for Hong Kong, Macao and Taiwan residents (2018; 81, 82, 83 in the
same form); foreigners' permanent residence cards (2023; 9 in the same form; before, three letters
and twelve digits). Other documents have no Chinese check character, and none is asked of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext, gettext_noop

from yizhan.people.enums import DocumentKind, Sex
from yizhan.people.identity import Identity, fold_number

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_EIGHTEEN = re.compile(r"\d{17}[\dX]")
_FIFTEEN = re.compile(r"\d{15}")
_SHAPES = {
    DocumentKind.RESIDENT_ID: re.compile(r"\d{17}[\dX]|\d{15}"),
    DocumentKind.RESIDENCE_PERMIT: re.compile(r"8[123]\d{15}[\dX]"),
    DocumentKind.HKMT_PERMIT: re.compile(r"8[123]\d{15}[\dX]|[HM]\d{8}(\d{2})?|\d{8}"),
    DocumentKind.FOREIGNER_CARD: re.compile(r"9\d{16}[\dX]|[A-Z]{3}\d{12}"),
    DocumentKind.PASSPORT: re.compile(r"[A-Z0-9]{5,20}"),
}


# Forms that tell the document by themselves, the narrower first.
_ALONE = (
    (DocumentKind.RESIDENT_ID, _FIFTEEN),
    (DocumentKind.HKMT_PERMIT, re.compile(r"[HM]\d{8}(\d{2})?")),
    (DocumentKind.FOREIGNER_CARD, re.compile(r"[A-Z]{3}\d{12}")),
    (DocumentKind.PASSPORT, re.compile(r"[A-Z]{1,2}\d{6,9}|[A-Z]\d{7}[A-Z]?")),
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something about a field that ought to be asked again; as text, the question to ask."""

    about: str
    template: str
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return gettext(self.template) % self.facts


def check_character(digits: str) -> str:
    """Return the check character (0-9 or X) of the first 17 digits of an 18-digit number."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits[:17], strict=True))
    return _CHECK[total % 11]


def kind_of(number: str) -> DocumentKind | None:
    """Return the kind of document whose numbers alone look like this one; None if several do, or none."""
    folded = fold_number(number)
    if _EIGHTEEN.fullmatch(folded):
        if folded[0] == "9":
            return DocumentKind.FOREIGNER_CARD
        is_permit = _SHAPES[DocumentKind.RESIDENCE_PERMIT].fullmatch(folded)
        return DocumentKind.RESIDENCE_PERMIT if is_permit else DocumentKind.RESIDENT_ID
    for kind, shape in _ALONE:
        if shape.fullmatch(folded):
            return kind
    return None


@lru_cache(maxsize=1024)
def number_doubt(kind: DocumentKind, number: str) -> Doubt | None:
    """Return what is doubtful about a number by itself, such as its last digit; None if nothing is."""
    folded = fold_number(number)
    shape = _SHAPES.get(kind)
    if shape and not shape.fullmatch(folded):
        return _shape_doubt(kind, folded)
    return None if kind == DocumentKind.PASSPORT else _digit_doubt(folded)


def birth_date_in(number: str) -> date | None:
    """Return the birth date that a resident's number carries; None if it carries no possible one."""
    folded = fold_number(number)
    if _EIGHTEEN.fullmatch(folded):
        return _date(folded[6:14])
    return _date("19" + folded[6:12]) if _FIFTEEN.fullmatch(folded) else None


def sex_in(number: str) -> Sex | None:
    """Return the sex that a resident's number carries: odd is male; None if it carries none."""
    folded = fold_number(number)
    if _EIGHTEEN.fullmatch(folded):
        place = folded[16]
    elif _FIFTEEN.fullmatch(folded):
        place = folded[14]
    else:
        return None
    return Sex.MALE if int(place) % 2 else Sex.FEMALE


def completed(identity: Identity) -> Identity:
    """Return the particulars with an empty kind, birth date or sex filled in from a sound number."""
    number = identity.document_number
    if any(doubt.about == "document_number" for doubt in doubts(identity)):
        return identity
    found: dict[str, Any] = {"birth_date": birth_date_in(number), "sex": sex_in(number)}
    if _EIGHTEEN.fullmatch(number) and number[17] == check_character(number):
        found["document_kind"] = kind_of(number)
    elif identity.document_kind in (None, DocumentKind.PASSPORT):
        return identity
    return identity.model_copy(
        update={name: value for name, value in found.items() if value and not getattr(identity, name)}
    )


def doubts(identity: Identity) -> list[Doubt]:
    """Return what should be asked again about a document; a doubt never forbids what was said."""
    if not identity.document_number or identity.document_kind is None:
        return []
    return list(_doubts(identity, identity.document_kind, fold_number(identity.document_number)))


def _doubts(identity: Identity, kind: DocumentKind, number: str) -> Iterator[Doubt]:
    shape = _SHAPES.get(kind)
    if shape and not shape.fullmatch(number):
        yield _shape_doubt(kind, number)
    if kind == DocumentKind.PASSPORT:
        return
    doubt = _digit_doubt(number)
    if doubt:
        yield doubt
    yield from _contradictions(identity, number)


def _digit_doubt(number: str) -> Doubt | None:
    """Only numbers of the resident's form carry a check character and a date."""
    if _EIGHTEEN.fullmatch(number) and number[17] != check_character(number):
        return Doubt(
            "document_number",
            gettext_noop(
                "The last digit does not fit the others: one of them is mistyped. Compare with the card."
            ),
        )
    if _carries_date(number) and birth_date_in(number) is None:
        return Doubt(
            "document_number", gettext_noop("The birth date in this number is no day of the calendar.")
        )
    return None


def _shape_doubt(kind: DocumentKind, number: str) -> Doubt:
    if kind == DocumentKind.RESIDENT_ID:
        return Doubt(
            "document_number",
            gettext_noop(
                "A resident identity number has 18 characters (older ones 15); this has %(length)s."
            ),
            {"length": len(number)},
        )
    return Doubt("document_number", gettext_noop("This is not how the number of such a document looks."))


def _carries_date(number: str) -> bool:
    return bool(_EIGHTEEN.fullmatch(number) or _FIFTEEN.fullmatch(number))


def _contradictions(identity: Identity, number: str) -> Iterator[Doubt]:
    born, sex = birth_date_in(number), sex_in(number)
    if born and identity.birth_date and born != identity.birth_date:
        yield Doubt(
            "birth_date",
            gettext_noop("The document's number says %(in_number)s, you wrote %(written)s. Which is right?"),
            {"in_number": born.isoformat(), "written": identity.birth_date.isoformat()},
        )
    if sex and identity.sex in (Sex.FEMALE, Sex.MALE) and sex != identity.sex:
        yield Doubt("sex", gettext_noop("The document's number says otherwise. Is the number this person's?"))


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
