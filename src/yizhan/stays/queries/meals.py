"""Meals of a site at a glance: what the kitchen was told, who has been fed, who came between the meals."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.people.enums import AgeGroup
from yizhan.people.models import Person
from yizhan.places.models import Occupancy, Room, Site
from yizhan.provision.models import KitchenNumber, MealHanded
from yizhan.provision.queries.delivery import Delivery, delivery_of, fed_since
from yizhan.provision.queries.kitchen import DayCost, costs_of, numbers_of
from yizhan.provision.queries.meals import Bags, bags_of
from yizhan.provision.rules import meal_on_arrival
from yizhan.provision.sittings import Sitting, sittings
from yizhan.stays.models import Stay
from yizhan.stays.queries.lists import infants_at, site_day

# What the board looks back on and ahead to: the meal before this one, and all until this time tomorrow.
BACK, AHEAD = timedelta(hours=6), timedelta(hours=24)
COST_DAYS = 14


@dataclass(frozen=True, slots=True)
class HungryParty:
    """People of one party to whom a meal is to be handed; `since` is when they came. Nobody's name."""

    party_id: UUID
    person_ids: tuple[UUID, ...]
    since: datetime
    room: Room | None
    bags: Bags


@dataclass(frozen=True, slots=True)
class MealNow:
    """One meal: the number that the kitchen was told, and how far it has come once bags are carried."""

    sitting: Sitting
    told: KitchenNumber | None
    delivery: Delivery | None


@dataclass(frozen=True, slots=True)
class MealBoard:
    """The meals around now in order of time; `late` counts people to whom a meal on arrival is owed."""

    meals: tuple[MealNow, ...]
    late: int
    costs: tuple[DayCost, ...]


def meal_board(site: Site) -> MealBoard:
    """Return the meals around now, how many newcomers are hungry, and what the last days cost.

    Queries as there are meals in a day, whatever the size of the site.
    """
    moment = now()
    around = sittings(moment - BACK, moment + AHEAD, ZoneInfo(site.timezone))
    told = numbers_of(site.id, {one.day for one in around})
    rows = tuple(
        MealNow(
            one,
            told.get((one.day, one.meal.key)),
            delivery_of(site.id, one) if one.begins <= moment else None,
        )
        for one in around
    )
    today = site_day(site)
    return MealBoard(
        rows, len(_newcomers(site.id)), tuple(costs_of(site.id, today - timedelta(days=COST_DAYS), today))
    )


def owed_on_arrival(site: Site, *, by: Actor) -> list[HungryParty]:
    """Return who has come in the last hours and has had nothing since, those who wait longest first.

    How they eat is read, which is audited.
    """
    return _parties(site, _newcomers(site.id), by=by)


def hungry_in_the_lobby(site: Site, sitting: Sitting, *, by: Actor) -> list[HungryParty]:
    """Return who is at the site in no room and was not handed this meal. How they eat is read: audited."""
    had = MealHanded.objects.filter(site_id=site.id, meal=sitting.meal.key, day=sitting.day)
    roomed = Occupancy.objects.filter(room__site_id=site.id, ended_at=None)
    waiting = Stay.objects.filter(site_id=site.id, ended_at=None, started_at__lt=sitting.ends)
    waiting = waiting.exclude(person_id__in=had.values("person_id")).exclude(
        person_id__in=roomed.values("person_id")
    )
    return _parties(site, list(waiting.select_related("person").order_by("started_at", "id")), by=by)


def _newcomers(site_id: UUID) -> list[Stay]:
    since = now() - meal_on_arrival().owed
    came = Stay.objects.filter(site_id=site_id, ended_at=None, started_at__gt=since)
    handed = MealHanded.objects.filter(site_id=site_id, handed_at__gt=since).values("person_id")
    fresh = list(came.exclude(person_id__in=handed).select_related("person").order_by("started_at", "id"))
    brought = fed_since(site_id, since) if fresh else {}
    inside = Occupancy.objects.filter(person_id__in=[stay.person_id for stay in fresh], ended_at=None)
    fed = {
        person_id
        for person_id, room_id, started_at in inside.values_list("person_id", "room_id", "started_at")
        if room_id in brought and brought[room_id] >= started_at
    }
    return [stay for stay in fresh if stay.person_id not in fed]


def _parties(site: Site, stays: Collection[Stay], *, by: Actor) -> list[HungryParty]:
    groups: dict[UUID, list[Stay]] = defaultdict(list)
    for stay in stays:
        groups[stay.party_id].append(stay)
    people = {party_id: [stay.person for stay in group] for party_id, group in groups.items()}
    infants, _ = infants_at(site.id, _adults(person for group in people.values() for person in group))
    bags = bags_of(people, day=site_day(site), infants=infants)
    inside = Occupancy.objects.filter(party_id__in=groups, ended_at=None).select_related("room__floor")
    rooms = {row.party_id: row.room for row in inside}
    record_audit(by.tapping(), "stays.read_diets", site_id=site.id, people=len(stays))
    return [
        HungryParty(
            party_id, tuple(stay.person_id for stay in group), min(stay.started_at for stay in group),
            rooms.get(party_id), bags[party_id],
        )
        for party_id, group in groups.items()
    ]  # fmt: skip


def _adults(people: Iterable[Person]) -> set[UUID]:
    return {person.id for person in people if person.age_group == AgeGroup.ADULT}
