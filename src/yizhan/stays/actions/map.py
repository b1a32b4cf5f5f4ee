"""Marking rooms as changed, so that every open room map fetches just those."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from yizhan.places.models import Room, Site


def touch_rooms(site_id: UUID, room_ids: Iterable[UUID]) -> None:
    """Give the rooms the site's next map version."""
    rooms = list(room_ids)
    if not rooms:
        return
    Site.objects.filter(id=site_id).update(map_version=F("map_version") + 1)
    version = Site.objects.values_list("map_version", flat=True).get(id=site_id)
    Room.objects.filter(id__in=rooms).update(map_version=version)
