"""What to carry onto the floors: a suit's own things from `rounds.yaml`, each kind's from its own data."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import get_language

from yizhan.core.shipped import read_shipped
from yizhan.duty.kinds import Words


@dataclass(frozen=True, slots=True)
class Named:
    """A name in both languages; as a text it is in the reader's."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class RoundRules:
    """How long an entry's list reaches, what is soon enough for what is urgent, and the steps of its hour.

    `suits`: how many go in when nobody says otherwise.
    """

    window: timedelta
    urgent: timedelta
    step: timedelta
    suits: int


@cache
def round_rules() -> RoundRules:
    """Return what holds for every round."""
    return RoundRules(_minutes("window"), _minutes("urgent"), _minutes("step"), _table()["suits"]["value"])


def packing_of(rows: Iterable[dict[str, Any]]) -> Callable[[int], list[tuple[Words, int]]]:
    """Return what to carry for so many tasks: rows of `zh`, `en`, `each` (of one task) and `spare`.

    Nothing is carried for no task.
    """
    kept = [(lazystr(Named(row["zh"], row["en"])), row) for row in rows]

    def packing(tasks: int) -> list[tuple[Words, int]]:
        return [(name, _count(row, tasks)) for name, row in kept] if tasks else []

    return packing


def packing_for_suits(suits: int) -> list[tuple[Words, int]]:
    """Return what so many people in suits wear and carry."""
    return packing_of(_table()["suit"]["items"])(suits)


def _minutes(name: str) -> timedelta:
    return timedelta(minutes=_table()[f"{name}_minutes"]["value"])


def _count(row: dict[str, Any], tasks: int) -> int:
    counted: int = math.ceil(row["each"] * tasks) + row.get("spare", 0)
    return counted


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.duty", "rounds.yaml")
    return table
