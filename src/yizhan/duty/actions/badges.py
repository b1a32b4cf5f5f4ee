"""Badges: made for everybody who works on phones, revoked when one is lost."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_noop

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.postings import INVITE
from yizhan.duty.badges import DIGITS, badge_rules, check_digit
from yizhan.duty.models import Posting
from yizhan.duty.rules import roles
from yizhan.people.models import Badge
from yizhan.places.models import Site

# Whoever may tick a step may open the phone app.
ON_PHONES = "step.tick"


class BadgesMade(Outcome):
    """How many badges were made, and how many people had one already."""

    site_id: UUID
    made: int
    kept: int


@action("duty.make_badges", needs=INVITE, online_only=True)
def make_badges(*, by: Actor, site_id: UUID) -> BadgesMade:
    """Make a badge for each posting at the site that works on phones and has none that lasts the shift."""
    Site.objects.select_for_update().get(id=site_id)
    moment, rules = now(), badge_rules()
    lasting = Badge.objects.filter(
        site_id=site_id, revoked_at=None, ends_at__gt=moment + rules.renewed_below
    ).values_list("posting_id", flat=True)
    postings = _on_phones(site_id, moment)
    without = [posting for posting in postings if posting.id not in set(lasting)]
    taken = set(Badge.objects.filter(site_id=site_id).values_list("number", flat=True))
    for posting in without:
        number = _fresh_number(taken)
        taken.add(number)
        Badge.objects.create(
            account_id=posting.account_id, site_id=site_id, posting_id=posting.id, number=number,
            made_at=moment, ends_at=min(filter(None, (moment + rules.badge_lasts, posting.ends_at))),
        )  # fmt: skip
    return BadgesMade(site_id=site_id, made=len(without), kept=len(postings) - len(without))


class BadgeRevoked(Outcome):
    """The badge that opens nothing any more."""

    site_id: UUID
    badge_id: UUID


@action("duty.revoke_badge", needs=INVITE, online_only=True)
def revoke_badge(*, by: Actor, site_id: UUID, badge_id: UUID) -> BadgeRevoked:
    """Make a badge worthless from now on; what was tapped with it before stands."""
    moment = now()
    revoked = Badge.objects.filter(id=badge_id, site_id=site_id, revoked_at=None, ends_at__gt=moment)
    if not revoked.update(revoked_at=moment):
        raise Refusal("no_such_badge", gettext_noop("This badge is over already. Look at the crew list."))
    return BadgeRevoked(site_id=site_id, badge_id=badge_id)


def _on_phones(site_id: UUID, moment: datetime) -> list[Posting]:
    keys = [key for key, role in roles().items() if ON_PHONES in role.can]
    current = Q(ends_at=None) | Q(ends_at__gt=moment)
    return list(
        Posting.objects.filter(current, site_id=site_id, role__in=keys, starts_at__lte=moment)
        .filter(account__is_active=True)
        .order_by("id")
    )


def _fresh_number(taken: set[str]) -> str:
    while True:
        digits = f"{secrets.randbelow(10 ** (DIGITS - 1)):0{DIGITS - 1}d}"
        number = digits + check_digit(digits)
        if number not in taken:
            return number
