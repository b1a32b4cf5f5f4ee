"""What whoever knocks next must know about a person or a party."""

from uuid import UUID

from django.db.models import Q

from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.health.enums import CareKind
from yizhan.health.models import CareFlag


def flag_care(
    *,
    by: Actor,
    site_id: UUID,
    party_id: UUID,
    person_id: UUID | None,
    kind: CareKind,
    weeks: int | None = None,
) -> CareFlag:
    """Keep a care flag; the same flag again keeps the one there is, with newer weeks if given."""
    flag, made = CareFlag.objects.get_or_create(  # type: ignore[misc]  # None looks up NULL, which the stubs forget
        party_id=party_id, person_id=person_id, kind=kind, ended_at=None,
        defaults={"site_id": site_id, "weeks": weeks, "found_at": now(), "found_by": by.key},
    )  # fmt: skip
    if weeks is not None and not made and flag.weeks != weeks:
        CareFlag.objects.filter(id=flag.id).update(weeks=weeks)
    return flag


def end_care(*, by: Actor, person_id: UUID, kind: CareKind) -> None:
    """End a person's care flag that turned out to be a mistake."""
    CareFlag.objects.filter(person_id=person_id, kind=kind, ended_at=None).update(ended_at=now())


def unflag_care(*, party_id: UUID, person_id: UUID | None, kind: CareKind) -> None:
    """Take back a flag of a person, or of a party not yet told apart, that was entered by mistake."""
    whose = Q(person_id=person_id) if person_id else Q(person__isnull=True)
    CareFlag.objects.filter(whose, party_id=party_id, kind=kind, ended_at=None).update(ended_at=now())
