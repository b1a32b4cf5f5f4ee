"""The meals of a day, how they are walked, and allergens: read from `meals.yaml` and `allergens.yaml`."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from yizhan.core.shipped import read_shipped


@dataclass(frozen=True, slots=True)
class Meal:
    """One meal of the day: its key, its names, when its bags stand at the doors, and how long before that
    the kitchen has its number.
    """

    key: str
    zh: str
    en: str
    at: time
    told_before: timedelta

    def name(self, language: str) -> str:
        """Return the meal's name in the language that `language` begins with."""
        return self.zh if language.startswith("zh") else self.en


@cache
def meals() -> dict[str, Meal]:
    """Return the meals of a day by key, in the order of the day."""
    return {
        row["key"]: Meal(
            row["key"], row["zh"], row["en"], time.fromisoformat(row["at"]),
            timedelta(hours=row["told_hours_before"]),
        )
        for row in _meals()["meals"]
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class MealOnArrival:
    """What is handed to somebody who has just come, and for how long after the arrival it is owed."""

    key: str
    zh: str
    en: str
    owed: timedelta

    def name(self, language: str) -> str:
        """Return its name in the language that `language` begins with."""
        return self.zh if language.startswith("zh") else self.en


@cache
def meal_on_arrival() -> MealOnArrival:
    """Return the warm meal of those who arrive between the meals, or at night."""
    row = _meals()["on_arrival"]
    return MealOnArrival(row["key"], row["zh"], row["en"], timedelta(hours=row["owed_hours"]["value"]))


@dataclass(frozen=True, slots=True)
class Allergen:
    """Something that makes somebody ill: its key, what it is, and how a bag without it is called."""

    key: str
    zh: str
    en: str
    words: tuple[str, ...]

    def name(self, language: str) -> str:
        """Return what it is in the language that `language` begins with."""
        return self.zh if language.startswith("zh") else self.en


@cache
def allergens() -> dict[str, Allergen]:
    """Return the allergens that are asked about, by key, in the order of the list."""
    rows = read_shipped("yizhan.provision", "allergens.yaml")["allergens"]
    return {row["key"]: Allergen(row["key"], row["zh"], row["en"], tuple(row["words"])) for row in rows}


def next_meal(local: datetime) -> Meal:
    """Return the meal that is packed next, given the time on the site's wall; after the last, the first."""
    served = meals().values()
    return next((meal for meal in served if meal.at >= local.time()), next(iter(served)))


@dataclass(frozen=True, slots=True)
class Serving:
    """How long before and after its hour a meal is carried to the doors, and what is carried."""

    before: timedelta
    after: timedelta
    packing: list[dict[str, Any]]


@cache
def serving() -> Serving:
    """Return how meals are walked."""
    table = _meals()["serving"]
    before, after = (timedelta(minutes=table[f"{when}_minutes"]["value"]) for when in ("before", "after"))
    return Serving(before, after, _meals()["packing"])


def is_infant(born: date, day: date) -> bool:
    """Tell whether somebody born on `born` is fed as an infant on `day`."""
    months = (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)
    return months < int(_meals()["infant"]["below_months"]["value"])


@cache
def _meals() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.provision", "meals.yaml")
    return table
