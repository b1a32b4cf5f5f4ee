"""Changing courses: shown before it applies, and signed by two people where it keeps anybody longer."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import StringConstraints

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.course.actions.begin import StayIds, open_stays
from yizhan.course.actions.writing import Settled, change_all
from yizhan.course.enums import ChangeState
from yizhan.course.models import CourseChange
from yizhan.course.queries.changes import ChangeView, Line, preview_change, stored_lines, view_of
from yizhan.course.rules import Patch, event_of
from yizhan.duty.actions.two_people import refuse_unauthorised
from yizhan.people.actions.two_people import refuse_same_hand
from yizhan.places.models import Site
from yizhan.stays.actions.journal import lock_journal

Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Authority = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class ChangeProposed(Outcome):
    """What became of a list: `applied` to so many stays at once, and `waiting` for a second signature.

    `applied_id` and `waiting_id` are the two changes that came of it, None where there is none.
    `standing`: people who are due already, whose old due time stands.
    """

    site_id: UUID
    applied_id: UUID | None
    applied: int
    waiting_id: UUID | None
    waiting: int
    standing: int


class ChangeDecided(Outcome):
    """Which change was decided, how many stays it applies to, and how many were due before the signature."""

    site_id: UUID
    change_id: UUID
    applied: int
    lapsed: int


@action("course.propose_change", needs="course.set", online_only=True)
def propose_change(
    *, by: Actor, site_id: UUID, stay_ids: StayIds, patch: Patch, reason: Reason, authority: Authority = "",
    instead_of: UUID | None = None,
) -> ChangeProposed:  # fmt: skip
    """Change facts, or the edition, of the courses of these stays.

    Whoever is let go sooner, or at the same time, has it at once. Whoever would be kept longer has it only
    when a second authorised person has signed before the old due minute; until then the old due time stands.
    `instead_of` closes an earlier list that the site has overtaken.
    """
    lock_journal(site_id)
    reason, authority, site = reason.strip(), authority.strip(), Site.objects.get(id=site_id)
    lines = preview_change(site, [stay.id for stay in open_stays(site_id, stay_ids)], patch)
    longer = [line for line in lines if line.extends and not line.stands]
    others = [line for line in lines if not line.extends]
    _refuse_incomplete(lines, [*longer, *others], reason, authority if longer else "-")
    if instead_of:
        _overtake(site_id, instead_of, by)
    applied = _new(by, site_id, others, patch, reason, authority, instead_of) if others else None
    if applied:
        change_all(site_id, _settled(others), by, applied)
    waiting = _new(by, site_id, longer, patch, reason, authority, instead_of) if longer else None
    return ChangeProposed(
        site_id=site_id, applied_id=applied.id if applied else None, applied=len(others),
        waiting_id=waiting.id if waiting else None, waiting=len(longer),
        standing=len(lines) - len(longer) - len(others),
    )  # fmt: skip


@action("course.sign_change", needs="course.sign", online_only=True)
def sign_change(*, by: Actor, site_id: UUID, change_id: UUID) -> ChangeDecided:
    """Sign an extension that somebody else proposed: it holds whoever is not due yet.

    Refuses the proposer, whoever has the same name, and an account made after the proposal; a list that
    was decided; and one that the site has overtaken, which is to be shown and proposed anew.
    """
    lock_journal(site_id)
    view = _waiting_change(site_id, change_id)
    signer = refuse_unauthorised(by, site_id, "course.sign")
    refuse_same_hand(signer, view.row.proposed_by, view.row.proposed_at)
    if view.lapsed:
        raise _lapsed()
    lines = preview_change(Site.objects.get(id=site_id), view.before, view.patch)
    holding = [line for line in lines if not line.stands]
    _refuse_overtaken(view, holding)
    _decide(view.row, ChangeState.APPLIED, by)
    at = change_all(site_id, _settled(holding), by, view.row)
    if any(line.before and line.before <= at for line in holding):
        raise _lapsed()
    return ChangeDecided(
        site_id=site_id, change_id=change_id, applied=len(holding), lapsed=len(lines) - len(holding)
    )


@action("course.decline_change", needs="course.sign", online_only=True)
def decline_change(*, by: Actor, site_id: UUID, change_id: UUID) -> ChangeDecided:
    """Do not agree to a proposed extension: the old due time stands."""
    lock_journal(site_id)
    view = _waiting_change(site_id, change_id)
    _decide(view.row, ChangeState.REJECTED, by)
    return ChangeDecided(site_id=site_id, change_id=change_id, applied=0, lapsed=0)


def _refuse_incomplete(lines: list[Line], moving: list[Line], reason: str, authority: str) -> None:
    if not lines:
        raise Refusal(
            "no_course", gettext_noop("Nobody on this list is under a protocol. Begin a course first.")
        )
    if not moving:
        raise Refusal(
            "all_due",
            gettext_noop("Everybody on this list is due already: nothing keeps them longer. Release them, "
                         "or let the authority order a new stay."),
        )  # fmt: skip
    if any(line.extends and line.after is None for line in moving):
        raise Refusal(
            "leaves_open",
            gettext_noop("This would leave open when they leave. Choose the protocol that then applies."),
        )  # fmt: skip
    if not reason:
        raise Refusal("reason_needed", gettext_noop("Say why."))
    if not authority:
        raise Refusal(
            "authority_needed",
            gettext_noop("This keeps somebody longer. Say by whose order: authority, number or date."),
        )  # fmt: skip


def _refuse_overtaken(view: ChangeView, holding: list[Line]) -> None:
    """The list that was shown is the list that is signed."""
    for line in holding:
        if (line.before, line.after) != (view.before[line.stay.id], view.after[line.stay.id]):
            raise Refusal(
                "list_overtaken",
                gettext_noop("The site has changed since this was proposed: %(tag)s. Look at the new list."),
                tag=line.stay.tag,
            )  # fmt: skip
    if not holding:
        raise Refusal("list_overtaken_all", gettext_noop("Nobody on this list is at the site any more."))


def _lapsed() -> Refusal:
    return Refusal(
        "change_lapsed",
        gettext_noop("They were due before a second person signed: the old due time stands."),
    )


def _waiting_change(site_id: UUID, change_id: UUID) -> ChangeView:
    rows = CourseChange.objects.select_related("proposed_by").filter(site_id=site_id, id=change_id)
    row = rows.first()
    if row is None:
        raise Refusal("no_such_change", gettext_noop("There is no such list at this site."))
    if row.state != ChangeState.PROPOSED:
        raise Refusal("change_decided", gettext_noop("This list was decided already. Open it again."))
    return view_of(row)


def _overtake(site_id: UUID, change_id: UUID, by: Actor) -> None:
    _decide(_waiting_change(site_id, change_id).row, ChangeState.OVERTAKEN, by)


def _new(
    by: Actor, site_id: UUID, lines: list[Line], patch: Patch, reason: str, authority: str,
    instead_of: UUID | None,
) -> CourseChange:  # fmt: skip
    """Keep a list: one that keeps somebody longer waits, another is decided by whoever makes it."""
    extends = any(line.extends for line in lines)
    moment = now()
    return CourseChange.objects.create(
        id=new_id(), site_id=site_id, extends=extends, authority=authority, reason=reason,
        what={"patch": patch.model_dump(mode="json", exclude_defaults=True), "lines": stored_lines(lines)},
        state=ChangeState.PROPOSED if extends else ChangeState.APPLIED, proposed_at=moment,
        proposed_by_id=by.account_id, decided_at=None if extends else moment,
        decided_by_id=None if extends else by.account_id, instead_of_id=instead_of,
    )  # fmt: skip


def _decide(row: CourseChange, state: ChangeState, by: Actor) -> None:
    row.state, row.decided_at, row.decided_by_id = state, now(), by.account_id
    row.save(update_fields=["state", "decided_at", "decided_by"])


def _settled(lines: list[Line]) -> list[Settled]:
    return [
        Settled(
            line.stay, line.worked,
            event_of(line.before, line.after, other_protocol=line.worked.protocol != line.protocol),
        )
        for line in lines
    ]  # fmt: skip
