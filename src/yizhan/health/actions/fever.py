"""The small path of a fever: a doctor is told, and decides. The rest of it is found in the record."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters import settle_silently
from yizhan.duty.models import Matter
from yizhan.health.enums import FeverDecision
from yizhan.health.models import FeverCase
from yizhan.health.queries.calls import CALLS
from yizhan.health.signals import fever_changed
from yizhan.people.actions.identity import seal_note

LONGEST = 300


class FeverStep(Outcome):
    """The fever case that went a step further."""

    site_id: UUID
    case_id: UUID
    person_id: UUID


@action("health.tell_doctor", needs="health.observe")
def tell_doctor(*, by: Actor, site_id: UUID, person_id: UUID) -> FeverStep:
    """Record that the doctor knows of somebody's fever; the first word stands."""
    case = _open(site_id, person_id=person_id)
    FeverCase.objects.filter(id=case.id, doctor_told_at=None).update(
        doctor_told_at=now(), doctor_told_by_id=by.account_id
    )
    return FeverStep(site_id=site_id, case_id=case.id, person_id=case.person_id)


@action("health.decide_fever", needs="health.observe", online_only=True)
def decide_fever(
    *, by: Actor, site_id: UUID, case_id: UUID, decision: FeverDecision,
    because: Annotated[str, Field(max_length=LONGEST)],
) -> FeverStep:  # fmt: skip
    """End a fever path by name, with what is done and why; the next high reading opens a new one."""
    if not because.strip():
        raise Refusal("reason_needed", gettext_noop("Say why: what was measured, seen and asked."))
    case = _open(site_id, id=case_id)
    told = {} if case.doctor_told_at else {"doctor_told_at": now(), "doctor_told_by_id": by.account_id}
    FeverCase.objects.filter(id=case.id).update(
        decision=decision, decided_at=now(), decided_by_id=by.account_id, closed_at=now(),
        decided_because=seal_note(case.person_id, because.strip()), **told,
    )  # fmt: skip
    settle_silently(by=by, kind=Matter.Kind.FEVER, subject_id=case.person_id)
    fever_changed.send(FeverCase, site_id=site_id, person_id=case.person_id)
    return FeverStep(site_id=site_id, case_id=case.id, person_id=case.person_id)


class CallTaken(Outcome):
    """The call, and who goes."""

    site_id: UUID
    matter_id: UUID
    account_id: UUID


@action("health.take_call", needs="health.observe")
def take_call(*, by: Actor, site_id: UUID, matter_id: UUID) -> CallTaken:
    """Say that one goes to whoever has the fever or the symptom: it rings no longer, and is theirs."""
    matter = Matter.objects.select_for_update(of=("self",), no_key=True).filter(
        id=matter_id, site_id=site_id, kind__in=CALLS
    ).first()  # fmt: skip
    if matter is None:
        raise Refusal(
            "no_such_call", gettext_noop("There is no such call at this site. Look at the matters.")
        )
    if matter.responsible_id is None:
        Matter.objects.filter(id=matter.id).update(responsible_id=by.account_id)
    return CallTaken(site_id=site_id, matter_id=matter.id, account_id=matter.responsible_id or by.account_id)


def _open(site_id: UUID, **which: UUID) -> FeverCase:
    cases = FeverCase.objects.select_for_update(of=("self",), no_key=True)
    case = cases.filter(**which, site_id=site_id, closed_at=None).first()
    if case is None:
        raise Refusal(
            "no_open_fever",
            gettext_noop("This fever path is closed already. Look at the course of the person."),
        )
    return case
