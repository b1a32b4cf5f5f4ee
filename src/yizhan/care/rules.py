"""Rules of special care from `care.yaml`, and the arithmetic of medicines; nothing here asks the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from yizhan.care.enums import CareNeed, Supply
from yizhan.core.shipped import read_shipped

PLACES = Decimal("0.01")
A_DAY_S = Decimal(24 * 3600)


@dataclass(frozen=True, slots=True)
class CareRules:
    """What holds at every site: hours between look-ins, whom to suggest, when medicines and the cold warn."""

    look_in_hours: dict[str, int]
    age_from: int
    infant_below: int
    low_mood_days: int
    warn: timedelta
    when_needed_left: Decimal
    low_c: Decimal
    high_c: Decimal
    read_every: timedelta
    watch_minutes: tuple[int, ...]
    first_minutes: int
    rings_all_after: timedelta


class MedicineWords(BaseModel):
    """What a medicine is called and how it is taken; sealed with the key of whoever takes it."""

    model_config = ConfigDict(str_strip_whitespace=True, frozen=True)

    name: str = Field(min_length=1, max_length=120)
    taken: str = Field("", max_length=200)


@cache
def care_rules() -> CareRules:
    """Return the rules in force."""
    table = _table()
    suggest, medicines = table["suggest"]["value"], table["medicines"]["value"]
    cold, crisis = table["refrigerator"]["value"], table["crisis"]["value"]
    return CareRules(
        look_in_hours=table["look_in_hours"]["value"],
        age_from=suggest["age_from"], infant_below=suggest["infant_below"],
        low_mood_days=suggest["low_mood_days"],
        warn=timedelta(days=medicines["warn_days"]), when_needed_left=Decimal(medicines["when_needed_left"]),
        low_c=Decimal(cold["low_c"]), high_c=Decimal(cold["high_c"]),
        read_every=timedelta(hours=cold["every_hours"]),
        watch_minutes=tuple(crisis["watch_minutes"]), first_minutes=crisis["first_minutes"],
        rings_all_after=timedelta(minutes=crisis["rings_all_after_minutes"]),
    )  # fmt: skip


def packing_rows() -> list[dict[str, Any]]:
    """Return what an entry for look-ins carries."""
    rows: list[dict[str, Any]] = _table()["packing"]
    return rows


def hours_for(needs: Iterable[str]) -> int:
    """Return how many hours may lie between two look-ins: the shortest of these needs."""
    return min(care_rules().look_in_hours[CareNeed(need)] for need in needs)


def left_at(counted: Decimal, per_day: Decimal, counted_at: datetime, moment: datetime) -> Decimal:
    """Return how much of a medicine is left, by the last count and what is taken a day; never below zero."""
    days = Decimal(max(0.0, (moment - counted_at).total_seconds())) / A_DAY_S
    return max(Decimal(0), counted - per_day * days).quantize(PLACES)


def runs_out_at(counted: Decimal, per_day: Decimal, counted_at: datetime) -> datetime | None:
    """Return when a medicine is used up; None for one that is taken only when needed."""
    return counted_at + timedelta(seconds=float(counted / per_day * A_DAY_S)) if per_day else None


def supply_at(counted: Decimal, per_day: Decimal, counted_at: datetime, moment: datetime) -> Supply:
    """Return whether a medicine has run out, warns, or lasts."""
    end = runs_out_at(counted, per_day, counted_at)
    if end is None:
        if counted <= 0:
            return Supply.OUT
        return Supply.LOW if counted <= care_rules().when_needed_left else Supply.LASTS
    if moment >= end:
        return Supply.OUT
    return Supply.LOW if end - moment <= care_rules().warn else Supply.LASTS


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.care", "care.yaml")
    return table
