"""Weights and sentences, read from the data files beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from planner.network.result import Reason

RULES = {
    "hard": ("no_bus",),
    "soft": ("companions_in_other_hotel", "hotel_opened", "bus_used", "empty_seat"),
}


@dataclass(frozen=True, slots=True)
class Weight:
    """What one unit of a rule adds to the score, and whether the rule is hard."""

    weight: float
    source: str
    unit: str
    is_hard: bool


@cache
def default_weights() -> Mapping[str, Weight]:
    """The weights that come with the planner."""
    return read_weights(Path(__file__).with_name("weights.yaml"))


def read_weights(path: Path) -> Mapping[str, Weight]:
    """Weights by rule; raises ValueError when one is missing, unknown, negative or without a source."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    found: dict[str, Weight] = {}
    for kind, rules in RULES.items():
        entries = document.get(kind, {})
        if set(entries) != set(rules):
            raise ValueError(f"{path}: {kind}: must have exactly the rules {', '.join(rules)}")
        for rule, entry in entries.items():
            if entry["weight"] < 0 or not entry.get("source"):
                raise ValueError(f"{path}: {rule}: needs a weight of 0 or more, and a source")
            found[rule] = Weight(entry["weight"], entry["source"], entry["unit"], kind == "hard")
    return found


def explain(reason: Reason, language: str) -> str:
    """The sentence for a reason; `language` is zh or en."""
    return str(_sentences()[reason.code][language]).format(**reason.params)


@cache
def _sentences() -> Mapping[str, Mapping[str, str]]:
    path = Path(__file__).with_name("sentences.yaml")
    sentences: Mapping[str, Mapping[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return sentences
