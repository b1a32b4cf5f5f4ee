"""The one door at which a party of several rooms is met: the first of them on the walk."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yizhan.places.models import Occupancy, Room

# Read backwards, so that of a party's rooms the first on the walk is the last one said.
_BACKWARDS = ("-room__floor__level", "-room__position")


def rooms_of_parties(party_ids: Collection[UUID]) -> dict[UUID, Room]:
    """Return the room of each party, of several the first on the walk; who left is in none. One query."""
    inside = Occupancy.objects.filter(party_id__in=party_ids, ended_at=None).select_related("room__floor")
    return {row.party_id: row.room for row in inside.order_by(*_BACKWARDS)}


def homes_of(
    site_id: UUID, party_ids: QuerySet[Any, Any], room_ids: Collection[UUID] | None = None
) -> dict[UUID, UUID]:
    """Return by party the room at a site where it is met; with `room_ids` of these doors only. One query."""
    inside = Occupancy.objects.filter(room__site_id=site_id, ended_at=None, party_id__in=party_ids)
    homes = dict(inside.order_by(*_BACKWARDS).values_list("party_id", "room_id"))
    return {party: room for party, room in homes.items() if room_ids is None or room in room_ids}
