"""Letting people go: at the due time by one decision, before it by two people, and never by waiting."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import get_language, gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.course.models import Course
from yizhan.course.queries.due import cut_short_by
from yizhan.duty.actions.matters import raise_matter
from yizhan.duty.actions.two_people import refuse_unauthorised
from yizhan.duty.models import Matter
from yizhan.leaving.actions.early import Reason, open_stay
from yizhan.leaving.actions.ordering import drop_open_orders
from yizhan.leaving.models import Certificate, ConditionMet
from yizhan.leaving.queries.board import Leaver, leavers_of
from yizhan.leaving.rules import FROM_THE_RECORD, leaving_rules
from yizhan.places.models import Site
from yizhan.protocols.reading import shelf
from yizhan.stays.actions.cards import ALPHABET
from yizhan.stays.actions.departures import end_stays
from yizhan.stays.actions.journal import lock_journal, sealed_note
from yizhan.stays.enums import EndReason, ReleaseHow

CODE_LENGTH = 12
MOST_AT_ONCE = 400

StayIds = Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]


class Released(Outcome):
    """Who was released, by which right, and the certificate of each, by stay."""

    site_id: UUID
    at: datetime
    how: dict[UUID, ReleaseHow]
    certificates: dict[UUID, UUID]


@action("leaving.release", needs="release.decide", online_only=True)
def release(*, by: Actor, site_id: UUID, stay_ids: StayIds) -> Released:
    """Release people who are due and whose conditions hold, or whose early release two people have signed.

    All of them or nobody: refused as a whole where one is not due, lacks a condition, or has left. It asks
    for no vehicle and no community. The server's clock decides; a phone's is not looked at.
    """
    lock_journal(site_id)
    refuse_unauthorised(by, site_id, "release.decide")
    leavers = _leavers(site_id, stay_ids)
    for one in leavers:
        _refuse_unready(one)
    hows = {
        one.stay.id: ReleaseHow.DUE if one.is_due and not one.open else ReleaseHow.EARLY for one in leavers
    }
    _refuse_own_cut(by, [one for one in leavers if hows[one.stay.id] == ReleaseHow.DUE])
    return _let_go(by, site_id, leavers, hows, "")


@action("leaving.decide_at_due", needs="release.decide", online_only=True)
def decide_at_due(*, by: Actor, site_id: UUID, stay_id: UUID, reason: Reason) -> Released:
    """Release somebody at or after the due minute although a condition is open, such as a late result.

    A named person decides it, with the reason; keeping them longer takes two people, and is a change of
    the course. Refused before the due minute, and for somebody who is positive: they go to hospital.
    """
    lock_journal(site_id)
    refuse_unauthorised(by, site_id, "release.decide")
    (one,) = _leavers(site_id, (stay_id,))
    if not one.is_due:
        _refuse_unready(one)
    if one.failed:
        raise Refusal(
            "positive",
            gettext_noop("%(tag)s has a positive test. Write a transfer order to the hospital."),
            tag=one.stay.tag,
        )  # fmt: skip
    if not reason.strip():
        raise Refusal("reason_needed", gettext_noop("Say why %(tag)s goes now."), tag=one.stay.tag)
    _refuse_own_cut(by, [one])
    return _let_go(by, site_id, [one], {stay_id: ReleaseHow.UNDECIDED}, reason)


class ConditionVouched(Outcome):
    """Whose condition somebody vouched for."""

    site_id: UUID
    stay_id: UUID
    code: str


@action("leaving.vouch", needs="release.decide", online_only=True)
def vouch_for_condition(
    *, by: Actor, site_id: UUID, stay_id: UUID, code: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,60}$")]
) -> ConditionVouched:
    """Vouch by name for a condition that no record shows, such as belongings sampled and negative."""
    lock_journal(site_id)
    account = refuse_unauthorised(by, site_id, "release.decide")
    stay = open_stay(site_id, stay_id)
    if code in FROM_THE_RECORD:
        raise Refusal("in_the_record", gettext_noop("This is ticked by the record itself, by nobody else."))
    ConditionMet.objects.get_or_create(
        stay=stay, code=code, defaults={"id": new_id(), "met_at": now(), "met_by_id": account}
    )
    return ConditionVouched(site_id=site_id, stay_id=stay_id, code=code)


def _leavers(site_id: UUID, stay_ids: Sequence[UUID]) -> list[Leaver]:
    for stay_id in stay_ids:
        open_stay(site_id, stay_id)
    courses = Course.objects.filter(site_id=site_id, stay_id__in=stay_ids).select_related("stay__person")
    found = leavers_of(Site.objects.get(id=site_id), courses, now())
    if len(found) < len(set(stay_ids)):
        raise Refusal(
            "no_course",
            gettext_noop("Somebody here is under no protocol. Set it first: it says when they may go."),
        )
    return found


def _refuse_own_cut(by: Actor, leavers: list[Leaver]) -> None:
    """Who brought a due time forward does not release as well: that would be an early release by one."""
    cut = cut_short_by(by.key, [one.stay.id for one in leavers])
    for one in leavers:
        if one.stay.id in cut:
            raise Refusal(
                "second_person_needed",
                gettext_noop("%(tag)s: you brought the due time forward yourself. Somebody else releases."),
                tag=one.stay.tag,
            )  # fmt: skip


def _refuse_unready(one: Leaver) -> None:
    if one.may_go:
        return
    if not one.is_due:
        raise Refusal(
            "not_due",
            gettext_noop("%(tag)s is not due yet. Before the time it takes two people and a reason."),
            tag=one.stay.tag,
        )  # fmt: skip
    language = get_language() or "zh"
    raise Refusal(
        "condition_open",
        gettext_noop("%(tag)s is due, and a condition is open: %(what)s. Decide by name, on their own page."),
        tag=one.stay.tag, what=", ".join(shelf().word("release", each.code, language) for each in one.open),
    )  # fmt: skip


def _let_go(
    by: Actor, site_id: UUID, leavers: list[Leaver], hows: dict[UUID, ReleaseHow], note: str
) -> Released:
    facts = {one.stay.id: _facts(one, hows[one.stay.id], by, note) for one in leavers}
    at = end_stays(
        by=by, site_id=site_id, stays=[one.stay for one in leavers], reason=EndReason.RELEASED, facts=facts,
        page_lasts=leaving_rules().page_lasts,
    )  # fmt: skip
    drop_open_orders(one.stay.person_id for one in leavers)
    certificates = _issue(by, site_id, leavers, at)
    for one in leavers:
        _raise_unconfirmed(by, site_id, one)
    return Released(site_id=site_id, at=at, how=hows, certificates=certificates)


def _facts(one: Leaver, how: ReleaseHow, by: Actor, note: str) -> dict[str, Any]:
    early = one.early if how == ReleaseHow.EARLY else None
    community = one.community
    return {
        "due": one.due_at.isoformat() if one.due_at else None,
        "how": how.value,
        "decided": f"{ActorKind.ACCOUNT}:{early.proposed_by_id}" if early else by.key,
        "signed": f"{ActorKind.ACCOUNT}:{early.decided_by_id}" if early else None,
        "destination": str(community.id) if community else None,
        "note": sealed_note(one.stay.person_id, note) if note else None,
    }


def _issue(by: Actor, site_id: UUID, leavers: list[Leaver], at: datetime) -> dict[UUID, UUID]:
    last = Certificate.objects.filter(site_id=site_id).aggregate(last=Max("number"))["last"] or 0
    issued = Certificate.objects.bulk_create(
        Certificate(
            id=new_id(), site_id=site_id, stay=one.stay, number=number, code=new_code(), issued_at=at,
            issued_by_id=by.account_id,
        )
        for number, one in enumerate(leavers, start=last + 1)
    )  # fmt: skip
    return {one.stay_id: one.id for one in issued}


def new_code() -> str:
    """Return the code of a certificate, long enough that nobody guesses one."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def _raise_unconfirmed(by: Actor, site_id: UUID, one: Leaver) -> None:
    """Nobody waits for the community; that it has not answered is seen through afterwards."""
    if one.hand_over and one.hand_over.confirmed_at:
        return
    community = one.community
    raise_matter(
        by=by, site_id=site_id, kind=Matter.Kind.HAND_OVER, subject_id=one.stay.id,
        code="hand_over_unconfirmed",
        template=gettext_noop(
            "%(tag)s was released, and %(community)s has not confirmed that it has them. Call."
        ),
        tag=one.stay.tag, community=str(community) if community else "-",
    )  # fmt: skip
