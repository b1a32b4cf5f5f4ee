"""Contacts of a case: decided by a person from what the record shows, and their new due times proposed."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from yizhan.cases.actions.opening import locked_case
from yizhan.cases.actions.steps import enter
from yizhan.cases.enums import StepKind
from yizhan.cases.models import Case, CaseContact
from yizhan.cases.queries.contacts import Contact, contacts_of, window_of
from yizhan.cases.queries.decisions import decisions_of, due_times_of
from yizhan.cases.rules import contact_rules
from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.course.actions.changes import Authority, ChangeProposed, Reason, propose_change
from yizhan.duty.actions.two_people import refuse_unauthorised
from yizhan.stays.actions.journal import lock_journal

MOST_CONTACTS = 2000

Days = Annotated[int, Field(ge=1, le=30)]
Why = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class Decision(BaseModel):
    """Whether somebody counts as a contact; `reason` where that is against the rules' proposal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person_id: UUID
    included: bool
    reason: Why = ""


class ContactsDecided(Outcome):
    """How many were decided to be contacts, and how many not."""

    site_id: UUID
    case_id: UUID
    included: int
    left_out: int


class DueTimesProposed(Outcome):
    """What became of the contacts' due times: applied at once, waiting for a second person, or standing."""

    site_id: UUID
    case_id: UUID
    changes: tuple[UUID, ...]
    applied: int
    waiting: int
    standing: int


@action("cases.decide_contacts", needs="case.lead", online_only=True)
def decide_contacts(
    *, by: Actor, site_id: UUID, case_id: UUID, lookback_days: Days,
    decisions: Annotated[tuple[Decision, ...], Field(max_length=MOST_CONTACTS)],
) -> ContactsDecided:  # fmt: skip
    """Decide who counts as a contact, of everybody whom the record shows within so many days.

    Refused where somebody on the list was not decided on, for the list has grown since it was shown, and
    where a decision against the proposal has no reason.
    """
    case = locked_case(site_id, case_id)
    if lookback_days not in contact_rules().lookback_choices:
        raise Refusal("unknown_lookback", gettext_noop("Choose one of the look-back times on the page."))
    found = contacts_of(case, window_of(case, lookback_days))
    said = {decision.person_id: decision for decision in decisions}
    if {one.stay.person_id for one in found} != set(said):
        raise Refusal(
            "list_overtaken_contacts",
            gettext_noop("The list of contacts has changed since it was shown. Look at the new list."),
        )
    before = decisions_of(case)
    rows = [_decided(by, case, contact, said[contact.stay.person_id]) for contact in found]
    # Whoever the longer look-back found and the shorter one does not is no contact any more.
    gone = [row for row in before.values() if row.person_id not in said and row.included]
    rows += [_dropped(by, row) for row in gone]
    CaseContact.objects.bulk_create(rows)
    included = sum(row.included for row in rows)
    facts = {"days": lookback_days, "included": included, "left_out": len(rows) - included}
    enter(by, case, StepKind.CONTACTS, facts=facts)
    return ContactsDecided(site_id=site_id, case_id=case.id, included=included, left_out=len(rows) - included)


@action("cases.propose_due_times", needs="case.lead", online_only=True)
def propose_due_times(
    *, by: Actor, site_id: UUID, case_id: UUID, reason: Reason, authority: Authority = ""
) -> DueTimesProposed:
    """Propose the last exposure of each decided contact to the courses.

    Where that keeps anybody longer, a second authorised person signs, as for every change of a course.
    """
    lock_journal(site_id)
    case = locked_case(site_id, case_id)
    refuse_unauthorised(by, site_id, "course.set")
    if not case.entries.filter(kind=StepKind.CONTACTS).exists():
        raise Refusal("contacts_first", gettext_noop("Decide first who is a contact."))
    done: list[ChangeProposed] = [
        propose_change(
            by=by, site_id=site_id, stay_ids=group.stay_ids, patch=group.patch, reason=reason,
            authority=authority,
        )
        for group in due_times_of(case).groups
        if group.moves
    ]  # fmt: skip
    changes = tuple(one for told in done for one in (told.applied_id, told.waiting_id) if one)
    applied, waiting = sum(told.applied for told in done), sum(told.waiting for told in done)
    facts = {"changes": [str(one) for one in changes], "applied": applied, "waiting_for_signature": waiting}
    enter(by, case, StepKind.DUE_TIMES, facts=facts)
    return DueTimesProposed(
        site_id=site_id, case_id=case.id, changes=changes, applied=applied, waiting=waiting,
        standing=sum(told.standing for told in done),
    )  # fmt: skip


def _decided(by: Actor, case: Case, contact: Contact, said: Decision) -> CaseContact:
    if said.included != contact.proposed and not said.reason.strip():
        raise Refusal(
            "reason_needed_contact",
            gettext_noop("%(tag)s: say why this is decided otherwise than proposed."),
            tag=contact.stay.tag,
        )
    return CaseContact(
        id=new_id(), case=case, person_id=said.person_id, included=said.included, proposed=contact.proposed,
        grounds=[ground.stored() for ground in contact.grounds], last_exposure=contact.last_exposure,
        reason=said.reason if said.included != contact.proposed else "", at=now(), by_id=by.account_id,
    )  # fmt: skip


def _dropped(by: Actor, row: CaseContact) -> CaseContact:
    """The rules propose nothing for who is outside the window that was chosen now."""
    return CaseContact(
        id=new_id(), case_id=row.case_id, person_id=row.person_id, included=False, proposed=False,
        grounds=[], last_exposure=row.last_exposure, reason="", at=now(), by_id=by.account_id,
    )  # fmt: skip
