"""Wristbands of those whom care is about."""

from collections.abc import Collection
from uuid import UUID

from yizhan.places.models import Site
from yizhan.stays.models import Stay


def tags_of(site: Site, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the wristbands of these persons at the site, by person; one query."""
    worn = Stay.objects.filter(site=site, person_id__in=person_ids).order_by("started_at")
    return {stay.person_id: stay.tag for stay in worn}
