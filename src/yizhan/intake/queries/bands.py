"""Whose wristband was handed out at the bus door."""

from collections.abc import Iterable
from uuid import UUID

from yizhan.intake.enums import CountRound
from yizhan.intake.models import HeadcountMark
from yizhan.stays.models import Stay


def counted_off(stays: Iterable[Stay]) -> set[UUID]:
    """Return which of these stays were counted off the bus; one query."""
    rows = list(stays)
    marks = HeadcountMark.objects.filter(
        party_id__in={stay.party_id for stay in rows}, round=CountRound.OFF_BUS, withdrawn_at=None
    )
    handed_out = dict(marks.values_list("party_id", "people"))
    return {stay.id for stay in rows if has_letter_within(stay, handed_out.get(stay.party_id, 0))}


def has_letter_within(stay: Stay, people: int) -> bool:
    """Tell whether a wristband is among the first `people` of its number: they go from A on."""
    return ord(stay.band_letter) - ord("A") < people
