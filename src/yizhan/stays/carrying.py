"""Who must be carried down the stairs, and how long a muster on paper counts: `carrying.yaml`."""

from dataclasses import dataclass
from functools import cache

from yizhan.core.shipped import read_shipped


@dataclass(frozen=True, slots=True)
class MusterRules:
    """Minutes, completed years, and kinds of care in the order in which they are named."""

    paper_valid_minutes: int
    carried_from_age: int
    carried_below_age: int
    needs: tuple[str, ...]


@cache
def muster_rules() -> MusterRules:
    """Return the rules in force."""
    table = read_shipped("yizhan.stays", "carrying.yaml")
    return MusterRules(
        int(table["paper_valid_minutes"]["value"]), int(table["carried_from_age"]["value"]),
        int(table["carried_below_age"]["value"]), tuple(table["needs"]["value"]),
    )  # fmt: skip
