"""Opening what rosters say of their people."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from yizhan.core import keys
from yizhan.roster.models import RosterPerson, RosterPersonKey
from yizhan.roster.particulars import Particulars


def unbound_people(site_id: UUID) -> QuerySet[RosterPerson]:
    """Return everybody on a site's rosters who is not bound to somebody counted yet."""
    return RosterPerson.objects.filter(roster__site_id=site_id, person=None)


def particulars(people: Iterable[RosterPerson]) -> dict[UUID, Particulars]:
    """Open what rosters say of many people with one query; who was erased is left out.

    Whoever shows it records the reading (`core.actions.record_audit`).
    """
    sealed = {one.id: bytes(one.sealed) for one in people if one.sealed}
    wrapped = RosterPersonKey.objects.filter(roster_person__in=sealed).values_list(
        "roster_person_id", "wrapped"
    )
    return {
        person_id: Particulars.model_validate_json(
            keys.unseal(bytes(key), sealed[person_id], about=person_id.bytes)
        )
        for person_id, key in wrapped
    }
