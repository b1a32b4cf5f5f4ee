"""Opening cases: by a positive single tube, or by hand; and what a corrected result does to them."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_noop
from pydantic import StringConstraints

from yizhan.cases.enums import CaseEnd, EntryOutcome, StepKind
from yizhan.cases.models import Case, CaseStep
from yizhan.cases.rules import contact_rules
from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters import raise_matter, settle_silently
from yizhan.duty.models import Matter
from yizhan.health.enums import ResultValue, TubeSize
from yizhan.health.models import Result, TubeMember
from yizhan.people.actions.identity import seal_note
from yizhan.stays.enums import EndReason
from yizhan.stays.models import Stay

Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]


class CaseTouched(Outcome):
    """The case that an action is about."""

    site_id: UUID
    case_id: UUID


@action("cases.open", needs="case.lead", online_only=True)
def open_case(*, by: Actor, site_id: UUID, person_id: UUID) -> CaseTouched:
    """Open a case by hand, such as of somebody whom a hospital's laboratory found positive.

    An open case of the same person is the one that goes on.
    """
    if (
        not Stay.objects.filter(site_id=site_id, person_id=person_id)
        .exclude(end_reason=EndReason.VOID)
        .exists()
    ):
        raise Refusal("nobody_here", gettext_noop("Nobody at this site wears or wore this wristband."))
    return CaseTouched(site_id=site_id, case_id=_begin(by, site_id, person_id, None).id)


@action("cases.withdraw", needs="case.lead", online_only=True)
def withdraw_case(*, by: Actor, site_id: UUID, case_id: UUID, reason: Note) -> CaseTouched:
    """Close a case that is none, such as one of a mistaken person, by name and with the reason."""
    case = locked_case(site_id, case_id)
    if not reason.strip():
        raise Refusal("reason_needed", gettext_noop("Say how you know that this person is not positive."))
    _withdraw(by, case, reason)
    return CaseTouched(site_id=site_id, case_id=case.id)


def follow_result(by: Actor, result: Result) -> None:
    """Do what follows from a result that stands now; a pool opens nothing, its single samples do.

    Every site where the person was within the time looked back on has a case of its own.
    """
    if result.tube.size > TubeSize.SINGLE:
        return
    member = TubeMember.objects.filter(tube_id=result.tube_id).first()
    if member is None:
        return
    if result.value == ResultValue.POSITIVE:
        for site_id in _sites_of(member):
            _begin(by, site_id, member.person_id, result)
    elif result.corrects and result.corrects.value == ResultValue.POSITIVE:
        _take_back(by, member.person_id, result, result.corrects)


def locked_case(site_id: UUID, case_id: UUID) -> Case:
    """Return an open case of a site, locked; refused for any other."""
    rows = Case.objects.select_for_update(of=("self",), no_key=True).select_related("site")
    case = rows.filter(site_id=site_id, id=case_id).first()
    if case is None:
        raise Refusal("no_such_case", gettext_noop("There is no such case at this site."))
    if case.closed_at:
        raise Refusal("case_closed", gettext_noop("This case is closed already. Look at it again."))
    return case


def _sites_of(member: TubeMember) -> list[UUID]:
    since = member.taken_at - _longest_lookback()
    stays = Stay.objects.filter(Q(ended_at=None) | Q(ended_at__gt=since), person_id=member.person_id)
    found = stays.exclude(end_reason=EndReason.VOID).values_list("site_id", flat=True)
    return sorted({*found, member.tube.site_id})


def _longest_lookback() -> timedelta:
    return timedelta(days=max(contact_rules().lookback_choices))


def _begin(by: Actor, site_id: UUID, person_id: UUID, result: Result | None) -> Case:
    case, _ = Case.objects.get_or_create(
        site_id=site_id, person_id=person_id, closed_at=None,
        defaults={"id": new_id(), "result": result, "opened_at": now(), "opened_by": by.key},
    )  # fmt: skip
    return case


def _take_back(by: Actor, person_id: UUID, result: Result, wrong: Result) -> None:
    """Close the cases that rest on a corrected result, unless another positive tube stands."""
    cases = Case.objects.select_for_update(of=("self",), no_key=True).filter(
        person_id=person_id, closed_at=None, result=wrong
    )
    others = Result.objects.filter(
        tube__members__person_id=person_id, tube__size=TubeSize.SINGLE, value=ResultValue.POSITIVE,
        corrected_by=None, received_at__gte=wrong.received_at,
    ).exclude(tube_id=result.tube_id)  # fmt: skip
    standing = others.order_by("received_at").first()
    for case in cases:
        if standing:
            Case.objects.filter(id=case.id).update(result=standing)
        else:
            _withdraw(by, case, result.reason)


def _withdraw(by: Actor, case: Case, reason: str) -> None:
    Case.objects.filter(id=case.id).update(
        closed_at=now(), closed_by_id=by.account_id, end=CaseEnd.WITHDRAWN,
        closed_because=seal_note(case.person_id, reason),
    )  # fmt: skip
    settle_silently(by=by, kind=Matter.Kind.POSITIVE, subject_id=case.person_id)
    # What has been set in motion for others is not undone by itself: a person must see it through.
    done = CaseStep.objects.filter(case=case, outcome=EntryOutcome.DONE)
    if done.filter(kind__in=(StepKind.DUE_TIMES, StepKind.SEALED)).exists():
        raise_matter(
            by=by, site_id=case.site_id, kind=Matter.Kind.POSITIVE, subject_id=case.id,
            code="case_withdrawn",
            template=gettext_noop(
                "A positive case was withdrawn. Look at what was done for it: due times of contacts, sealed "
                "rooms, the transfer order, the report upward."
            ),
        )  # fmt: skip
