"""Weights and sentences, read from the data files beside this one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.clearing.result import Reason

RULES = ("not_cleared", "cohorts_mixed", "move", "apart", "apart_floor", "block", "corridor")


@cache
def default_weights() -> Mapping[str, int]:
    """The weights that come with the planner."""
    return read_weights(Path(__file__).with_name("weights.yaml"))


def read_weights(path: Path) -> Mapping[str, int]:
    """Weights by rule; raises ValueError when one is missing, unknown, negative or without a source."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    if set(document) != set(RULES):
        raise ValueError(f"{path}: must have exactly the rules {', '.join(RULES)}")
    for rule, entry in document.items():
        if entry["weight"] < 0 or not entry.get("source"):
            raise ValueError(f"{path}: {rule}: needs a weight of 0 or more, and a source")
    return {rule: int(document[rule]["weight"]) for rule in RULES}


def explain(reason: Reason, language: str) -> str:
    """The sentence for a reason; `language` is zh or en."""
    return str(_sentences()[reason.code][language]).format(**reason.params)


@cache
def _sentences() -> Mapping[str, Mapping[str, str]]:
    path = Path(__file__).with_name("sentences.yaml")
    sentences: Mapping[str, Mapping[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return sentences
