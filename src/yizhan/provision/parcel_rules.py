"""Why a parcel is held or goes back, and how long one waits: read from `parcels.yaml`."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from yizhan.core.shipped import read_shipped


@dataclass(frozen=True, slots=True)
class Because:
    """A reason, in both languages; `do` is what whoever the parcel is for can do about it."""

    key: str
    zh: str
    en: str
    do_zh: str = ""
    do_en: str = ""
    of_party: bool = False

    def name(self, language: str) -> str:
        """Return the reason in the language that `language` begins with."""
        return self.zh if language.startswith("zh") else self.en

    def todo(self, language: str) -> str:
        """Return what can be done, in the language that `language` begins with."""
        return self.do_zh if language.startswith("zh") else self.do_en


@cache
def held_reasons() -> dict[str, Because]:
    """Return why a parcel is held, by key."""
    return {row["key"]: Because(**row) for row in _table()["held"]}


@cache
def said_by_party() -> frozenset[str]:
    """Return the reasons to hold a parcel that its own party gives, and may take back."""
    return frozenset(key for key, reason in held_reasons().items() if reason.of_party)


@cache
def refused_reasons() -> dict[str, Because]:
    """Return why a parcel goes back, by key."""
    return {row["key"]: Because(**row) for row in _table()["refused"]}


@cache
def longest_wait() -> timedelta:
    """Return how long a parcel may wait before it is shown as overdue."""
    return timedelta(hours=_table()["wait_hours"]["value"])


def packing() -> list[dict[str, Any]]:
    """Return what is carried for a round with parcels."""
    rows: list[dict[str, Any]] = _table()["packing"]
    return rows


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.provision", "parcels.yaml")
    return table
