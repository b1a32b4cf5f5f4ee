"""What the database holds, in the words of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from yizhan.core.prepared import Prepared
from yizhan.intake.models import HeadcountMark
from yizhan.places.models import Occupancy
from yizhan.stays.models import Stay
from yizhan.stays.rules import format_tag

if TYPE_CHECKING:
    from tests.intake.night import Night

Rooms = dict[str, str]


# Asked after every step of many thousands.
_present = Prepared(
    lambda site_id: (
        Stay.objects.filter(site_id=site_id, ended_at=None)
        .order_by()
        .values_list("person_id", "band_number", "band_letter")
    )
)
_inside = Prepared(
    lambda site_id: (
        Occupancy.objects.filter(room__site_id=site_id, ended_at=None)
        .order_by()
        .values_list("person_id", "room__name")
    )
)
_taps = Prepared(
    lambda batch_id: (
        HeadcountMark.objects.filter(batch_id=batch_id)
        .order_by()
        .values_list(
            "id", "round", "stay__band_number", "stay__band_letter", "room__name", "people", "withdrawn_at"
        )
    )
)


def rooms_by_tag(night: Night) -> Rooms:
    """Who is at the site, by wristband, and in which room ("" for none)."""
    persons = {
        person: format_tag(number, letter) for person, number, letter in _present(site_id=night.site.id)
    }
    found = _inside(site_id=night.site.id)
    assert len({person for person, _ in found}) == len(found), "somebody is in two beds"
    assert {person for person, _ in found} <= set(persons), "somebody is in a room and not at the site"
    return dict.fromkeys(persons.values(), "") | {persons[person]: room for person, room in found}


def taps_of(night: Night) -> dict[UUID, tuple[int, str, int, bool]]:
    """Every counter's tap: round, whom or where, how many, and whether it was taken back.

    A tap of the first count names nobody: its party is known by its number only while it stands.
    """
    return {
        tap: (
            round_,
            format_tag(number, letter) if number else room or "",
            people,
            withdrawn is not None,
        )
        for tap, round_, number, letter, room, people, withdrawn in _taps(batch_id=night.batch_id)
    }
