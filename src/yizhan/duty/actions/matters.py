"""Raising and settling matters."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.models import Matter
from yizhan.duty.needs import promises, urgency_of_kind

# Kinds whose subject is a person, and that are over when the person has left.
_AT_THE_DOOR = (Matter.Kind.FEVER, Matter.Kind.SYMPTOM, Matter.Kind.POSITIVE, Matter.Kind.OUTING)


class MatterSettled(Outcome):
    """The matter that is settled."""

    site_id: UUID
    matter_id: UUID


def raise_matter(
    *, by: Actor, site_id: UUID, kind: Matter.Kind, code: str, template: str, subject_id: UUID | None = None,
    room_id: UUID | None = None, **facts: Any,
) -> Matter:  # fmt: skip
    """Put something before people until one of them settles it; once for the same open subject."""
    record = {
        "code": code,
        "template": template,
        "facts": {name: str(value) for name, value in facts.items()},
    }
    if subject_id:
        known = Matter.objects.filter(
            site_id=site_id, kind=kind, subject_id=subject_id, settled_at=None
        ).first()
        if known:
            return known
    moment, urgency = now(), urgency_of_kind(kind)
    return Matter.objects.create(
        id=new_id(), site_id=site_id, kind=kind, record=record, room_id=room_id, subject_id=subject_id,
        urgency=urgency, raised_at=moment, raised_by=by.key, waits_since=moment,
        due_at=moment + promises()[urgency].done,
    )  # fmt: skip


@action("duty.settle_matter", needs="matter.settle", online_only=True)
def settle_matter(*, by: Actor, site_id: UUID, matter_id: UUID, settlement: str) -> MatterSettled:
    """Settle a matter, by name and with what was done about it."""
    if not settlement.strip():
        raise Refusal("reason_needed", gettext_noop("Say what was done about it."))
    open_here = Matter.objects.filter(id=matter_id, site_id=site_id, settled_at=None)
    # An emergency ends on its own page, where the thread says how; what somebody asked for, by their word.
    changed = (
        open_here.filter(need="")
        .exclude(kind=Matter.Kind.EMERGENCY)
        .update(settled_at=now(), settled_by_id=by.account_id, settlement=settlement.strip())
    )
    if not changed:
        raise Refusal("already_settled", gettext_noop("This was settled already. Look at the list again."))
    return MatterSettled(site_id=site_id, matter_id=matter_id)


def settle_silently(*, by: Actor, kind: Matter.Kind, subject_id: UUID) -> None:
    """Settle what the record itself has answered, in the name of who recorded the answer."""
    Matter.objects.filter(kind=kind, subject_id=subject_id, settled_at=None).update(
        settled_at=now(), settled_by_id=by.account_id, settlement="="
    )


def settle_for_departed(*, by: Actor, site_id: UUID, person_ids: Collection[UUID]) -> None:
    """Settle what called somebody to people who have left the site: it must not ring at an empty room."""
    Matter.objects.filter(
        site_id=site_id, kind__in=_AT_THE_DOOR, subject_id__in=person_ids, settled_at=None
    ).update(settled_at=now(), settled_by_id=by.account_id, settlement="=")
