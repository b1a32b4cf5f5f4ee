"""Versions of a day's note, and whether a text names somebody who stays at the site."""

from datetime import date
from uuid import UUID

from yizhan.command.models import WorkingNote
from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.people.identity import fold_number
from yizhan.people.queries.identity import identities
from yizhan.stays.models import Stay

SHORTEST_NAME, SHORTEST_NUMBER = 2, 6


def latest_note(site_id: UUID, day: date) -> WorkingNote | None:
    """Return a day's note in its latest version; one query."""
    return next(iter(versions_of(site_id, day)), None)


def versions_of(site_id: UUID, day: date) -> list[WorkingNote]:
    """Return every version of a day's note, the latest first; one query."""
    return list(WorkingNote.objects.filter(site_id=site_id, day=day).select_related("written_by"))


def days_with_notes(site_id: UUID) -> list[WorkingNote]:
    """Return the latest version of each day's note, the latest day first; one query."""
    latest: dict[date, WorkingNote] = {}
    for note in WorkingNote.objects.filter(site_id=site_id).select_related("written_by"):
        latest.setdefault(note.day, note)
    return list(latest.values())


def names_in(site_id: UUID, text: str, *, by: Actor) -> list[str]:
    """Return the wristbands of those who stay here and are named in a text, by name, document or telephone.

    Particulars are opened to compare, which is audited; two queries.
    """
    stays = list(Stay.objects.filter(site_id=site_id, ended_at=None).select_related("person"))
    known = identities(stay.person for stay in stays)
    record_audit(by, "command.compare_names", site_id=site_id, people=len(known))
    digits = fold_number(text)
    found = []
    for stay in stays:
        one = known.get(stay.person_id)
        if one is None:
            continue
        numbers = [fold_number(number) for number in (one.document_number, one.phone)]
        named = len(one.name) >= SHORTEST_NAME and one.name in text
        if named or any(len(number) >= SHORTEST_NUMBER and number in digits for number in numbers):
            found.append(stay.tag)
    return found
