"""Posting accounts to sites, ending it, and letting the posted in.

A site head governs what happens at the own site and nothing else: no role of another site, no
command post, no key of an account that serves elsewhere too.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.duty.models import Posting, Team
from yizhan.duty.queries.postings import at_site, postings_at
from yizhan.duty.rules import COMMAND_POST, roles
from yizhan.people.actions.accounts import (
    DisplayName,
    Tongue,
    Username,
    end_links,
    forget_keys,
    issue_link,
    make_account,
)
from yizhan.people.models import Account

INVITE = "account.invite"


class AccountPosted(Outcome):
    """The new posting."""

    site_id: UUID | None
    posting_id: UUID
    account_id: UUID


@action("duty.post_account", needs=INVITE, online_only=True)
def post_account(
    *, by: Actor, site_id: UUID | None, posting_id: UUID, account_id: UUID, role: str, team_key: str = "",
    ends_at: datetime | None = None,
) -> AccountPosted:  # fmt: skip
    """Post an account to a site in a role from now on; only a command post's posting has no site.

    Only the system posts somebody who serves elsewhere already. A link that was issued before
    ends: whoever holds it was trusted with less.
    """
    account = Account.objects.select_for_update().filter(id=account_id, is_active=True).first()
    if account is None:
        raise Refusal("no_such_account", gettext_noop("There is no such account. Invite the person anew."))
    team = _checked_team(site_id, role, team_key)
    _check_period(posting_id, ends_at)
    _check_present_postings(by, site_id, account_id, role)
    Posting.objects.create(
        id=posting_id,
        account_id=account_id,
        site_id=site_id,
        team=team,
        role=role,
        starts_at=now(),
        ends_at=ends_at,
    )
    end_links(account_id)
    return AccountPosted(site_id=site_id, posting_id=posting_id, account_id=account_id)


@action("duty.invite", needs=INVITE, online_only=True)
def invite(
    *, by: Actor, site_id: UUID | None, account_id: UUID, posting_id: UUID, username: Username,
    display_name: DisplayName, role: str, team_key: str = "", language: Tongue = "",
) -> AccountPosted:  # fmt: skip
    """Make an account for somebody and post it at once; a one-time link lets the person in."""
    if Account.objects.filter(id=account_id).exists():
        raise Refusal(
            "account_exists", gettext_noop("This person was invited already. Look at the crew list.")
        )
    make_account(
        by=by, account_id=account_id, username=username, display_name=display_name, language=language
    )
    return post_account(
        by=by, site_id=site_id, posting_id=posting_id, account_id=account_id, role=role, team_key=team_key
    )


class PostingEnded(Outcome):
    """The posting that is over."""

    site_id: UUID | None
    posting_id: UUID


@action("duty.end_posting", needs=INVITE, online_only=True)
def end_posting(*, by: Actor, site_id: UUID, posting_id: UUID) -> PostingEnded:
    """End a posting now; what the account could see and do there ends with it."""
    posting = _in_force(site_id).select_for_update(of=("self",)).filter(id=posting_id).first()
    if posting is None:
        raise Refusal("no_such_posting", gettext_noop("This posting is over already."))
    _must_not_leave_site_alone(posting)
    posting.ends_at = now()
    posting.save(update_fields=["ends_at"])
    end_links(posting.account_id)
    return PostingEnded(site_id=site_id, posting_id=posting_id)


class LeadNamed(Outcome):
    """Who leads their team from now on, or leads it no more."""

    site_id: UUID
    posting_id: UUID


@action("duty.name_lead", needs=INVITE, online_only=True)
def name_lead(*, by: Actor, site_id: UUID, posting_id: UUID, leads: bool) -> LeadNamed:
    """Name who leads a team: what nobody of the team answers is shown to them first."""
    named = _in_force(site_id).filter(id=posting_id, team__isnull=False)
    if not Posting.objects.filter(id__in=named.values("id")).update(leads=leads):
        raise Refusal(
            "no_team_to_lead",
            gettext_noop("This posting is over, or it is of no team. Look at the crew list."),
        )
    return LeadNamed(site_id=site_id, posting_id=posting_id)


@transaction.atomic
def give_link(*, by: Actor, site_id: UUID, account_id: UUID, lost_key: bool) -> str:
    """Return the secret of a new one-time link for somebody of the site's crew.

    With `lost_key` every key of the account is taken away first and its sessions end; without it
    the link does not replace the account's keys: they are still asked for.
    """
    account = Account.objects.select_for_update().filter(id=account_id, is_active=True).first()
    current = postings_at(account_id)
    if account is None or not current.filter(site_id=site_id).exists():
        raise Refusal(
            "not_posted_here", gettext_noop("This person is not posted here now. Look at the list again.")
        )
    if current.exclude(site_id=site_id).exists():
        raise Refusal(
            "serves_elsewhere",
            gettext_noop(
                "%(name)s serves elsewhere too, so this site alone cannot issue the link. "
                "Ask whoever runs the server for “yizhan link %(username)s”."
            ),
            name=account.display_name, username=account.username,
        )  # fmt: skip
    if lost_key:
        forget_keys(by=by, account_id=account_id)
    return issue_link(by=by, account_id=account_id, site_id=site_id)


def _checked_team(site_id: UUID | None, role: str, team_key: str) -> Team | None:
    if role not in roles() or (site_id is None) != (role == COMMAND_POST):
        raise Refusal("no_such_role", gettext_noop("There is no role “%(role)s” at a site."), role=role)
    if not team_key or site_id is None:
        return None
    team = Team.objects.filter(site_id=site_id, key=team_key).first()
    if team is None:
        raise Refusal(
            "no_such_team", gettext_noop("There is no team “%(team)s” at this site."), team=team_key
        )
    return team


def _check_period(posting_id: UUID, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= now():
        raise Refusal("ends_before_it_starts", gettext_noop("The posting would be over before it begins."))
    if Posting.objects.filter(id=posting_id).exists():
        raise Refusal("posting_exists", gettext_noop("This posting was made already. Look at the crew list."))


def _check_present_postings(by: Actor, site_id: UUID | None, account_id: UUID, role: str) -> None:
    current = postings_at(account_id)
    if current.filter(at_site(site_id), role=role).exists():
        raise Refusal("already_posted", gettext_noop("This person is posted here in that role already."))
    if by.kind != ActorKind.SYSTEM and current.exclude(at_site(site_id)).exists():
        raise Refusal(
            "serves_elsewhere_now",
            gettext_noop("This person serves at another site. That posting has to end first."),
        )


def _must_not_leave_site_alone(posting: Posting) -> None:
    """Refuse to end the posting of the last one who may invite others; locks those postings."""
    governing = [key for key, role in roles().items() if INVITE in role.can]
    if posting.role not in governing:
        return
    others = _in_force(posting.site_id).filter(role__in=governing).exclude(id=posting.id)
    if not list(others.order_by("id").select_for_update(of=("self",))):
        raise Refusal(
            "last_head",
            gettext_noop("A site must keep one site head. Post another one first, then end this posting."),
        )


def _in_force(site_id: UUID | None) -> QuerySet[Posting]:
    current = Q(ends_at=None) | Q(ends_at__gt=now())
    return Posting.objects.filter(current, at_site(site_id), account__is_active=True)
