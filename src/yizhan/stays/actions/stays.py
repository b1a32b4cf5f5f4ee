"""Beginning and ending stays under a wristband. Nobody needs a name, or to have been counted."""

from datetime import datetime
from uuid import UUID

from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.people.enums import AgeGroup
from yizhan.people.models import Party, PartyMember, PartyToken, Person
from yizhan.places.models import Occupancy
from yizhan.stays.actions import journal
from yizhan.stays.actions.map import touch_persons, touch_rooms
from yizhan.stays.actions.occupancy import vacate
from yizhan.stays.enums import EndReason, EntryKind
from yizhan.stays.models import Stay
from yizhan.stays.rules import format_tag


def ensure_stay(site_id: UUID, number: int, letter: str, *, by: Actor) -> Stay:
    """Return the open stay under a wristband, beginning it if this is the first mention of it.

    Whoever mentions a wristband first begins the stay: a thermometer may reach the server before
    the count at the bus door does, and the outcome is the same in either order. Call it with the
    site's journal locked.
    """
    found = Stay.objects.filter(
        site_id=site_id, band_number=number, band_letter=letter, ended_at=None
    ).first()
    if found:
        return found
    party = _party_under(site_id, number)
    person = Person.objects.create(id=new_id(), created_at=now())
    _join(party, person, letter)
    stay_id = new_id()
    entry = journal.append(
        site_id, EntryKind.ARRIVED, by,
        stay=str(stay_id), person=str(person.id), party=str(party.id), tag=format_tag(number, letter),
    )  # fmt: skip
    touch_rooms(site_id, ())
    touch_rooms(site_id, ())
    return Stay.objects.create(
        id=stay_id, site_id=site_id, person=person, party=party, band_number=number, band_letter=letter,
        started_at=entry.at,
    )  # fmt: skip


def set_age_group(stay: Stay, age_group: AgeGroup, cohort: str) -> None:
    """Record what the counter at the bus door saw, and why these people come."""
    Person.objects.filter(id=stay.person_id).update(age_group=age_group)
    Stay.objects.filter(id=stay.id).update(cohort=cohort)
    touch_persons(stay.site_id, [stay.person_id])


def void_stay(stay: Stay, *, by: Actor, reason: str, same_person_as: Stay | None = None) -> None:
    """Strike out a stay that was begun by mistake; its observations follow to the right person.

    A room that was entered for it counts as used: nobody knows who stood in it.
    """
    entry = journal.append(
        stay.site_id, EntryKind.VOIDED, by, note=(stay.person_id, reason),
        stay=str(stay.id), person=str(stay.person_id), tag=stay.tag,
        same_person_as=str(same_person_as.person_id) if same_person_as else None,
    )  # fmt: skip
    rooms = vacate(Occupancy.objects.filter(person_id=stay.person_id, ended_at=None), entry.at)
    Stay.objects.filter(id=stay.id).update(ended_at=entry.at, end_reason=EndReason.VOID)
    if same_person_as:
        Person.objects.filter(id=stay.person_id).update(merged_into_id=same_person_as.person_id)
    _end_way_in(stay.party_id, entry.at)
    touch_rooms(stay.site_id, rooms)


def _end_way_in(party_id: UUID, at: datetime) -> None:
    """A party's own page lasts as long as one of its stays does."""
    if not Stay.objects.filter(party_id=party_id, ended_at=None).exists():
        PartyToken.objects.filter(party_id=party_id, revoked_at=None).update(revoked_at=at)


def _party_under(site_id: UUID, number: int) -> Party:
    other = Stay.objects.filter(site_id=site_id, band_number=number, ended_at=None).first()
    return other.party if other else Party.objects.create(id=new_id(), created_at=now())


def _join(party: Party, person: Person, letter: str) -> None:
    """Give a person a letter in a party; a letter whose stay was struck out can be worn again."""
    PartyMember.objects.update_or_create(party=party, letter=letter, defaults={"person": person})
