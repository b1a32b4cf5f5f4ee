"""Thresholds that an authority may change, read from `thresholds.yaml`, each with its source."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from yizhan.core.shipped import read_shipped


@dataclass(frozen=True, slots=True)
class TemperatureRules:
    """Degrees Celsius: below `lowest` or above `highest` a reading is asked for again."""

    fever_c: Decimal
    lowest_c: Decimal
    highest_c: Decimal


@cache
def temperature_rules() -> TemperatureRules:
    """Return the thresholds in force."""
    table = read_shipped("yizhan.health", "thresholds.yaml")["temperature"]
    return TemperatureRules(
        *(Decimal(str(table[name]["value"])) for name in ("fever_c", "lowest_c", "highest_c"))
    )
