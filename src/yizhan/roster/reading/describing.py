"""A row's sex, birth date, telephone, needs and belonging."""

import re
from functools import lru_cache

from django.utils.translation import gettext_noop

from yizhan.people.enums import Language, Sex
from yizhan.people.identity import age_on
from yizhan.people.phones import is_phone, normal_phone
from yizhan.reading.cells import Uncomputed
from yizhan.reading.findings import Answer, Finding, leave_out, offer, stands, without, write
from yizhan.reading.shown import fold, visible
from yizhan.roster.reading.days import read_birth_date
from yizhan.roster.reading.entries import Person
from yizhan.roster.reading.identifying import says
from yizhan.roster.reading.naming import shown
from yizhan.roster.reading.patterns import pattern
from yizhan.roster.reading.texts_of_row import Texts
from yizhan.roster.reading.words import words

CARE = ("diet", "medicines", "illness", "pregnancy", "needs")
LONGEST_NOTE = 500
_SEVERAL_PHONES = re.compile(r"[/、,，;；|]|\s{2,}|\s(?=1[3-9]\d)")
_CUTS = re.compile(r"[;；、\n]")
_DIGITS = re.compile(r"\d{1,3}")


def read_sex(texts: Texts, person: Person, findings: list[Finding]) -> None:
    """Read the sex, and compare it with the document's number."""
    text = texts.get("sex")
    if text and not isinstance(text, Uncomputed):
        said = _sex(text)
        if said is None:
            template = gettext_noop("“%(written)s” says neither male nor female.")
            findings.append(
                Finding("odd_sex", texts.cell("sex"), template, {"written": shown(text)}, _sexes())
            )
        person.sex = Sex(said) if said else None
    _, carried = says(person)
    if carried and person.sex in (Sex.MALE, Sex.FEMALE) and carried != person.sex:
        template = gettext_noop(
            "The list says %(written)s, the document's number says %(carried)s. Which is right?"
        )
        facts = {"written": person.sex.label, "carried": carried.label}
        answers = (
            Answer("number", gettext_noop("The number is right"), patch={"sex": carried.value}),
            write("document_number"),
            stands(),
            leave_out(),
        )
        findings.append(Finding("sex_differs", texts.cell("sex"), template, facts, answers))
    person.sex = person.sex or carried


def read_birth(texts: Texts, person: Person, findings: list[Finding]) -> None:
    """Read the birth date; a date with several meanings is decided by the document's number alone."""
    carried, _ = says(person)
    text = texts.get("birth_date")
    if text and not isinstance(text, Uncomputed) and fold(text) not in words().nobody:
        dated = read_birth_date(text, today=texts.context.today, from_1904=texts.context.sheet.from_1904)
        if carried in dated.days:
            person.birth_date = carried
        elif dated.sure:
            person.birth_date = dated.sure
        else:
            findings.append(_undecided(texts, visible(text), [day.isoformat() for day in dated.days]))
    if carried and person.birth_date and carried != person.birth_date:
        template = gettext_noop(
            "The list says %(written)s, the document's number says %(carried)s. Which is right?"
        )
        facts = {"written": person.birth_date.isoformat(), "carried": carried.isoformat()}
        answers = (
            Answer("number", gettext_noop("The number is right"), patch={"birth_date": carried.isoformat()}),
            write("document_number"),
            stands(),
            leave_out(),
        )
        findings.append(Finding("birth_date_differs", texts.cell("birth_date"), template, facts, answers))
    person.birth_date = person.birth_date or carried
    person.age = age_on(person.birth_date, texts.context.today) if person.birth_date else _age(texts)


def read_phones(texts: Texts, person: Person, findings: list[Finding]) -> None:
    """Read the own and the guardian's telephone; of several numbers in a cell the first is dialled."""
    person.phone = _phone(texts, "phone", findings)
    person.guardian_phone = _phone(texts, "guardian_phone", findings)


def read_belonging(texts: Texts, person: Person) -> None:
    """Read who belongs with whom, and what the list says besides."""
    person.party = shown(texts.get("party")) or shown(texts.get("room"))
    person.room = shown(texts.get("room"))
    person.guardian = shown(texts.get("guardian"))
    person.relation = shown(texts.get("relation"))
    person.address = shown(texts.get("address"))[:300]
    person.school = shown(texts.get("school"))[:120]
    person.language = _language(texts.get("language"))
    person.filled = texts.filled()


def read_needs(texts: Texts, person: Person) -> None:
    """Read what must be looked after: a bare yes under a heading is the heading itself."""
    needs: list[str] = []
    for name in CARE:
        for column, text in texts.all(name):
            written = shown(text)
            if fold(written) in words().nobody or isinstance(text, Uncomputed):
                continue
            heading = shown(texts.context.columns.titles.get(column, name))
            needs += [heading] if fold(written) in words().affirmed else _parts(written)
            if name == "pregnancy":
                weeks = pattern("weeks_of_pregnancy").fullmatch(written.lower())
                person.pregnancy_weeks = int(weeks[1]) if weeks and 1 <= int(weeks[1]) <= 45 else None
            elif name != "needs":
                setattr(person, name, written[:LONGEST_NOTE])
    person.needs = tuple(dict.fromkeys(needs))


@lru_cache(maxsize=256)
def _sex(text: str) -> str | None:
    return words().sexes.get(fold(text))


def _sexes() -> tuple[Answer, ...]:
    offers = tuple(Answer(f"use:{sex.value}", "%(text)s", {"text": sex.label}, {"sex": sex.value})
                   for sex in (Sex.FEMALE, Sex.MALE, Sex.OTHER))  # fmt: skip
    return (*offers, without("sex"), leave_out())


def _undecided(texts: Texts, written: str, days: list[str]) -> Finding:
    offers = tuple(offer("birth_date", day) for day in days)
    answers = (*offers, write("birth_date"), without("birth_date"), leave_out())
    if len(days) > 1:
        template = gettext_noop("“%(written)s” may be %(count)d different days. Which one?")
        code = "ambiguous_date"
    else:
        template = gettext_noop("“%(written)s” is no birth date: year, month and day are needed.")
        code = "odd_date"
    facts = {"written": written, "count": len(days)}
    return Finding(code, texts.cell("birth_date"), template, facts, answers)


def _age(texts: Texts) -> int | None:
    found = _DIGITS.match(visible(texts.get("age")))
    return int(found[0]) if found else None


def _phone(texts: Texts, name: str, findings: list[Finding]) -> str:
    text = texts.get(name)
    written = visible(text)
    if not written or isinstance(text, Uncomputed) or fold(written) in words().nobody:
        return ""
    if is_phone(written):
        return normal_phone(written)
    first = next((part for part in _SEVERAL_PHONES.split(written) if part.strip() and is_phone(part)), None)
    if first:
        return normal_phone(first)
    template = gettext_noop("“%(written)s” is no telephone number: a mobile has 11 digits.")
    findings.append(
        Finding(
            "odd_phone",
            texts.cell(name),
            template,
            {"written": written},
            (write(name), without(name), leave_out()),
        )
    )
    return ""


def _parts(written: str) -> list[str]:
    return [part.strip()[:LONGEST_NOTE] for part in _CUTS.split(written) if part.strip()]


@lru_cache(maxsize=64)
def _language(text: str) -> str:
    folded = fold(text)
    if not folded:
        return ""
    return words().languages.get(folded, Language.OTHER.value)
