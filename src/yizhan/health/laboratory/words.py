"""The words of laboratories' files, read from `header_words.yaml`."""

import re
from functools import cache

from yizhan.core.shipped import read_shipped
from yizhan.health.enums import ResultValue
from yizhan.reading.shown import fold

_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_LONGEST_HEADING = 40
_SHORTEST_INSIDE = 2


def column_of(heading: str) -> str | None:
    """Return what a heading says its column holds: tube, value, ct or reported; None for anything else.

    The whole heading counts first, then the longest known word in it, so that 结果报告时间 is a time.
    """
    if len(heading) > _LONGEST_HEADING:
        return None
    known = _table("columns")
    bare = fold(_BRACKETS.sub("", heading))
    if bare in known:
        return known[bare]
    inside = [word for word in known if len(word) >= _SHORTEST_INSIDE and not word.isascii() and word in bare]
    return known[max(inside, key=len)] if inside else None


def value_of(text: str) -> ResultValue | None:
    """Return which result a cell says; None unless it is one of the words that laboratories use."""
    found = _table("values").get(fold(_BRACKETS.sub("", text))) or _table("values").get(fold(text))
    return ResultValue(found) if found else None


@cache
def time_signs() -> dict[int, str]:
    """Return what stands for the signs of day and time, for `str.translate`."""
    signs: dict[str, str] = read_shipped("yizhan.health.laboratory", "header_words.yaml")["time_signs"]
    return str.maketrans(signs)


@cache
def _table(name: str) -> dict[str, str]:
    raw = read_shipped("yizhan.health.laboratory", "header_words.yaml")[name]
    return {fold(str(word)): key for key, several in raw.items() for word in several}
