"""How days, weeks and places are written, read from `patterns.yaml`."""

import re
from functools import cache

from yizhan.core.shipped import read_shipped


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a pattern by its name."""
    return re.compile(_table()[name])


@cache
def _table() -> dict[str, str]:
    table: dict[str, str] = read_shipped("yizhan.roster.reading", "patterns.yaml")
    return table
