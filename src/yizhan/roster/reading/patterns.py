"""How days, weeks and places are written, read from `patterns.yaml`."""

import re
from functools import cache
from importlib.resources import files

import yaml


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a pattern by its name."""
    return re.compile(_table()[name])


@cache
def _table() -> dict[str, str]:
    text = files("yizhan.roster.reading").joinpath("patterns.yaml").read_text("utf-8")
    table: dict[str, str] = yaml.safe_load(text)
    return table
