"""Figures of sampling that an authority may change, read from `sampling.yaml`, each with its source."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from yizhan.core.shipped import read_shipped

# The code of a matter about a positive tube.
POSITIVE_TUBE = "positive"


@dataclass(frozen=True, slots=True)
class Packed:
    """Something that a round of samples carries, in both languages."""

    zh: str
    en: str
    count: int = 1

    def name(self, language: str) -> str:
        """Return its name in the language that `language` begins with."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class SamplingRules:
    """People in a tube where no protocol says more; hours; degrees Celsius; what a round carries.

    A box between `coldest_c` and `warmest_c` is carried right; below `lowest_c` or above `highest_c` a
    thermometer was misread. `each` is carried once a tube, with `spare_percent` more, `once` a round.
    """

    pool_without_protocol: int
    resample_hours: int
    promised_hours: int
    unsent_hours: int
    coldest_c: Decimal
    warmest_c: Decimal
    lowest_c: Decimal
    highest_c: Decimal
    spare_percent: int
    each: tuple[Packed, ...]
    once: tuple[Packed, ...]

    def carried_right(self, temperature_c: Decimal) -> bool:
        """Tell whether a box was as cold as it should be, and no colder."""
        return self.coldest_c <= temperature_c <= self.warmest_c


@cache
def sampling_rules() -> SamplingRules:
    """Return the figures in force."""
    table: dict[str, Any] = read_shipped("yizhan.health", "sampling.yaml")
    carried, plausible, packing = table["box_c"]["value"], table["box_plausible_c"]["value"], table["packing"]
    return SamplingRules(
        pool_without_protocol=table["pool_without_protocol"]["value"],
        resample_hours=table["resample_hours"]["value"], promised_hours=table["promised_hours"]["value"],
        unsent_hours=table["unsent_hours"]["value"],
        coldest_c=Decimal(carried["lowest"]), warmest_c=Decimal(carried["highest"]),
        lowest_c=Decimal(plausible["lowest"]), highest_c=Decimal(plausible["highest"]),
        spare_percent=packing["spare_percent"],
        each=tuple(Packed(**row) for row in packing["each"]),
        once=tuple(Packed(**row) for row in packing["once"]),
    )  # fmt: skip
