"""How long a plan may take, and what is carried for its moves, read from `rules.yaml`."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from yizhan.core.shipped import read_shipped
from yizhan.planning.enums import Use


@dataclass(frozen=True, slots=True)
class PlanningRules:
    """Seconds: what each use may take, how often progress is noted, when a process counts as gone.

    Chances, up to 1, that those come who are announced, and people beyond them. `packing`: what is carried
    for a move.
    """

    limits_s: dict[Use, float]
    noted_every_s: float
    begins_within_s: float
    grace_s: float
    chance_of_expected: float
    chance_of_more: float
    packing: tuple[dict[str, Any], ...]


@cache
def planning_rules() -> PlanningRules:
    """Return the shipped rules."""
    table = read_shipped("yizhan.planning", "rules.yaml")
    limits = {Use(key): float(value) for key, value in table.pop("limits_s").items()}
    packing = tuple(table.pop("packing"))
    return PlanningRules(limits, packing=packing, **{key: float(value) for key, value in table.items()})
