"""What the database remembers, beside what the phones wrote down and what really happened."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from yizhan.command.rehearsal.bookkeeping import Acknowledged, Notebook, Recorded, doubled_in, missing_from
from yizhan.command.rehearsal.travellers import TravelParty
from yizhan.command.rehearsal.truth import Truth
from yizhan.core.models import AuditEvent, CommandReceipt
from yizhan.people.enums import AgeGroup
from yizhan.places.models import Occupancy
from yizhan.stays.models import Stay


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands in the database at the end: people, by age, their parties and how many are in rooms."""

    adults: int
    children: int
    parties: int
    parties_roomed: int
    lost: tuple[str, ...]
    duplicated: tuple[str, ...]


def compare(site_id: UUID, truth: Truth, notebook: Notebook) -> Kept:
    """Look for everything that was acknowledged, once each, and for people nobody has seen."""
    acknowledged = list(notebook.acknowledged.values())
    recorded = recorded_of([one.id for one in acknowledged])
    stays = list(Stay.objects.filter(site_id=site_id, ended_at=None).select_related("person"))
    persons = [stay.person_id for stay in stays]
    inside = Occupancy.objects.filter(person_id__in=persons, ended_at=None)
    roomed = set(inside.values_list("person_id", flat=True))
    ages = Counter(stay.person.age_group for stay in stays)
    parties = {stay.party_id for stay in stays}
    unroomed = {stay.party_id for stay in stays if stay.person_id not in roomed}
    there = {stay.tag for stay in stays}
    expected = {tag for party in truth.parties for tag in tags_of(party)}
    return Kept(
        adults=ages[AgeGroup.ADULT],
        children=ages[AgeGroup.CHILD],
        parties=len(parties),
        parties_roomed=len(parties - unroomed),
        lost=(*_named(missing_from(recorded, acknowledged)), *sorted(expected - there)),
        duplicated=(
            *_named(doubled_in(recorded, acknowledged)),
            *sorted(there - expected),
            *notebook.contradictions,
        ),
    )


def tags_of(party: TravelParty) -> list[str]:
    """Return the wristbands of a party."""
    return [f"{party.number:03d}-{letter}" for letter in party.letters]


def recorded_of(ids: list[UUID]) -> dict[UUID, Recorded]:
    """Return what the database remembers of commands: how each was decided, and how often it ran."""
    recorded: dict[UUID, Recorded] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        ran = Counter(AuditEvent.objects.filter(command_id__in=part).values_list("command_id", "action"))
        receipts = CommandReceipt.objects.filter(id__in=part).values_list("id", "action", "status")
        recorded |= {command: Recorded(status, ran[command, action]) for command, action, status in receipts}
    return recorded


def _named(decisions: list[Acknowledged]) -> list[str]:
    return [f"{one.action} {one.id}" for one in decisions]
