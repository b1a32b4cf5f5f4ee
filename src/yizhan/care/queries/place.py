"""Where somebody is, for those who look in on them."""

from collections.abc import Collection
from uuid import UUID

from yizhan.people.models import PersonToken
from yizhan.places.models import Occupancy, Room


def room_now(site_id: UUID, person_id: UUID) -> Room | None:
    """Return the room at a site that somebody is in; one query."""
    here = Occupancy.objects.filter(room__site_id=site_id, person_id=person_id, ended_at=None)
    found = here.select_related("room__floor").first()
    return found.room if found else None


def is_known_at(site_id: UUID, person_id: UUID) -> bool:
    """Tell whether somebody is or was in a room of this site, or has registered here; two queries at most."""
    roomed = Occupancy.objects.filter(room__site_id=site_id, person_id=person_id)
    return roomed.exists() or PersonToken.objects.filter(scope=site_id, person_id=person_id).exists()


def roomed_of(site_id: UUID, person_ids: Collection[UUID]) -> dict[UUID, Room]:
    """Return the rooms of these persons at a site, by person; who is in none is left out. One query."""
    here = Occupancy.objects.filter(room__site_id=site_id, person_id__in=person_ids, ended_at=None)
    return {one.person_id: one.room for one in here.select_related("room__floor")}
