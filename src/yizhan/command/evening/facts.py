"""What an evening is made of, read from `evening.yaml`."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from yizhan.core.shipped import read_shipped


@dataclass(frozen=True, slots=True)
class Post:
    """A place where arrivals are served, one party after another; `staffed_by` pairs of role and team.

    `seated`: who waits there sits, in a coach or in the own room.
    """

    key: str
    zh: str
    en: str
    staffed_by: tuple[tuple[str, str], ...]
    seated: bool

    def name(self, language: str) -> str:
        """Return what it is called in the language that `language` begins with."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Jam:
    """From how many who stand and wait, or how long a wait, a post is said to jam; seated, they bear more."""

    people: int
    wait_min: int
    seated_min: int


@cache
def posts() -> dict[str, Post]:
    """Return the posts by key, in the order in which people pass them."""
    return {row["key"]: _post(row) for row in table()["posts"]}


@cache
def jam() -> Jam:
    """Return when a post jams."""
    row = table()["jam"]
    return Jam(row["people"], row["wait_min"], row["seated_min"])


def span(step: str) -> tuple[float, float]:
    """Return the seconds that a step takes, at its shortest and longest."""
    low, high = table()["takes"][step]["span"]
    return float(low), float(high)


def setting(name: str) -> int:
    """Return how the site works unless a plan says otherwise."""
    return int(table()["settings"][name]["value"])


def value(name: str) -> int:
    """Return a single figure of the evening."""
    return int(table()[name]["value"])


@cache
def table() -> dict[str, Any]:
    """Return everything that the file holds."""
    read: dict[str, Any] = read_shipped("yizhan.command.evening", "evening.yaml")
    return read


def _post(row: dict[str, Any]) -> Post:
    staffed_by = tuple((one["role"], one["team"]) for one in row["staffed_by"])
    return Post(row["key"], row["zh"], row["en"], staffed_by, row.get("seated", False))
