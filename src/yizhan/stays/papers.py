"""The papers that everybody under observation is given: `papers.yaml`, and how they are filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from yizhan.core import canonical
from yizhan.core.shipped import read_shipped

Tongue = Literal["zh", "en"]
PAPERS = ("notice", "leaflet")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines, filled in."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper in one language."""

    key: str
    title: str
    sections: tuple[Section, ...]


def paper_text(key: str, language: Tongue, facts: Mapping[str, str]) -> Paper:
    """Return the notice or the leaflet filled with `facts`; an empty fact is said to be unknown."""
    table = _table()[key]
    known = {name: words[language] for name, words in _table()["unknown"].items()}
    known |= {name: fact for name, fact in facts.items() if fact}
    sections = tuple(
        Section(row["title"][language], tuple(_filled(line, known) for line in row["lines"][language]))
        for row in table["sections"]
    )
    return Paper(key, table["title"][language], sections)


def refusal_reasons() -> dict[str, dict[str, str]]:
    """Return why a paper was not taken, by key, in both languages."""
    return {row["key"]: row for row in _table()["refusals"]}


@cache
def papers_digest() -> str:
    """Return 16 hexadecimal digits that change with any word of the papers."""
    return canonical.digest(_table()).hex()[:16]


def _filled(line: str, facts: Mapping[str, str]) -> str:
    for name, fact in facts.items():
        line = line.replace(f"{{{name}}}", fact)
    return line


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.stays", "papers.yaml")
    return table
