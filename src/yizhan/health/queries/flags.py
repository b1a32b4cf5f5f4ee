"""Fever and care needs of people, for those who room, feed and visit them."""

from collections.abc import Collection
from uuid import UUID

from yizhan.health.enums import ResultValue
from yizhan.health.models import CareFlag, FeverCase, Result


def fever_persons(person_ids: Collection[UUID]) -> set[UUID]:
    """Return which of these persons have an open fever case."""
    return set(
        FeverCase.objects.filter(person_id__in=person_ids, closed_at=None).values_list("person_id", flat=True)
    )


def fever_at(site_id: UUID) -> set[UUID]:
    """Return everybody at a site who has an open fever case; one query whatever the site's size."""
    return set(FeverCase.objects.filter(site_id=site_id, closed_at=None).values_list("person_id", flat=True))


def positive_at(site_id: UUID) -> set[UUID]:
    """Return of whom the latest result at a site is positive, a pool's members among them; two queries."""
    standing = Result.objects.filter(tube__site_id=site_id, corrected_by=None)
    positive = standing.filter(value=ResultValue.POSITIVE).order_by()
    found = set(positive.values_list("tube__members__person_id", flat=True))
    decided = standing.filter(
        value__in=(ResultValue.POSITIVE, ResultValue.NEGATIVE), tube__members__person_id__in=found
    )
    latest = dict(
        decided.order_by("tube__members__taken_at").values_list("tube__members__person_id", "value")
    )
    return {person_id for person_id, value in latest.items() if value == ResultValue.POSITIVE}


def needs_of(person_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Return the open care flags of these persons, by person."""
    needs: dict[UUID, set[str]] = {}
    flags = CareFlag.objects.filter(person_id__in=person_ids, ended_at=None)
    for person_id, kind in flags.values_list("person_id", "kind"):
        needs.setdefault(person_id, set()).add(kind)
    return needs


def needs_of_parties(party_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Return every open care flag in these parties, whoever of the party it concerns."""
    needs: dict[UUID, set[str]] = {}
    flags = CareFlag.objects.filter(party_id__in=party_ids, ended_at=None)
    for party_id, kind in flags.values_list("party_id", "kind"):
        needs.setdefault(party_id, set()).add(kind)
    return needs


def needs_at(site_id: UUID) -> dict[UUID, set[tuple[UUID | None, str]]]:
    """Return every open care flag at a site by party, as (person or None for the party, kind)."""
    needs: dict[UUID, set[tuple[UUID | None, str]]] = {}
    flags = CareFlag.objects.filter(site_id=site_id, ended_at=None)
    for party_id, person_id, kind in flags.values_list("party_id", "person_id", "kind"):
        needs.setdefault(party_id, set()).add((person_id, kind))
    return needs
