"""What a site lacks for people who are expected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING
from uuid import UUID

from yizhan.provision.models import Stock
from yizhan.provision.stock_rules import Item, items


@dataclass(frozen=True, slots=True)
class OnHand:
    """How many there are of an item, and when somebody last counted it; None if nobody has."""

    count: int
    counted_at: datetime | None


@dataclass(frozen=True, slots=True)
class SupplyNeed:
    """One item: how many are needed and there; `on_hand` is None when the store has never had it."""

    item: Item
    needed: int
    on_hand: int | None

    @property
    def missing(self) -> int:
        """How many are short; what no store ever had is short in full."""
        return max(self.needed - (self.on_hand or 0), 0)


def stock_of(site_id: UUID) -> dict[str, OnHand]:
    """Return what a site has, by item; one query."""
    rows = Stock.objects.filter(site_id=site_id).values_list("item", "on_hand", "counted_at")
    return {item: OnHand(count, counted_at) for item, count, counted_at in rows}


def supply_needs(people: int, stock: Mapping[str, OnHand]) -> list[SupplyNeed]:
    """Return what `people` arrivals use, in the order of the list of items.

    What a site has never had in its store, and no site needs on its first night, it is not asked for.
    """
    found = []
    for key, item in items().items():
        needed = needed_for(item, people)
        on_hand = stock.get(key)
        if needed and (on_hand or item.first_night):
            found.append(SupplyNeed(item, needed, on_hand.count if on_hand else None))
    return found


def needed_for(item: Item, people: int) -> int:
    """Return how many of an item one arrival of so many people uses; nobody uses nothing."""
    if not people:
        return 0
    return int((people * item.uses.per_person + item.uses.per_crew).to_integral_value(ROUND_CEILING))
