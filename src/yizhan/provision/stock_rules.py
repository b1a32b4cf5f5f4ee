"""What a store holds, what is used of it, and what packs are made of (`stock.yaml`, `packs.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils.translation import get_language

from yizhan.core.shipped import read_shipped

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Called:
    """A name in both languages; as a text it is in the reader's."""

    key: str
    zh: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Uses:
    """How much is used: by each person who arrives, by the crew of one arrival, by one person's entry onto
    floors, and by one resident in a day.
    """

    per_person: Decimal = NOTHING
    per_crew: Decimal = NOTHING
    per_entry: Decimal = NOTHING
    a_day: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a store holds: its names, its unit, what is used of it.

    `warn`: it is to be asked for so long before it runs out. `expires`: its lots carry a date.
    `first_night`: no site can take anybody in without it, also one that never had any.
    `also` and `units`: other words for it and its unit on delivery notes.
    """

    key: str
    name: Called
    kind: Called
    unit: Called
    warn: timedelta
    expires: bool
    first_night: bool
    uses: Uses
    also: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackKind:
    """One kind of care pack; `whom` is everyone, infants, elderly, or asked: who asks gets it.

    `once`: one for each person. `contents`: how many of which item.
    """

    key: str
    name: Called
    whom: str
    once: bool
    contents: Mapping[str, int] = field(hash=False)


@cache
def items() -> dict[str, Item]:
    """Return every item by key, in the order of the list."""
    kinds = {key: Called(key, **names) for key, names in _table()["kinds"].items()}
    return {key: _item(key, row, kinds) for key, row in _table()["items"].items()}


@cache
def purposes() -> dict[str, Called]:
    """Return what things are issued for, by key."""
    return {row["key"]: Called(**row) for row in _table()["purposes"]}


@cache
def causes() -> dict[str, Called]:
    """Return how things are lost, by key."""
    return {row["key"]: Called(**row) for row in _table()["causes"]}


def days_of(rule: str) -> timedelta:
    """Return one of the spans of `stock.yaml`: `window`, `least`, `expiring`, `horizon`."""
    return timedelta(days=_table()[f"{rule}_days"]["value"])


@cache
def packs() -> dict[str, PackKind]:
    """Return the kinds of care packs by key, in the order in which they are offered."""
    return {
        row["key"]: PackKind(
            row["key"], Called(row["key"], row["zh"], row["en"]), row["for"], row["once"], row["contents"]
        )
        for row in _packs()["packs"]
    }


def elderly_from() -> int:
    """Return the age in years from which somebody is offered the pack for the elderly."""
    return int(_packs()["elderly_from"]["value"])


def packing() -> list[dict[str, Any]]:
    """Return what is carried for a round with care packs."""
    rows: list[dict[str, Any]] = _packs()["packing"]
    return rows


def _item(key: str, row: dict[str, Any], kinds: dict[str, Called]) -> Item:
    return Item(
        key=key, name=Called(key, row["zh"], row["en"]), kind=kinds[row["kind"]],
        unit=Called(key, **row["unit"]), warn=timedelta(days=row["warn_days"]),
        expires=row.get("expires", False), first_night=row.get("first_night", False),
        uses=Uses(**{per: Decimal(str(one["value"])) for per, one in row.get("uses", {}).items()}),
        also=tuple(row.get("also", ())), units=tuple(row.get("units", ())),
    )  # fmt: skip


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.provision", "stock.yaml")
    return table


@cache
def _packs() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.provision", "packs.yaml")
    return table
