"""Taking back a departure that was entered for the wrong person: they are here, and never left."""

from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.course.actions.writing import resume_obligations
from yizhan.duty.actions.matters import settle_silently
from yizhan.duty.actions.two_people import refuse_unauthorised
from yizhan.duty.models import Matter
from yizhan.leaving.actions.early import Reason
from yizhan.leaving.enums import PassengerState
from yizhan.leaving.models import Certificate, Passenger
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.actions.returning import reinstate_stay
from yizhan.stays.enums import EndReason
from yizhan.stays.models import Stay


class Reinstated(Outcome):
    """Whose departure was struck out, and the room they have again; None if somebody else has it now."""

    site_id: UUID
    stay_id: UUID
    room_id: UUID | None


@action("leaving.reinstate", needs="ledger.correct", online_only=True)
def reinstate(*, by: Actor, site_id: UUID, stay_id: UUID, reason: Reason) -> Reinstated:
    """Strike out a release or transfer that was entered by mistake, and withdraw its papers.

    What is due for them is due again. Refused where they, or their wristband, are in use again.
    """
    lock_journal(site_id)
    account = refuse_unauthorised(by, site_id, "ledger.correct")
    rows = Stay.objects.select_related("site").filter(site_id=site_id, id=stay_id)
    stay = rows.filter(end_reason__in=(EndReason.RELEASED, EndReason.TRANSFERRED)).first()
    if stay is None:
        raise Refusal("not_departed", gettext_noop("Nobody left by this entry. Look at the journal again."))
    if not reason.strip():
        raise Refusal("reason_needed", gettext_noop("Say how you found out."))
    _refuse_arrived(stay)
    room_id = reinstate_stay(by=by, stay=stay, reason=reason)
    Certificate.objects.filter(stay=stay, withdrawn_at=None).update(
        withdrawn_at=now(), withdrawn_by_id=account
    )
    Passenger.objects.filter(left_stay=stay, state=PassengerState.LEFT).update(
        state=PassengerState.ORDERED, left_at=None, left_by=None, left_stay=None
    )
    settle_silently(by=by, kind=Matter.Kind.HAND_OVER, subject_id=stay.id)
    resume_obligations([stay], stay.site)
    return Reinstated(site_id=site_id, stay_id=stay_id, room_id=room_id)


def _refuse_arrived(stay: Stay) -> None:
    arrived = Passenger.objects.filter(left_stay=stay, state=PassengerState.ARRIVED).exists()
    if arrived:
        raise Refusal(
            "arrived_elsewhere",
            gettext_noop("%(tag)s has arrived where the order brought them. Order the way back."),
            tag=stay.tag,
        )  # fmt: skip
