"""Thresholds that an authority may change, read from `thresholds.yaml`, each with its source."""

from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from functools import cache

from yizhan.core.shipped import read_shipped

# Codes of matters that call the doctor and the site head at once.
FEVER_ON_ROUND, SYMPTOM_NOW = "fever_on_round", "symptom_now"


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


@dataclass(frozen=True, slots=True)
class Symptom:
    """Something that somebody has, in both languages; `rings` is now, yes (a matter) or no."""

    code: str
    zh: str
    en: str
    rings: str
    source: str

    def name(self, language: str) -> str:
        """Return what it is called in the language that `language` begins with."""
        return self.zh if language.startswith("zh") else self.en


@cache
def symptoms() -> dict[str, Symptom]:
    """Return the shipped symptoms by code, the most alarming first."""
    return {row["code"]: Symptom(**row) for row in read_shipped("yizhan.health", "symptoms.yaml")["symptoms"]}


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a day, on the site's clock, in which everybody is measured once."""

    part: str
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class FeverPathRules:
    """Minutes after the first high reading by which each step is to be done."""

    told_minutes: int
    second_minutes: int
    sample_minutes: int
    decision_minutes: int


@dataclass(frozen=True, slots=True)
class WatchingRules:
    """How people are watched where no course says when, and when what follows is late."""

    windows: tuple[Window, ...]
    self_report_counts: bool
    fever_path: FeverPathRules
    prepare_hours: int
    late_minutes: int


@cache
def watching_rules() -> WatchingRules:
    """Return the rules in force."""
    table = read_shipped("yizhan.health", "watching.yaml")
    windows = (
        Window(row["part"], time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"]))
        for row in table["windows"]["value"]
    )
    return WatchingRules(
        tuple(windows),
        bool(table["self_report_counts"]["value"]),
        FeverPathRules(**table["fever_path"]["value"]),
        **table["appointments"]["value"],
    )
