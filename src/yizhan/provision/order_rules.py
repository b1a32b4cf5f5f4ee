"""What may be ordered, how much, until when: read from `orders.yaml`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from functools import cache
from typing import Any

from yizhan.core.shipped import read_shipped
from yizhan.provision.rules import allergens
from yizhan.reading.shown import visible


@dataclass(frozen=True, slots=True)
class Refused:
    """A rule by which articles may not be ordered: what they are, and what can be had instead."""

    key: str
    names: dict[str, str]
    instead: dict[str, str]
    words: re.Pattern[str]

    def name(self, language: str) -> str:
        """Return what is refused in the language that `language` begins with."""
        return self.names["zh" if language.startswith("zh") else "en"]

    def what_instead(self, language: str) -> str:
        """Return what can be had instead."""
        return self.instead["zh" if language.startswith("zh") else "en"]


@dataclass(frozen=True, slots=True)
class Way:
    """How a sum was settled; `back` is money that went back to the party."""

    key: str
    zh: str
    en: str
    back: bool = False

    def name(self, language: str) -> str:
        """Return its name in the language that `language` begins with."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Limits:
    """How many of one article, how many lines, and how many cents a party orders on one day."""

    of_an_article: int
    lines: int
    cents_a_party: int


@dataclass(frozen=True, slots=True)
class CutOff:
    """Until when is ordered on a day, and when the bags stand before the doors, by the site's clock."""

    at: time
    carried_at: time


@cache
def refused() -> dict[str, Refused]:
    """Return the rules by which articles are refused, by key."""
    rows = _table()["refused"]
    return {
        row["key"]: Refused(
            row["key"], {"zh": row["zh"], "en": row["en"]}, row["instead"], _pattern(row["words"])
        )
        for row in rows
    }


@cache
def ways() -> dict[str, Way]:
    """Return how sums are settled, by key."""
    return {row["key"]: Way(**row) for row in _table()["ways"]}


@cache
def limits() -> Limits:
    """Return how much is ordered at most."""
    return Limits(**{name: row["value"] for name, row in _table()["limits"].items()})


@cache
def cut_off() -> CutOff:
    """Return when an order usually closes and is carried."""
    row = _table()["cut_off"]
    return CutOff(time.fromisoformat(row["at"]), time.fromisoformat(row["carried_at"]))


def packing() -> list[dict[str, Any]]:
    """Return what is carried for a round with orders."""
    rows: list[dict[str, Any]] = _table()["packing"]
    return rows


def refused_by(*texts: str) -> str:
    """Return the key of the rule that refuses an article of this name and group; "" for none."""
    said = visible(" ".join(texts)).casefold()
    return next((rule.key for rule in refused().values() if rule.words.search(said)), "")


def cautions_of(*texts: str) -> list[str]:
    """Return who must not have an article of this name: diets and allergens, in order."""
    said = visible(" ".join(texts)).casefold()
    return sorted({key for keys, words in _cautions() if words.search(said) for key in keys})


@cache
def _cautions() -> list[tuple[tuple[str, ...], re.Pattern[str]]]:
    diets = [(tuple(row["diets"]), _pattern(row["words"])) for row in _table()["cautions"]]
    return diets + [((one.key,), _pattern(one.words)) for one in allergens().values()]


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Chinese words are found anywhere in a name; others only as whole words: no ham is in shampoo."""
    parts = (rf"\b{re.escape(word)}(?:e?s)?\b" if word.isascii() else re.escape(word) for word in words)
    return re.compile("|".join(parts))


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.provision", "orders.yaml")
    return table
