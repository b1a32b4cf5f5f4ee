"""Words of the record: age groups, count rounds and settlements by their stored values."""

from collections.abc import Mapping
from typing import Any

from django import template

from yizhan.intake.enums import CountRound, SettlementKind
from yizhan.people.enums import AgeGroup

register = template.Library()


@register.filter
def age_words(value: str) -> str:
    """Return an age group in words."""
    return str(AgeGroup(value).label)


@register.filter
def round_words(value: int) -> str:
    """Return a count round in words."""
    return str(CountRound(value).label)


@register.filter
def settlement_words(value: str) -> str:
    """Return how a difference was settled, in words."""
    return str(SettlementKind(value).label)


@register.filter
def of(known: Mapping[Any, str], key: Any) -> str:
    """Return what a mapping has under a key; empty if nothing."""
    return known.get(key, "")
