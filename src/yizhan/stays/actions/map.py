"""Marking what changed, so that every open room map fetches just that."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from yizhan.places.models import Room, Site


def touch_rooms(site_id: UUID, room_ids: Iterable[UUID]) -> None:
    """Give the rooms the site's next map version; without rooms, only who is waiting has changed."""
    Site.objects.filter(id=site_id).update(map_version=F("map_version") + 1)
    rooms = list(room_ids)
    if rooms:
        version = Site.objects.values_list("map_version", flat=True).get(id=site_id)
        Room.objects.filter(id__in=rooms).update(map_version=version)


def touch_persons(site_id: UUID, person_ids: Iterable[UUID]) -> None:
    """Mark the rooms that these people are in as changed, or the list of those who wait."""
    inside = Room.objects.filter(occupancies__person_id__in=list(person_ids), occupancies__ended_at=None)
    touch_rooms(site_id, inside.values_list("id", flat=True).distinct())
