"""The sizes of labels and wristbands that a printer can be loaded with, read from `labels.yaml`."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from yizhan.core.shipped import read_shipped


@dataclass(frozen=True, slots=True)
class Grid:
    """How labels lie on a sheet or roll, as the templates take it; millimetres."""

    key: str
    zh: str
    en: str
    measures: dict[str, Any]

    def name(self, language: str) -> str:
        """Return its name in the language that `language` begins with."""
        return self.zh if language.startswith("zh") else self.en


@cache
def grids(kind: str) -> dict[str, Grid]:
    """Return the grids of "tubes", "names" or "wristbands" by key, the default first."""
    return {key: Grid(key, row["zh"], row["en"], row) for key, row in _table()[kind].items()}


def wristband_letters() -> int:
    """Return how many letters of each number are printed unless somebody says otherwise."""
    return int(_table()["wristband_letters"]["value"])


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.web.paper", "labels.yaml")
    return table
