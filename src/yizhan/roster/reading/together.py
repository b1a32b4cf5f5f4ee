"""What is seen only when rows are laid side by side: one person twice, two under one number, twins."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext_noop

from yizhan.people.documents import birth_date_in
from yizhan.people.enums import DocumentKind
from yizhan.people.identity import fold_name
from yizhan.reading.cells import cell_name
from yizhan.reading.findings import (
    Answer,
    Decisions,
    Finding,
    Notice,
    decided,
    leave_out,
    stands,
    write,
)
from yizhan.roster.reading.entries import Entry
from yizhan.roster.reading.naming import surname
from yizhan.roster.reading.rows import left_out
from yizhan.roster.reading.texts_of_row import SheetContext

_MOST_CITED = 8
_NEIGHBOURS = 20


def compare(entries: Sequence[Entry], contexts: dict[str, SheetContext], decisions: Decisions) -> None:
    """Find numbers that stand twice, and people who may stand twice without any; mark the entries."""
    usable = [entry for entry in entries if not entry.rejected]
    by_number: dict[tuple[DocumentKind, str], list[Entry]] = defaultdict(list)
    for entry in usable:
        for document in entry.person.documents:
            by_number[document].append(entry)
    for (_, number), several in by_number.items():
        if len(several) > 1:
            _one_number(number, several, contexts, decisions)
    _same_without_number([entry for entry in usable if not entry.rejected], contexts, decisions)


def twins(entries: Sequence[Entry]) -> list[Notice]:
    """Return a notice for each two who may be twins: nobody merges them, and everybody sees it."""
    families: dict[tuple[object, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.person.birth_date and not entry.stands_in:
            families[entry.person.birth_date, surname(entry.person.name)].append(entry)
    notices = []
    for several in families.values():
        for place, one in enumerate(several[:_NEIGHBOURS]):
            notices += [
                _twins(one, other) for other in several[place + 1 : _NEIGHBOURS] if _may_be_twins(one, other)
            ]
    return notices


def _one_number(
    number: str, several: list[Entry], contexts: dict[str, SheetContext], decisions: Decisions
) -> None:
    """The same name under the same number is one person; different names are a question for each."""
    open_ones = [entry for entry in several if not entry.rejected]
    names = {fold_name(entry.person.name) for entry in open_ones}
    if len(names) > 1:
        for entry in open_ones:
            _ask_number(
                number, entry, [other for other in open_ones if other is not entry], contexts, decisions
            )
        return
    accepted = [entry for entry in open_ones if entry.accepted]
    for entry in accepted[1:]:
        _stand_in(accepted[0], entry)


def _stand_in(first: Entry, again: Entry) -> None:
    """Let one entry stand for another of the same person, with what only the other one says."""
    if again.stands_in or first is again:
        return
    again.stands_in = first.key
    first.same += (again.key,)
    for name in again.person.__slots__:
        if not getattr(first.person, name):
            setattr(first.person, name, getattr(again.person, name))
    for name in ("documents", "needs"):
        joined = (*getattr(first.person, name), *getattr(again.person, name))
        setattr(first.person, name, tuple(dict.fromkeys(joined)))


def _ask_number(
    number: str,
    entry: Entry,
    others: list[Entry],
    contexts: dict[str, SheetContext],
    decisions: Decisions,
) -> None:
    template = gettext_noop(
        "The number %(number)s stands under different names: %(others)s too. Whose is it?"
    )
    facts = {"number": number, "others": _cited(others)}
    without = Answer("without", gettext_noop("It is not this person's number"), patch={"document_number": ""})
    answers = (stands(), without, write("document_number"), leave_out())
    finding = Finding("same_number", _cell(entry, "document_number", contexts), template, facts, answers)
    given = decided(finding, decisions)
    if given is None or given[0].key == "write":
        entry.findings.append(finding)
    elif given[0].leave_out:
        entry.findings = [left_out(finding)]
    elif given[0].key == "without":
        entry.person.documents = tuple(d for d in entry.person.documents if d[1] != number)


def _same_without_number(
    entries: list[Entry], contexts: dict[str, SheetContext], decisions: Decisions
) -> None:
    """The same name and birth date, or telephone, where not both have a number: somebody has to say."""
    seen: dict[tuple[str, object], list[Entry]] = defaultdict(list)
    for entry in entries:
        name = fold_name(entry.person.name)
        if not name or entry.stands_in:
            continue
        marks = [(name, mark) for mark in (entry.person.birth_date, entry.person.phone) if mark]
        earlier = next(
            (
                one
                for mark in marks
                for one in seen[mark]
                if not (one.person.documents and entry.person.documents)
            ),
            None,
        )
        if earlier is not None:
            _ask_same(entry, earlier, contexts, decisions)
        for mark in marks:
            seen[mark].append(entry)


def _ask_same(entry: Entry, earlier: Entry, contexts: dict[str, SheetContext], decisions: Decisions) -> None:
    template = gettext_noop("The same name and %(mark)s as in %(others)s. Is it the same person?")
    same_day = entry.person.birth_date and entry.person.birth_date == earlier.person.birth_date
    mark = entry.person.birth_date.isoformat() if same_day and entry.person.birth_date else entry.person.phone
    answers = (
        Answer("same", gettext_noop("The same person")),
        Answer("two", gettext_noop("Two people")),
        leave_out(),
    )
    facts = {"mark": mark, "others": _cited([earlier])}
    finding = Finding("same_person", _cell(entry, "name", contexts), template, facts, answers)
    given = decided(finding, decisions)
    if given is None:
        entry.findings.append(finding)
    elif given[0].leave_out:
        entry.findings = [left_out(finding)]
    elif given[0].key == "same" and entry.accepted and earlier.accepted:
        _stand_in(earlier, entry)


def _may_be_twins(one: Entry, other: Entry) -> bool:
    if (
        fold_name(one.person.name) == fold_name(other.person.name)
        and one.person.numbers == other.person.numbers
    ):
        return False
    if one.person.party and other.person.party:
        return one.person.party == other.person.party
    mine, theirs = _sequence(one), _sequence(other)
    if mine and theirs:
        return mine[0] == theirs[0] and abs(mine[1] - theirs[1]) <= _NEIGHBOURS
    beside = one.prefix == other.prefix and abs(one.row.number - other.row.number) == 1
    return beside or bool(one.person.phone and one.person.phone == other.person.phone)


def _sequence(entry: Entry) -> tuple[str, int] | None:
    """Return where a number was issued and its place among those of that day there."""
    for number in entry.person.numbers:
        if birth_date_in(number):
            return (number[:6], int(number[14:17])) if len(number) == 18 else (number[:6], int(number[12:15]))
    return None


def _twins(one: Entry, other: Entry) -> Notice:
    template = gettext_noop("%(one)s and %(other)s may be twins: they stay two people.")
    return Notice("twins", other.key, template, {"one": _cited([one]), "other": _cited([other])})


def _cited(entries: Sequence[Entry]) -> str:
    cited = ", ".join(f"{entry.person.name} ({entry.key})" for entry in entries[:_MOST_CITED])
    return f"{cited} …" if len(entries) > _MOST_CITED else cited


def _cell(entry: Entry, name: str, contexts: dict[str, SheetContext]) -> str:
    context = contexts[entry.prefix]
    columns = context.by_field.get(name) or [0]
    filled = next((column for column in columns if entry.row.cell(column)), columns[0])
    return f"{entry.prefix}{cell_name(filled, entry.row.number)}"
