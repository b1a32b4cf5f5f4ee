"""The seven o'clock lists: what the runners carry up and what the nurses take down."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.health.enums import CareKind
from yizhan.health.queries.flags import needs_at
from yizhan.health.queries.sampling import SampleRound, sample_round
from yizhan.people.enums import AgeGroup
from yizhan.places.models import Occupancy, Site
from yizhan.provision.queries.meals import MealList, meal_list
from yizhan.provision.words import door_words
from yizhan.stays.queries.present import present_at


def meals_now(site: Site, *, by: Actor) -> MealList:
    """Return the bags of everybody at the site now, the roomless too. Diets are read, which is audited."""
    people = present_at(site.id)
    waiting = [present.person.id for present in people if present.room is None]
    infants, parties = infants_at(
        site.id, {p.person.id for p in people if p.person.age_group == AgeGroup.ADULT}
    )
    record_audit(by.tapping(), "stays.read_diets", site_id=site.id, people=len(people))
    return meal_list(site.id, day=site_day(site), waiting=waiting, infants=infants, infant_parties=parties)


def bags_at_doors(site_id: UUID, room_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return what is put down before each of these doors, in words; nobody's name."""
    site = Site.objects.get(id=site_id)
    inside = Occupancy.objects.filter(room_id__in=list(room_ids), ended_at=None)
    adults = set(inside.filter(person__age_group=AgeGroup.ADULT).values_list("person_id", flat=True))
    infants, parties = infants_at(site_id, adults)
    found = meal_list(
        site_id, day=site_day(site), waiting=(), infants=infants, infant_parties=parties, rooms=room_ids
    )
    doors = [door for floor in found.floors for door in floor.rooms]
    return {door.room.id: door_words(door.bags, ask_infant=door.ask_infant) for door in doors}


def samples_now(site: Site, *, by: Actor) -> SampleRound:
    """Return the round over everybody at the site of whom a sample is due today, by protocol or as every day.

    Who has fever is read, which is audited.
    """
    tags = {present.person.id: present.tag for present in present_at(site.id)}
    record_audit(by.tapping(), "stays.read_samples", site_id=site.id, people=len(tags))
    return sample_round(site.id, tags, day=day_span(site))


def infants_at(site_id: UUID, adults: set[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Return persons fed as infants, and parties with one that nobody has told apart; `adults` never are."""
    persons: set[UUID] = set()
    parties: set[UUID] = set()
    for party_id, found in needs_at(site_id).items():
        for person_id, kind in found:
            if kind != CareKind.INFANT_FEEDING:
                continue
            # At the door the flag may have been put on the one who feeds: an adult gets no infant's bag.
            if person_id is None or person_id in adults:
                parties.add(party_id)
            else:
                persons.add(person_id)
    return persons, parties


def day_span(site: Site, day: date | None = None) -> tuple[datetime, datetime]:
    """Return when a day of the site's calendar begins and when the next does; today if none is named."""
    zone = ZoneInfo(site.timezone)
    begins = datetime.combine(day or site_day(site), time.min)
    return begins.replace(tzinfo=zone), (begins + timedelta(days=1)).replace(tzinfo=zone)


def site_day(site: Site) -> date:
    """Return the date on the site's calendar."""
    return now().astimezone(ZoneInfo(site.timezone)).date()
