"""What an authority may set about contacts, read from `cases.yaml`; and the draft of the report upward."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from yizhan.cases.enums import GroundKind
from yizhan.core.shipped import read_shipped

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class ContactRules:
    """How far back contacts are looked for, and which grounds make somebody one unless a person decides.

    `lookback_choices` are days; `next_door` counts doors.
    """

    lookback_days: int
    lookback_choices: tuple[int, ...]
    onset: timedelta
    after: timedelta
    next_door: int
    ticked: frozenset[GroundKind]


@cache
def contact_rules() -> ContactRules:
    """Return the figures in force."""
    table: dict[str, Any] = read_shipped("yizhan.cases", "cases.yaml")
    return ContactRules(
        lookback_days=table["lookback_days"]["value"],
        lookback_choices=tuple(table["lookback_days"]["choices"]),
        onset=timedelta(days=table["onset_days"]["value"]),
        after=timedelta(minutes=table["after_minutes"]["value"]),
        next_door=table["next_door"]["value"],
        ticked=frozenset(GroundKind(kind) for kind, row in table["grounds"].items() if row["ticked"]),
    )


def report_lines(language: str, facts: Mapping[str, object]) -> str:
    """Return the draft of the report upward in a language; a line of which nothing is known is left out."""
    lines: list[dict[str, Any]] = read_shipped("yizhan.cases", "report.yaml")["lines"]
    return "\n".join(
        line[language] % facts for line in lines if "needs" not in line or facts.get(line["needs"])
    )
