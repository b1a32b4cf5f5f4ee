"""The words of rosters, read from `header_words.yaml`, and how texts are compared with them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from yizhan.core.shipped import read_shipped
from yizhan.reading.shown import fold

_BRACKETS = re.compile(r"[(（\[【<《].*?[)）\]】>》]")
_SHORTEST_INSIDE = 2
_LONGEST_HEADING = 40


@dataclass(frozen=True, slots=True)
class Words:
    """Every list of the file, its words folded; the tables go from a word to what it means."""

    columns: dict[str, str]
    totals: frozenset[str]
    closings: frozenset[str]
    nobody: frozenset[str]
    affirmed: frozenset[str]
    sexes: dict[str, str]
    documents: dict[str, str]
    languages: dict[str, str]
    children: frozenset[str]
    newborns: frozenset[str]
    no_document_until_years: int
    double_surnames: frozenset[str]


@cache
def words() -> Words:
    """Return the words."""
    raw = read_shipped("yizhan.roster.reading", "header_words.yaml")

    def listed(name: str) -> frozenset[str]:
        return frozenset(fold(str(word)) for word in raw[name])

    def table(name: str) -> dict[str, str]:
        return {fold(str(word)): key for key, several in raw[name].items() for word in several}

    return Words(
        columns=table("columns"),
        totals=listed("totals"),
        closings=listed("closings"),
        nobody=listed("nobody"),
        affirmed=listed("affirmed"),
        sexes=table("sexes"),
        documents=table("documents"),
        languages=table("languages"),
        children=listed("children"),
        newborns=listed("newborns"),
        no_document_until_years=raw["no_document_until_years"],
        double_surnames=frozenset(raw["double_surnames"]),
    )


@lru_cache(maxsize=4096)
def heading(text: str) -> str | None:
    """Return which column a heading names, if any: the whole of it, else the longest word in it."""
    if len(text) > _LONGEST_HEADING:
        return None
    bare = fold(_BRACKETS.sub("", text))
    known = words().columns
    for whole in (bare, fold(text)):
        if whole in known:
            return known[whole]
    return next((known[part] for part in _parts(bare) if part in known), None)


def _parts(bare: str) -> Iterator[str]:
    """Give what a heading may contain, longest first; Latin words only at an end: “accident” has no id."""
    length = len(bare)
    for size in range(length - 1, _SHORTEST_INSIDE - 1, -1):
        for place in range(length - size + 1):
            part = bare[place : place + size]
            at_an_end = place in (0, length - size) and size > _SHORTEST_INSIDE + 1
            if at_an_end or not part.isascii():
                yield part
