"""Shared phones, badges, and what a badge shown to a shared phone allows."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yizhan.core.clock import now
from yizhan.duty.badges import badge_rules
from yizhan.duty.models import Posting
from yizhan.duty.queries.postings import capabilities_of
from yizhan.duty.rules import Role, roles
from yizhan.people.models import Badge, SharedPhone


@dataclass(frozen=True, slots=True)
class Hands:
    """A shared phone in the hands of whoever showed a badge to it."""

    phone: SharedPhone
    badge: Badge

    def can_at(self, site_id: UUID, moment: datetime) -> frozenset[str]:
        """Return what these hands may do at a site at a moment: part of what the posting gives."""
        there = site_id == self.phone.site_id == self.badge.site_id
        if not (there and self.phone.serves_at(moment) and self.badge.holds_at(moment)):
            return frozenset()
        return capabilities_of(self.badge.account_id, site_id, moment) & badge_rules().can


@dataclass(frozen=True, slots=True)
class BadgeInForce:
    """A badge with the person and posting it stands for."""

    badge: Badge
    name: str
    role: Role
    posting: Posting


def phone_with(secret: str) -> SharedPhone | None:
    """Return the shared phone whose secret this is, also one that has ended; None for a ticket."""
    found = SharedPhone.objects.filter(secret_digest=secret_digest(secret), taken_at__isnull=False)
    return found.first() if secret else None


def ticket_with(secret: str) -> SharedPhone | None:
    """Return the offer that a ticket stands for, while it can be taken."""
    made_after = now() - badge_rules().ticket_lasts
    offers = SharedPhone.objects.filter(
        secret_digest=secret_digest(secret), taken_at=None, revoked_at=None, made_at__gt=made_after
    )
    return offers.first()


def hands_on(phone: SharedPhone, number: str) -> Hands | None:
    """Return the phone in the hands of whoever has the badge `number`; None if there is no such badge."""
    badge = Badge.objects.select_related("account").filter(site_id=phone.site_id, number=number).first()
    return Hands(phone, badge) if badge else None


def shared_phones(site_id: UUID) -> list[SharedPhone]:
    """Return the phones of a site that are shared now, the newest first."""
    serving = SharedPhone.objects.filter(site_id=site_id, revoked_at=None, taken_at__isnull=False)
    return list(serving.filter(ends_at__gt=now()).select_related("made_by").order_by("-taken_at"))


def badges_in_force(site_id: UUID) -> list[BadgeInForce]:
    """Return every badge of a site that is good now, with its person, by role and name; two queries."""
    moment = now()
    good = Badge.objects.select_related("account").filter(
        site_id=site_id, revoked_at=None, ends_at__gt=moment
    )
    held = {badge.posting_id: badge for badge in good}
    postings = Posting.objects.select_related("team").filter(id__in=held, account__is_active=True)
    order = {key: place for place, key in enumerate(roles())}
    found = [
        BadgeInForce(held[posting.id], held[posting.id].account.display_name, roles()[posting.role], posting)
        for posting in postings
        if posting.ends_at is None or posting.ends_at > moment
    ]
    return sorted(found, key=lambda one: (order[one.role.key], one.name, one.badge.number))


def secret_digest(secret: str) -> bytes:
    """Return the 32 bytes by which a phone's secret is stored."""
    return hashlib.sha256(secret.encode()).digest()
