"""Posting accounts to sites, and ending it."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.duty.models import Posting, Team
from yizhan.duty.rules import roles


class AccountPosted(Outcome):
    """The new posting."""

    site_id: UUID | None
    posting_id: UUID
    account_id: UUID


@action("duty.post_account", needs="account.invite", online_only=True)
def post_account(
    *, by: Actor, site_id: UUID | None, posting_id: UUID, account_id: UUID, role: str, team_key: str = "",
    ends_at: datetime | None = None,
) -> AccountPosted:  # fmt: skip
    """Post an account to a site in a role from now on; only a command post's posting has no site."""
    if role not in roles() or (site_id is None and role != "command_post"):
        raise Refusal("no_such_role", gettext_noop("There is no role “%(role)s” at a site."), role=role)
    team = Team.objects.filter(site_id=site_id, key=team_key).first() if team_key else None
    Posting.objects.create(
        id=posting_id, account_id=account_id, site_id=site_id, team=team, role=role, starts_at=now(), ends_at=ends_at
    )
    return AccountPosted(site_id=site_id, posting_id=posting_id, account_id=account_id)


class PostingEnded(Outcome):
    """The posting that is over."""

    site_id: UUID | None
    posting_id: UUID


@action("duty.end_posting", needs="account.invite", online_only=True)
def end_posting(*, by: Actor, site_id: UUID, posting_id: UUID) -> PostingEnded:
    """End a posting now; what the account could see and do there ends with it."""
    changed = Posting.objects.filter(id=posting_id, site_id=site_id, ends_at=None).update(ends_at=now())
    if not changed:
        raise Refusal("no_such_posting", gettext_noop("This posting is over already."))
    return PostingEnded(site_id=site_id, posting_id=posting_id)
