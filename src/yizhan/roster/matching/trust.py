"""How far a proposal may be trusted: what may be accepted with others, and what has to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml

from yizhan.roster.matching.comparing import BORN, IDENTIFIER, NAME, PERSONAL, PHONE, Agreement, Level

_AGREEING_NAMES = frozenset({Level.SAME, Level.ORDER, Level.SOUND, Level.HOMOPHONE, Level.NEAR})
_AGREEING = frozenset({Level.SAME, Level.SWAPPED, Level.NEAR})


class Trust(StrEnum):
    """What the desk does with a proposal."""

    SURE = "sure"
    LIKELY = "likely"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class TrustRules:
    """From which probability on a proposal is sure or likely; the share of a roster that does not come."""

    sure: float
    likely: float
    not_come: float


@cache
def trust_rules() -> TrustRules:
    """Return the rules of trust."""
    read = yaml.safe_load(files("yizhan.roster.matching").joinpath("trust.yaml").read_text("utf-8"))
    return TrustRules(**{name: row["value"] for name, row in read.items()})


def trust_of(probability: float, agreement: Agreement, *, contested: bool) -> Trust:
    """Return how far a pair may be trusted.

    A name by itself is never sure, nor anything against which a date or a number speaks. What
    cannot be told apart from somebody else is always asked.
    """
    rules = trust_rules()
    if contested or probability < rules.likely:
        return Trust.ASK
    levels = dict(agreement)
    if probability >= rules.sure and _is_proven(levels):
        return Trust.SURE
    return Trust.LIKELY


def _is_proven(levels: Mapping[str, Level]) -> bool:
    speaks_against = any(levels.get(field) == Level.OTHER for field in PERSONAL if field != PHONE)
    facts = sum(levels.get(field) in _AGREEING for field in (BORN, IDENTIFIER, PHONE))
    return levels.get(NAME) in _AGREEING_NAMES and facts > 0 and not speaks_against
