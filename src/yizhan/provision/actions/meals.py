"""Telling the kitchen its number, and handing a meal to somebody whom no round has reached."""

from datetime import date
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.people.models import Person
from yizhan.places.models import Site
from yizhan.provision.models import KitchenNumber, MealHanded
from yizhan.provision.rules import meal_on_arrival, meals
from yizhan.provision.sittings import sitting

MOST_CENTS = 100_000
MOST_AT_ONCE = 60
Cents = Annotated[int, Field(ge=0, le=MOST_CENTS)]


class PortionCount(BaseModel):
    """So many bags of one kind that the kitchen prepares apart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    diet: str = Field(max_length=40)
    child: bool
    without: tuple[str, ...] = ()
    count: int = Field(ge=1)


class KitchenTold(Outcome):
    """What the kitchen was told, and whether it came after the cut-off."""

    site_id: UUID
    number_id: UUID
    bags: int
    late: bool


@action("provision.tell_kitchen", needs="meal.order")
def tell_kitchen(
    *, by: Actor, site_id: UUID, meal: str, day: date, bags: int,
    portions: tuple[PortionCount, ...] = (), bag_cents: Cents | None = None,
) -> KitchenTold:  # fmt: skip
    """Keep the number that the kitchen cooks for one meal; told again, the later one stands.

    After the cut-off it is kept as late, so that everybody sees that it has to be called in.
    """
    site = _locked(site_id)
    if meal not in meals():
        raise Refusal("no_such_meal", gettext_noop("There is no such meal. Open the page again."))
    due = sitting(meals()[meal], day, ZoneInfo(site.timezone))
    moment = moment_of(by)
    if moment >= due.ends:
        raise Refusal("meal_is_over", gettext_noop("This meal is over. Its number stays as it was told."))
    if sum(portion.count for portion in portions) > bags:
        raise Refusal("more_than_all", gettext_noop("The special bags are more than all bags. Count again."))
    number = KitchenNumber.objects.create(
        id=new_id(), site=site, meal=meal, day=day, bags=bags, bag_cents=bag_cents,
        portions=[portion.model_dump(mode="json") for portion in portions], late=moment > due.told_by,
        told_at=moment, told_by_id=by.account_id,
    )  # fmt: skip
    return KitchenTold(site_id=site_id, number_id=number.id, bags=bags, late=number.late)


class MealsHanded(Outcome):
    """How many people got the meal now; those who had got it before are not counted."""

    site_id: UUID
    people: int


@action("provision.hand_meal", needs="meal.hand")
def hand_meal(
    *, by: Actor, site_id: UUID, meal: str, day: date,
    person_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_AT_ONCE)],
) -> MealsHanded:  # fmt: skip
    """Record that people got a meal by hand: the warm one on arrival, or one that no round brought."""
    _locked(site_id)
    if meal not in meals() and meal != meal_on_arrival().key:
        raise Refusal("no_such_meal", gettext_noop("There is no such meal. Open the page again."))
    here = set(_people_of(site_id).filter(id__in=person_ids).values_list("id", flat=True))
    if here != set(person_ids):
        raise Refusal(
            "not_here", gettext_noop("Somebody of these people is not at this site. Open it again.")
        )
    got = MealHanded.objects.filter(person_id__in=here, meal=meal, day=day)
    fresh = here - set(got.values_list("person_id", flat=True))
    MealHanded.objects.bulk_create(
        MealHanded(
            id=new_id(), site_id=site_id, person_id=person_id, meal=meal, day=day, handed_at=moment_of(by),
            handed_by_id=by.account_id,
        )
        for person_id in sorted(fresh)
    )  # fmt: skip
    return MealsHanded(site_id=site_id, people=len(fresh))


def _locked(site_id: UUID) -> Site:
    return Site.objects.select_for_update(no_key=True).get(id=site_id)


def _people_of(site_id: UUID) -> QuerySet[Person]:
    return Person.objects.filter(stays__site_id=site_id, stays__ended_at=None).distinct()
