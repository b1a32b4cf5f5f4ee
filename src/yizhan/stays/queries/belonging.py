"""Who belongs together at a site, and who of them still waits for a room: as the planner is told."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yizhan.core.prepared import Prepared
from yizhan.places.models import Occupancy
from yizhan.stays.models import Stay
from yizhan.stays.rules import format_tag

Tags = frozenset[str]


def late_part(tag: str) -> str:
    """Return the planner's name for those of a party who have no room while the rest has one."""
    return f"{tag}+"


def companions_at(site_id: UUID) -> dict[str, Tags]:
    """Return the parties that a roster lists as one and the counters took for several; one query."""
    listed: dict[tuple[UUID, int], set[str]] = defaultdict(set)
    for roster_id, party, number in _listed(site_id=site_id):
        listed[roster_id, party].add(format_tag(number))
    found: dict[str, set[str]] = defaultdict(set)
    for tags in listed.values():
        for tag in tags:
            found[tag] |= tags - {tag}
    return {tag: frozenset(others) for tag, others in found.items() if others}


def awaited_by(site_id: UUID, roomed: Iterable[str]) -> dict[str, Tags]:
    """Return for parties that have a room who of theirs still waits for one; two queries.

    These are parties that they belong with, and late members of their own.
    """
    waiting = {format_tag(number) for number in _waiting(site_id=site_id)}
    if not waiting:
        return {}
    inside = set(roomed)
    found: dict[str, set[str]] = {tag: {late_part(tag)} for tag in inside & waiting}
    for tag, others in companions_at(site_id).items():
        if tag in inside and others & waiting:
            late = {late_part(one) if one in inside else one for one in others & waiting}
            found.setdefault(tag, set()).update(late)
    return {tag: frozenset(tags) for tag, tags in found.items()}


@Prepared
def _listed(site_id: UUID) -> QuerySet[Stay, tuple[Any, ...]]:
    worn = Stay.objects.filter(site_id=site_id, ended_at=None, person__rostered__party__isnull=False)
    names = ("person__rostered__roster_id", "person__rostered__party", "band_number")
    return worn.order_by().values_list(*names).distinct()


@Prepared
def _waiting(site_id: UUID) -> QuerySet[Stay, int]:
    inside = Occupancy.objects.filter(room__site_id=site_id, ended_at=None).values("person_id")
    stays = Stay.objects.filter(site_id=site_id, ended_at=None).exclude(person_id__in=inside)
    return stays.order_by().values_list("band_number", flat=True).distinct()
