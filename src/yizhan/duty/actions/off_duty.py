"""Somebody of the crew who is unwell is off duty at once, and serves again when a doctor has seen them."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import AwareDatetime, Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.emergencies import ring_for_crew
from yizhan.duty.actions.matters_asking import ask
from yizhan.duty.actions.matters_thread import ANSWER, refuse_without
from yizhan.duty.emergency import red_flags
from yizhan.duty.enums import Channel, ClosedHow, FitForDuty
from yizhan.duty.models import Matter, OffDuty
from yizhan.duty.queries.matters_duty import on_duty
from yizhan.people.models import Account

UNWELL, EXAMINE = "crew_unwell", "crew.examine"


class StoodDown(Outcome):
    """Who is off duty, who sees that a doctor looks at them, and the emergency if there is one."""

    site_id: UUID
    off_duty_id: UUID
    account_id: UUID
    matter_id: UUID
    emergency_id: UUID | None


@action("duty.stand_down", needs=ANSWER)
def stand_down(
    *, by: Actor, site_id: UUID, account_id: UUID, sign: Annotated[str, Field(max_length=20)] = ""
) -> StoodDown:
    """Take somebody of the crew off duty because they are unwell: by themselves or by anybody who sees it.

    Nobody's permission is waited for. A `sign` of `emergency.yaml`, such as chest pain, rings as the red
    button does; without one a doctor is asked to see them now. Never only rest: they serve again when a
    doctor has said so.
    """
    refuse_without(by, site_id, ANSWER)
    account = Account.objects.select_for_update(no_key=True).filter(id=account_id).first()
    if account is None or account_id not in {one.account_id for one in on_duty(site_id)}:
        raise Refusal(
            "not_on_duty", gettext_noop("This person is not on duty at this site. Choose somebody else.")
        )
    flag = sign if sign in red_flags() else ""
    asked = ask(by=by, site_id=site_id, need=UNWELL, channel=Channel.SYSTEM, about=account_id)
    rung = ring_for_crew(by=by, site_id=site_id, account=account, flag=flag) if flag else None
    row = OffDuty.objects.create(
        id=new_id(), site_id=site_id, account_id=account_id, sign=flag, since=now(), said_by_id=by.account_id,
        matter_id=asked.matter_id,
    )  # fmt: skip
    return StoodDown(
        site_id=site_id, off_duty_id=row.id, account_id=account_id, matter_id=asked.matter_id,
        emergency_id=rung,
    )  # fmt: skip


class CrewSeen(Outcome):
    """Who was seen by a doctor, and what was found."""

    site_id: UUID
    off_duty_id: UUID
    account_id: UUID


@action("duty.see_crew", needs=EXAMINE, online_only=True)
def see_crew(
    *, by: Actor, site_id: UUID, off_duty_id: UUID, fit: FitForDuty, until: AwareDatetime | None = None
) -> CrewSeen:
    """Record that a doctor has seen somebody who is off duty, and whether they may serve again.

    Fit: from now on. Rest: until a moment that is named. Hospital: until somebody has seen them anew.
    Nobody declares themselves fit.
    """
    refuse_without(by, site_id, EXAMINE)
    row = OffDuty.objects.select_for_update(of=("self",), no_key=True).filter(id=off_duty_id, site_id=site_id)
    found = row.exclude(account_id=by.account_id).first()
    if found is None:
        raise Refusal(
            "not_off_duty", gettext_noop("Nobody here is waiting for you to see them. Look at the list.")
        )
    moment = now()
    if (fit == FitForDuty.REST) != (until is not None and until > moment):
        raise Refusal("until_when", gettext_noop("Say until when they rest, or that they are fit."))
    found.doctor_id, found.seen_at, found.fit = by.account_id, moment, fit
    found.until = moment if fit == FitForDuty.FIT else until
    found.save(update_fields=["doctor", "seen_at", "fit", "until"])
    Matter.objects.filter(id=found.matter_id, settled_at=None).update(
        settled_at=moment, settled_by_id=by.account_id, closed_how=ClosedHow.CONFIRMED, done_at=moment,
        waits_since=None, offered_to=None, offered_at=None,
    )  # fmt: skip
    return CrewSeen(site_id=site_id, off_duty_id=off_duty_id, account_id=found.account_id)
