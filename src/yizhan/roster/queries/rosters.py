"""Rosters as they stand: what was read, what is held, what was answered."""

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet

from yizhan.core import keys
from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.places.models import Site
from yizhan.reading.findings import Decision
from yizhan.reading.stored import unpack_answers, unpack_original
from yizhan.roster.enums import Whereabouts
from yizhan.roster.models import Roster
from yizhan.roster.queries.whereabouts import whereabouts
from yizhan.roster.reading.entries import Entry
from yizhan.roster.reading.reading import Reading, read_roster

COLUMN = "column@@"


def rosters_of(site: Site) -> QuerySet[Roster]:
    """Return a site's rosters, the latest first, with how many `bound` and `unbound` people each has."""
    return Roster.objects.filter(site=site).annotate(bound=Count("people__person"), named=Count("people"))


def roster_at(site: Site, roster_id: UUID) -> Roster | None:
    """Return one roster of a site."""
    return rosters_of(site).filter(id=roster_id).first()


def held_at(site: Site) -> int:
    """Return how many rows of rosters wait for a decision at a site."""
    return sum(Roster.objects.filter(site=site, wrapped__isnull=False).values_list("held", flat=True))


def original_of(roster: Roster) -> tuple[str, bytes] | None:
    """Return the name and the bytes of an original; None once it is destroyed, or its time has passed."""
    if roster.wrapped is None or roster.sealed is None or roster.keep_until < now().date():
        return None
    packed = keys.unseal(bytes(roster.wrapped), bytes(roster.sealed), about=roster.id.bytes)
    return unpack_original(packed)


def decisions_of(roster: Roster) -> dict[str, Decision]:
    """Return what was decided about a roster so far, by question."""
    if roster.wrapped is None or roster.answers is None:
        return {}
    return unpack_answers(keys.unseal(bytes(roster.wrapped), bytes(roster.answers), about=roster.id.bytes))


def read_again(roster: Roster) -> Reading:
    """Read a roster's original with what was decided so far: its state is nothing else.

    An original that is destroyed reads as nothing. Whoever shows it records the reading.
    """
    original = original_of(roster)
    if original is None:
        return Reading(roster.form, [], [])
    zone = ZoneInfo(Site.objects.values_list("timezone", flat=True).get(id=roster.site_id))
    decisions = decisions_of(roster)
    columns = {
        int(question.removeprefix(COLUMN)): given.answer
        for question, given in decisions.items()
        if question.startswith(COLUMN)
    }
    # As of the day it came in: who is a child must not change while a row waits.
    today = roster.received_at.astimezone(zone).date()
    return read_roster(original[1], today=today, decisions=decisions, columns=columns)


@dataclass(frozen=True, slots=True)
class Shown:
    """A roster as a page shows it."""

    roster: Roster
    name: str
    reading: Reading
    known: dict[str, Whereabouts]

    @property
    def people(self) -> list[Entry]:
        """Everybody who is accepted, each once."""
        return list(self.reading.people)

    @property
    def known_people(self) -> list[tuple[Entry, Whereabouts]]:
        """Those of them who are known to the installation; where else they are or were is not said."""
        return [
            (entry, self.known[number])
            for entry in self.reading.people
            for number in entry.person.numbers[:1]
            if number in self.known
        ]


def show_roster(site: Site, roster_id: UUID, *, by: Actor) -> Shown | None:
    """Open a roster to be looked through, and record who did; None if there is none at the site."""
    roster = roster_at(site, roster_id)
    if roster is None:
        return None
    record_audit(by, "roster.read", site_id=site.id, roster=str(roster.id))
    original = original_of(roster)
    reading = read_again(roster)
    known = whereabouts(site.id, (number for entry in reading.people for number in entry.person.numbers))
    return Shown(roster, original[0] if original else "", reading, known)
