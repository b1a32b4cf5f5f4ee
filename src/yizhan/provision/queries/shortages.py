"""What a site lacks for people who are expected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING
from uuid import UUID

from yizhan.provision.enums import Supply
from yizhan.provision.models import Stock
from yizhan.provision.rules import needs


@dataclass(frozen=True, slots=True)
class OnHand:
    """What was counted of a supply, and when."""

    count: int
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class SupplyNeed:
    """One supply: how many are needed and there; `on_hand` is None when nobody has counted it."""

    supply: Supply
    needed: int
    on_hand: int | None

    @property
    def missing(self) -> int:
        """How many are short; a supply that nobody counted is short in full."""
        return max(self.needed - (self.on_hand or 0), 0)


def stock_of(site_id: UUID) -> dict[Supply, OnHand]:
    """Return what a site has; one query."""
    rows = Stock.objects.filter(site_id=site_id).values_list("supply", "on_hand", "counted_at")
    return {Supply(supply): OnHand(count, counted_at) for supply, count, counted_at in rows}


def supply_needs(people: int, stock: Mapping[Supply, OnHand]) -> list[SupplyNeed]:
    """Return every supply that `people` arrivals use, in the order of the list of supplies."""
    found = []
    for supply, need in needs().items():
        crew = need.per_crew if people else 0
        needed = int((people * need.per_person + crew).to_integral_value(ROUND_CEILING))
        on_hand = stock.get(supply)
        if needed:
            found.append(SupplyNeed(supply, needed, on_hand.count if on_hand else None))
    return found
