"""The papers that somebody takes home: `papers.yaml`, and how they are filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from yizhan.core.shipped import read_shipped

Tongue = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class HomePaper:
    """One paper in one language: its title, its rows of facts with their labels, and its lines."""

    title: str
    rows: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]


def home_paper(key: str, tongue: Tongue, facts: Mapping[str, str]) -> HomePaper:
    """Return the certificate or the notice filled with `facts`; an empty fact leaves room to write."""
    table = _table()[key]
    known = {name: words[tongue] for name, words in _table()["unknown"].items()}
    known |= {name: fact for name, fact in facts.items() if fact}
    rows = tuple((row[tongue], known.get(row["fact"], "")) for row in table.get("rows", ()))
    return HomePaper(
        table["title"][tongue], rows, tuple(line.format_map(known) for line in table["lines"][tongue])
    )


def paper_word(name: str, tongue: Tongue) -> str:
    """Return the words of a certificate's `seal` or `check`."""
    return str(_table()["certificate"][name][tongue])


def phase_words(phase: str, tongue: Tongue) -> str:
    """Return how somebody is watched after the release; "" is not at all."""
    words = _table()["phases"]
    return str(words.get(phase, words[""])[tongue])


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.leaving", "papers.yaml")
    return table
