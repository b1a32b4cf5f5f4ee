"""A child without any document comes in with its guardian, under a temporary number."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext_noop

from yizhan.people.identity import fold_name
from yizhan.reading.findings import Decisions, Finding, decided, leave_out, stands, write
from yizhan.reading.shown import fold
from yizhan.roster.reading.entries import Entry, Person
from yizhan.roster.reading.rows import left_out
from yizhan.roster.reading.texts_of_row import SheetContext, Texts
from yizhan.roster.reading.words import words


def place_children(
    entries: Sequence[Entry], contexts: dict[str, SheetContext], decisions: Decisions, mark: str
) -> None:
    """Give each child without a document a temporary number, or ask who looks after it.

    `mark` tells this file's numbers from those of others.
    """
    children = [
        entry
        for entry in entries
        if not entry.rejected and entry.person.name and not entry.person.documents and is_child(entry.person)
    ]
    if not children:
        return
    adults: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.person.party and not entry.rejected and not is_child(entry.person):
            adults[entry.person.party].append(entry.person.name)
    for child in children:
        _place(child, adults[child.person.party] if child.person.party else [], contexts, decisions)
        child.person.temporary_number = f"T-{mark}-{child.key}"


def is_child(person: Person) -> bool:
    """Tell whether somebody is too young to need a document, by age, by relation, or as a newborn."""
    if person.age is not None:
        return person.age < words().no_document_until_years
    name = fold(person.name)
    return fold(person.relation) in words().children or any(
        name.startswith(word) or name.endswith(word) for word in words().newborns
    )


def _place(child: Entry, adults: list[str], contexts: dict[str, SheetContext], decisions: Decisions) -> None:
    person = child.person
    if not person.guardian or fold_name(person.guardian) == fold_name(person.name):
        person.guardian = adults[0] if adults else ""
    if person.guardian:
        return
    template = gettext_noop(
        "%(name)s is a child without a document, and no adult is named beside it. Who is?"
    )
    cell = Texts(contexts[child.prefix], child.row).cell("name")
    answers = (write("guardian"), stands(), leave_out())
    finding = Finding("no_guardian", cell, template, {"name": person.name}, answers)
    given = decided(finding, decisions)
    if given is None:
        child.findings.append(finding)
    elif given[0].leave_out:
        child.findings = [left_out(finding)]
    elif given[0].key == "write":
        person.guardian = given[1].text
