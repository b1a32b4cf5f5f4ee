"""Cards for a door without a common language: the sentences in every language, from `cards/*.yaml`."""

from functools import cache
from importlib.resources import files
from typing import Any

from yizhan.core.shipped import read_shipped

ORDER = "order.yaml"


@cache
def card_files() -> tuple[str, ...]:
    """Return the names of the files in which languages stand, in order."""
    found = (one.name for one in files("yizhan.care").joinpath("cards").iterdir())
    return tuple(sorted(name for name in found if name.endswith(".yaml") and name != ORDER))


@cache
def cards() -> dict[str, Any]:
    """Return `groups` of sentences in the order in which they are needed, and `languages` with all of them.

    A language has its `key`, its own `name`, the tag of its voice (`speech`), whether it is written from the
    right (`rtl`), and its sentences by key.
    """
    groups = read_shipped("yizhan.care", f"cards/{ORDER}")["groups"]
    languages = [
        {"key": name.removesuffix(".yaml"), **read_shipped("yizhan.care", f"cards/{name}")}
        for name in card_files()
    ]
    return {"groups": groups, "languages": languages}
