"""Early release: one authorised person proposes it with a reason, another one signs, or nobody goes."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import StringConstraints

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.course.models import Course
from yizhan.duty.actions.two_people import refuse_unauthorised
from yizhan.leaving.enums import EarlyState
from yizhan.leaving.models import EarlyRelease
from yizhan.people.actions.identity import seal_note
from yizhan.people.actions.two_people import refuse_same_hand
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.models import Stay

Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]


class EarlyReleaseDecided(Outcome):
    """The proposal and how it stands."""

    site_id: UUID
    stay_id: UUID
    early_id: UUID
    state: EarlyState


@action("leaving.propose_early", needs="release.decide", online_only=True)
def propose_early(*, by: Actor, site_id: UUID, stay_id: UUID, reason: Reason) -> EarlyReleaseDecided:
    """Propose to let somebody go before the due time; a second authorised person has to sign."""
    lock_journal(site_id)
    proposer = refuse_unauthorised(by, site_id, "release.decide")
    stay = open_stay(site_id, stay_id)
    if not reason.strip():
        raise Refusal("reason_needed", gettext_noop("Say why %(tag)s may go early."), tag=stay.tag)
    due_at = due_of(stay.id)
    moment = now()
    if due_at is not None and due_at <= moment:
        raise Refusal("due_already", gettext_noop("%(tag)s is due already. Release them."), tag=stay.tag)
    if EarlyRelease.objects.filter(stay=stay).exclude(state=EarlyState.REJECTED).exists():
        raise Refusal(
            "proposed_already", gettext_noop("%(tag)s: an early release is proposed already."), tag=stay.tag
        )
    early = EarlyRelease.objects.create(
        id=by.command_id, site_id=site_id, stay=stay, reason=seal_note(stay.person_id, reason), due_at=due_at,
        proposed_at=moment, proposed_by_id=proposer,
    )  # fmt: skip
    return _outcome(early)


@action("leaving.sign_early", needs="release.sign", online_only=True)
def sign_early(*, by: Actor, site_id: UUID, early_id: UUID) -> EarlyReleaseDecided:
    """Sign an early release that somebody else proposed; the person may go from now on.

    Refused to the proposer, to anybody of the same name, and where the due time has moved since.
    """
    lock_journal(site_id)
    signer = refuse_unauthorised(by, site_id, "release.sign")
    early = _waiting(site_id, early_id)
    refuse_same_hand(signer, early.proposed_by, early.proposed_at)
    if due_of(early.stay_id) != early.due_at:
        raise Refusal(
            "due_moved",
            gettext_noop("The due time of %(tag)s has moved since. Reject this and propose it anew."),
            tag=early.stay.tag,
        )  # fmt: skip
    return _decide(early, EarlyState.SIGNED, signer)


@action("leaving.reject_early", needs="release.decide", online_only=True)
def reject_early(*, by: Actor, site_id: UUID, early_id: UUID) -> EarlyReleaseDecided:
    """Not agree to an early release, or take one's own proposal back: the due time stands."""
    lock_journal(site_id)
    decider = refuse_unauthorised(by, site_id, "release.decide")
    return _decide(_waiting(site_id, early_id), EarlyState.REJECTED, decider)


def open_stay(site_id: UUID, stay_id: UUID) -> Stay:
    """Return somebody who is at the site; refused where they have left it, or never were there."""
    stay = Stay.objects.filter(site_id=site_id, id=stay_id).first()
    if stay is None:
        raise Refusal("no_such_stay", gettext_noop("Nobody wears this wristband now."))
    if stay.ended_at is not None:
        raise Refusal(
            "left_already", gettext_noop("%(tag)s has left already. Nothing was changed."), tag=stay.tag
        )
    return stay


def due_of(stay_id: UUID) -> datetime | None:
    """Return when a stay is due; None while that is open, or it is under no protocol."""
    return Course.objects.filter(stay_id=stay_id).values_list("due_at", flat=True).first()


def _waiting(site_id: UUID, early_id: UUID) -> EarlyRelease:
    rows = EarlyRelease.objects.select_related("stay", "proposed_by").filter(site_id=site_id, id=early_id)
    early = rows.first()
    if early is None or early.state != EarlyState.PROPOSED:
        raise Refusal("decided_already", gettext_noop("This was decided already. Look at the page again."))
    open_stay(site_id, early.stay_id)
    return early


def _decide(early: EarlyRelease, state: EarlyState, by: UUID) -> EarlyReleaseDecided:
    early.state, early.decided_at, early.decided_by_id = state, now(), by
    early.save(update_fields=["state", "decided_at", "decided_by"])
    return _outcome(early)


def _outcome(early: EarlyRelease) -> EarlyReleaseDecided:
    return EarlyReleaseDecided(
        site_id=early.site_id, stay_id=early.stay_id, early_id=early.id, state=EarlyState(early.state)
    )
