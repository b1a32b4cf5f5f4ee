"""How often a room's card may be tried and what it opens, read from `room_card.yaml`."""

from dataclasses import dataclass
from functools import cache

from yizhan.core.shipped import read_shipped


@dataclass(frozen=True, slots=True)
class CardRules:
    """Tries and the minutes within which they count, days that an opened page lasts."""

    tries_of_a_card: int
    tries_of_an_address: int
    tries_within_minutes: int
    page_lasts_days: int


@cache
def card_rules() -> CardRules:
    """Return the rules in force."""
    table = read_shipped("yizhan.intake", "room_card.yaml")
    return CardRules(**{name: row["value"] for name, row in table.items()})
