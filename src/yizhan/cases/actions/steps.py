"""The steps of a case, each by name and with its time; and closing a case whose steps are all done."""

from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import StringConstraints

from yizhan.cases.actions.opening import CaseTouched, Note, locked_case
from yizhan.cases.enums import ApartHow, CaseEnd, EntryOutcome, StepKind
from yizhan.cases.models import Case, CaseStep
from yizhan.cases.queries.cases import case_of
from yizhan.core.actions import action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters import settle_silently
from yizhan.duty.models import Matter
from yizhan.people.actions.identity import seal_note
from yizhan.places.models import Occupancy

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]


@action("cases.set_apart", needs="case.lead")
def set_apart(*, by: Actor, site_id: UUID, case_id: UUID, how: ApartHow) -> CaseTouched:
    """Say that the person is apart. Refused where the record still shows others in the room."""
    case = locked_case(site_id, case_id)
    inside = Occupancy.objects.filter(person_id=case.person_id, ended_at=None).select_related("room").first()
    room = inside.room if inside else None
    others = Occupancy.objects.filter(room=room, ended_at=None).exclude(person_id=case.person_id)
    if how != ApartHow.HOUSEHOLD and room and others.exists():
        raise Refusal(
            "not_alone",
            gettext_noop(
                "Room %(room)s holds others too by the record. Move them on the map first, or say that the "
                "household stays and was told."
            ),
            room=room.name,
        )
    return enter(by, case, StepKind.APART, facts={"how": how, "room": room.name if room else ""})


@action("cases.waive_step", needs="case.lead", online_only=True)
def waive_step(*, by: Actor, site_id: UUID, case_id: UUID, step: StepKind, reason: Note) -> CaseTouched:
    """Say by name why a step is not needed."""
    case = locked_case(site_id, case_id)
    if not reason.strip():
        raise Refusal("reason_needed", gettext_noop("Say why this step is not needed."))
    return enter(by, case, step, EntryOutcome.WAIVED, note=reason)


@action("cases.reopen_step", needs="case.lead", online_only=True)
def reopen_step(*, by: Actor, site_id: UUID, case_id: UUID, step: StepKind, reason: Note) -> CaseTouched:
    """Take back that a step is done or not needed; what was said of it stays in the record."""
    case = locked_case(site_id, case_id)
    if not reason.strip():
        raise Refusal("reason_needed", gettext_noop("Say why this step is open again."))
    return enter(by, case, step, EntryOutcome.NOTED, note=reason)


@action("cases.report_sent", needs="case.lead", online_only=True)
def report_sent(*, by: Actor, site_id: UUID, case_id: UUID, sent_to: Words) -> CaseTouched:
    """Say to whom the report upward was sent."""
    case = locked_case(site_id, case_id)
    if not sent_to.strip():
        raise Refusal("receiver_needed", gettext_noop("Say to whom the report was sent."))
    return enter(by, case, StepKind.REPORT, facts={"sent_to": sent_to})


@action("cases.tell_relatives", needs="case.lead", online_only=True)
def tell_relatives(*, by: Actor, site_id: UUID, case_id: UUID, wanted: bool, told: Note = "") -> CaseTouched:
    """Record whether the person wants relatives told, and who was told; wanted and untold is open."""
    case = locked_case(site_id, case_id)
    done = not wanted or bool(told.strip())
    outcome = EntryOutcome.DONE if done else EntryOutcome.NOTED
    return enter(by, case, StepKind.RELATIVES, outcome, facts={"wanted": wanted}, note=told if wanted else "")


@action("cases.close", needs="case.lead", online_only=True)
def close_case(*, by: Actor, site_id: UUID, case_id: UUID) -> CaseTouched:
    """Close a case by decision, once every step is done or was said not to be needed.

    The matter that called for somebody is settled by that.
    """
    case = locked_case(site_id, case_id)
    view = case_of(site_id, case_id)
    if view is None or view.undone:
        steps = len(view.undone) if view else 0
        raise Refusal(
            "steps_open", gettext_noop("%(steps)s steps are open. Do them, or say why not."), steps=steps
        )
    Case.objects.filter(id=case.id).update(closed_at=now(), closed_by_id=by.account_id, end=CaseEnd.COMPLETED)
    settle_silently(by=by, kind=Matter.Kind.POSITIVE, subject_id=case.person_id)
    return CaseTouched(site_id=site_id, case_id=case.id)


def enter(
    by: Actor, case: Case, kind: StepKind, outcome: EntryOutcome = EntryOutcome.DONE,
    *, facts: dict[str, Any] | None = None, note: str = "",
) -> CaseTouched:  # fmt: skip
    """Append a word about a step of a locked case."""
    CaseStep.objects.create(
        id=new_id(), case=case, kind=kind, outcome=outcome, facts=facts or {}, at=now(), by_id=by.account_id,
        note=seal_note(case.person_id, note) if note else None,
    )  # fmt: skip
    return CaseTouched(site_id=case.site_id, case_id=case.id)
