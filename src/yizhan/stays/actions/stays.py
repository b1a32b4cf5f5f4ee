"""Beginning and ending stays under a wristband. Nobody needs a name, or to have been counted."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.prepared import Prepared
from yizhan.duty.actions.obligations import end_obligations
from yizhan.people.enums import AgeGroup
from yizhan.people.models import Party, PartyMember, PartyToken, Person
from yizhan.places.models import Occupancy
from yizhan.stays.actions import journal
from yizhan.stays.actions.map import touch_persons, touch_rooms
from yizhan.stays.actions.occupancy import vacate
from yizhan.stays.enums import EndReason, EntryKind
from yizhan.stays.models import Stay


def worn_under(site_id: UUID, number: int) -> dict[str, Stay]:
    """Return the open stays under a number by letter, with person and party; one query."""
    return {stay.band_letter: stay for stay in _open_under(site_id=site_id, number=number)}


@Prepared
def _open_under(site_id: UUID, number: int) -> QuerySet[Stay]:
    stays = Stay.objects.filter(site_id=site_id, band_number=number, ended_at=None)
    return stays.select_related("person", "party")


def ensure_stay(site_id: UUID, number: int, letter: str, *, by: Actor) -> Stay:
    """Return the open stay under a wristband, beginning it if this is the first mention of it.

    Whoever mentions a wristband first begins the stay: a thermometer may reach the server before
    the count at the bus door does, and the outcome is the same in either order. Call it with the
    site's journal locked.
    """
    worn = worn_under(site_id, number)
    if letter not in worn:
        worn |= _begin(site_id, number, {letter: AgeGroup.UNKNOWN}, "", worn, by=by)
    return worn[letter]


def see_party(
    site_id: UUID,
    number: int,
    ages: Mapping[str, AgeGroup],
    cohort: str,
    worn: Mapping[str, Stay],
    *,
    by: Actor,
) -> list[Stay]:
    """Return the open stays under a number as the bus door saw them, in order of letters.

    `worn` are those that were mentioned before (`worn_under`). The others are begun, all at once:
    this is the tap that comes most often.
    """
    for letter in worn.keys() & ages.keys():
        set_age_group(worn[letter], ages[letter], cohort)
    new = {letter: age for letter, age in ages.items() if letter not in worn}
    begun = _begin(site_id, number, new, cohort, worn, by=by) if new else {}
    everybody = {**worn, **begun}
    return [everybody[letter] for letter in ages]


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
    end_obligations(site_id=stay.site_id, person_id=stay.person_id)
    if same_person_as:
        Person.objects.filter(id=stay.person_id).update(merged_into_id=same_person_as.person_id)
    _end_way_in(stay.party_id, entry.at)
    touch_rooms(stay.site_id, rooms)


def _end_way_in(party_id: UUID, at: datetime) -> None:
    """A party's own page lasts as long as one of its stays does."""
    if not Stay.objects.filter(party_id=party_id, ended_at=None).exists():
        PartyToken.objects.filter(party_id=party_id, revoked_at=None).update(revoked_at=at)


def _begin(
    site_id: UUID,
    number: int,
    ages: Mapping[str, AgeGroup],
    cohort: str,
    worn: Mapping[str, Stay],
    *,
    by: Actor,
) -> dict[str, Stay]:
    """Begin stays under letters that nobody wears, in the party of those who wear the same number."""
    known = next((stay.party for stay in worn.values()), None)
    party = known or Party.objects.create(id=new_id(), created_at=now())
    persons = Person.objects.bulk_create(
        Person(id=new_id(), created_at=now(), age_group=age) for age in ages.values()
    )
    stays = [
        Stay(
            id=new_id(), site_id=site_id, person=person, party=party, band_number=number, band_letter=letter,
            cohort=cohort,
        )
        for letter, person in zip(ages, persons, strict=True)
    ]  # fmt: skip
    _join(party, stays, is_new=known is None)
    entries = journal.append_all(
        site_id, EntryKind.ARRIVED, by,
        [
            {"stay": str(stay.id), "person": str(stay.person_id), "party": str(party.id), "tag": stay.tag}
            for stay in stays
        ],
    )  # fmt: skip
    for stay, entry in zip(stays, entries, strict=True):
        stay.started_at = entry.at
    touch_rooms(site_id, ())
    return {stay.band_letter: stay for stay in Stay.objects.bulk_create(stays)}


def _join(party: Party, stays: Iterable[Stay], *, is_new: bool) -> None:
    """Give people their letters in a party; a letter whose stay was struck out can be worn again."""
    if is_new:
        PartyMember.objects.bulk_create(
            PartyMember(party=party, person=stay.person, letter=stay.band_letter) for stay in stays
        )
        return
    for stay in stays:
        PartyMember.objects.update_or_create(
            party=party, letter=stay.band_letter, defaults={"person": stay.person}
        )
