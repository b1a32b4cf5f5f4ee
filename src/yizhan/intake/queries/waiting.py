"""Which tap counted the parties that wait for a room."""

from collections.abc import Iterable
from uuid import UUID

from yizhan.intake.enums import CountRound
from yizhan.intake.models import HeadcountMark


def count_commands(party_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the tap of count 1 by party: what a phone's rooming command depends on."""
    marks = HeadcountMark.objects.filter(
        party_id__in=list(party_ids), round=CountRound.OFF_BUS, withdrawn_at=None
    )
    return dict(marks.values_list("party_id", "id"))
