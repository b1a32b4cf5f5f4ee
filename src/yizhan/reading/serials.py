"""Days as spreadsheets count them."""

import re
from datetime import date, timedelta
from functools import cache

from yizhan.core.shipped import read_shipped

_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_BUILT_IN = frozenset([*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)])
LEAP_DAY_THAT_NEVER_WAS = 60
_LAST = 2_958_465


def day_of(serial: float, *, from_1904: bool) -> date | None:
    """Return the day of a serial number, or None if there is no such day.

    In the 1900 system day 60 is 29 February 1900, which never was.
    """
    whole = int(serial)
    if not 0 < whole <= _LAST:
        return None
    if from_1904:
        return date(1904, 1, 1) + timedelta(days=whole)
    if whole == LEAP_DAY_THAT_NEVER_WAS:
        return None
    return date(1899, 12, 30 if whole > LEAP_DAY_THAT_NEVER_WAS else 31) + timedelta(days=whole)


def shows_day(number: int, code: str) -> bool:
    """Tell whether a cell's number format shows a day, by its number or its code."""
    if number in _BUILT_IN:
        return True
    bare = _LITERAL.sub("", code).lower()
    return bool(_format_of_a_day().search(bare)) and "general" not in bare


@cache
def _format_of_a_day() -> re.Pattern[str]:
    return re.compile(read_shipped("yizhan.reading", "patterns.yaml")["format_of_a_day"])
