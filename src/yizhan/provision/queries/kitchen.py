"""What the kitchen was told, how far that is from who is here now, and what a day's meals cost."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yizhan.provision.models import KitchenNumber
from yizhan.provision.rules import meals


@dataclass(frozen=True, slots=True)
class DayCost:
    """What one day's meals cost in cents, for the most people who were fed at one meal of it.

    `unpriced` counts meals that were told without a price: the sum is then too small.
    """

    day: date
    people: int
    cents: int
    unpriced: int

    @property
    def cents_a_person(self) -> int:
        """The day's sum for each person, rounded to the nearest cent, half a cent up; 0 for nobody."""
        return (2 * self.cents + self.people) // (2 * self.people) if self.people else 0


def numbers_of(site_id: UUID, days: Iterable[date]) -> dict[tuple[date, str], KitchenNumber]:
    """Return the number that stands for each meal of these days; one query."""
    told = KitchenNumber.objects.filter(site_id=site_id, day__in=list(days)).select_related("told_by")
    return {(number.day, number.meal): number for number in told.order_by("told_at", "id")}


def last_price(site_id: UUID, meal: str) -> int | None:
    """Return what a bag of this meal cost when it was told last; None if nobody ever said."""
    priced = KitchenNumber.objects.filter(site_id=site_id, meal=meal, bag_cents__isnull=False)
    return priced.order_by("-told_at").values_list("bag_cents", flat=True).first()


def last_prices(site_id: UUID) -> dict[str, int]:
    """Return what a bag of each meal cost when it was told last; one query for each meal of a day."""
    found = {key: last_price(site_id, key) for key in meals()}
    return {key: cents for key, cents in found.items() if cents is not None}


def costs_of(site_id: UUID, first: date, last: date) -> list[DayCost]:
    """Return what the meals of each day from `first` to `last` cost, the latest day first; one query."""
    told = KitchenNumber.objects.filter(site_id=site_id, day__gte=first, day__lte=last)
    standing = {(number.day, number.meal): number for number in told.order_by("told_at", "id")}
    days: dict[date, list[KitchenNumber]] = defaultdict(list)
    for number in standing.values():
        days[number.day].append(number)
    return [_cost(day, days[day]) for day in sorted(days, reverse=True)]


def _cost(day: date, numbers: list[KitchenNumber]) -> DayCost:
    return DayCost(
        day,
        max(number.bags for number in numbers),
        sum(number.bags * number.bag_cents for number in numbers if number.bag_cents is not None),
        sum(number.bag_cents is None and number.bags > 0 for number in numbers),
    )
