"""How often a room's card may be tried and what it opens, read from `room_card.yaml`."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


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
    table = yaml.safe_load(files("yizhan.intake").joinpath("room_card.yaml").read_text("utf-8"))
    return CardRules(**{name: row["value"] for name, row in table.items()})
