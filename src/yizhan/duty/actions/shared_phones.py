"""Phones that are shared for one shift.

A phone's secret goes through plain functions: an action's receipt is never erased. Their audit says
who offered which phone, and that it was taken.
"""

import re
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from yizhan.core.actions import Outcome, action, record_audit
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.postings import INVITE
from yizhan.duty.badges import badge_rules
from yizhan.duty.queries.badges import secret_digest, ticket_with
from yizhan.people.models import SharedPhone

_DEVICE = re.compile(r"phone-[0-9a-f-]{8,40}")


@transaction.atomic
def offer_phone(*, by: Actor, site_id: UUID, label: str, hours: int) -> str:
    """Return the secret of a ticket that makes one phone a shared one for so many hours."""
    if hours not in badge_rules().shift_hours:
        raise Refusal(
            "no_such_shift",
            gettext_noop("A phone is shared for one shift, not for %(hours)s hours."),
            hours=hours,
        )
    secret = secrets.token_urlsafe(24)
    offered = SharedPhone.objects.create(
        site_id=site_id, label=label, secret_digest=secret_digest(secret), made_by_id=by.account_id,
        made_at=now(), ends_at=now() + timedelta(hours=hours),
    )  # fmt: skip
    record_audit(by, "duty.offer_phone", site_id=site_id, phone=str(offered.id), hours=hours)
    return secret


@transaction.atomic
def take_phone(*, ticket: str, device: str) -> tuple[SharedPhone, str] | None:
    """Turn a ticket into the phone's own secret, once; None for a ticket that is wrong, old or taken.

    `device` is the name by which the phone's taps are known; a phone that has none yet gets one.
    """
    offer = ticket_with(ticket)
    if offer is None:
        return None
    name = device if _DEVICE.fullmatch(device) else f"phone-{new_id()}"
    secret, moment = secrets.token_urlsafe(32), now()
    # An earlier sharing of the same phone ends: a phone has one secret.
    SharedPhone.objects.filter(site_id=offer.site_id, device=name, revoked_at=None).update(revoked_at=moment)
    taken = SharedPhone.objects.filter(id=offer.id, taken_at=None).update(
        secret_digest=secret_digest(secret), device=name, taken_at=moment
    )
    if not taken:
        return None
    by = Actor(ActorKind.ACCOUNT, offer.made_by_id).tapping()
    record_audit(by, "duty.take_phone", site_id=offer.site_id, phone=str(offer.id), device=name)
    offer.refresh_from_db()
    return offer, secret


class PhoneEnded(Outcome):
    """The phone that is nobody's any more."""

    site_id: UUID
    phone_id: UUID


@action("duty.end_phone", needs=INVITE, online_only=True)
def end_phone(*, by: Actor, site_id: UUID, phone_id: UUID) -> PhoneEnded:
    """End the sharing of a phone now; what was tapped on it before is still taken."""
    moment = now()
    serving = SharedPhone.objects.filter(id=phone_id, site_id=site_id, revoked_at=None, ends_at__gt=moment)
    if not serving.update(revoked_at=moment):
        raise Refusal(
            "no_such_phone", gettext_noop("This phone is not shared any more. Look at the list again.")
        )
    return PhoneEnded(site_id=site_id, phone_id=phone_id)
