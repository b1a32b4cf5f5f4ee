"""The rules as data: weights and thresholds, read from rules.yaml with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

RULES_FILE = Path(__file__).with_name("rules.yaml")
# The loader in C reads as the other does, in a tenth of the time.
SAFE_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Weight:
    """What one unit of a rule adds to the score. `at_most`: units counted at most."""

    weight: float
    source: str
    at_most: float | None = None
    unit: str = ""

    def of(self, units: float) -> float:
        """The share of the score for so many units."""
        return self.weight * (units if self.at_most is None else min(units, self.at_most))


@dataclass(frozen=True, slots=True)
class FlagRule:
    """How often somebody looks in on flagged people, in hours; None for no look-ins."""

    look_in_hours: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Ages in years; storeys counted from 1 on the ground; load in percent of a person's care."""

    adult_age: int
    elderly_age: int
    highest_storey_by_stairs: int
    load_percent_per_storey: int
    several_children: int


@dataclass(frozen=True, slots=True)
class AssumedTraits:
    """A share of the parties of whom only the size is known, and what their rooms matter for."""

    share: float
    stairs: bool = False
    limited: bool = False
    doctor: bool = False


@dataclass(frozen=True, slots=True)
class PlacementRules:
    """Everything an authority may change. Weights are keyed by rule code."""

    hard: Mapping[str, Weight]
    soft: Mapping[str, Weight]
    flags: Mapping[str, FlagRule]
    thresholds: Thresholds
    assumed_shares: Mapping[int, float]
    assumed_confidence: float
    uncertain_factors: Mapping[float, float]
    assumed_traits: tuple[AssumedTraits, ...]
    price_smoothing: float

    @classmethod
    def read(cls, path: Path) -> PlacementRules:
        """Rules from a file in the form of rules.yaml.

        Raises ValueError when something is missing, has no source, or is out of range.
        """
        document = yaml.load(path.read_bytes(), Loader=SAFE_LOADER)  # noqa: S506 - a safe one # nosec
        try:
            rules = cls._from_document(document)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path}: not a complete rules file ({error!r})") from error
        if path != RULES_FILE:
            _check_same_codes(path, rules, default_rules())
        return rules

    @classmethod
    def _from_document(cls, document: Mapping[str, Any]) -> PlacementRules:
        make_up, uncertain = document["assumed_make_up"], document["uncertain_counts"]
        return cls(
            hard=_weights(document["hard"]),
            soft=_weights(document["soft"]),
            flags={code: FlagRule(**entry) for code, entry in document["flags"].items()},
            thresholds=Thresholds(
                **{name: int(entry["value"]) for name, entry in document["thresholds"].items()}
            ),
            assumed_shares=_shares("assumed_make_up", make_up["shares"]),
            assumed_confidence=float(make_up["confidence"]),
            uncertain_factors=_shares("uncertain_counts", uncertain["factors"]),
            assumed_traits=_traits(document["assumed_traits"]),
            price_smoothing=float(document["price_smoothing"]["value"]),
        )


@cache
def default_rules() -> PlacementRules:
    """The rules that come with the planner."""
    return PlacementRules.read(RULES_FILE)


def _weights(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, Weight]:
    weights = {code: Weight(**entry) for code, entry in entries.items()}
    for code, weight in weights.items():
        if weight.weight < 0:
            raise ValueError(f"rule {code}: a weight must not be negative")
    return weights


def _shares(name: str, shares: Mapping[Any, float]) -> dict[Any, float]:
    if abs(sum(shares.values()) - 1) > 1e-6:
        raise ValueError(f"{name}: shares must add up to 1")
    return dict(shares)


def _traits(entries: Mapping[str, Any]) -> tuple[AssumedTraits, ...]:
    traits = {name: AssumedTraits(**entry) for name, entry in entries.items() if name != "source"}
    _shares("assumed_traits", {name: one.share for name, one in traits.items()})
    return tuple(traits.values())


def _check_same_codes(path: Path, rules: PlacementRules, known: PlacementRules) -> None:
    """Raises ValueError for a rule left out, or one that no measure knows."""
    for kind in ("hard", "soft", "flags"):
        differing = getattr(rules, kind).keys() ^ getattr(known, kind).keys()
        if differing:
            raise ValueError(f"{path}: {kind} rules missing or unknown: {', '.join(sorted(differing))}")
