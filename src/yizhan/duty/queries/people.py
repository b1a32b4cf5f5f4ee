"""Who serves at a site."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from yizhan.core.clock import now
from yizhan.duty.models import Posting, Team
from yizhan.duty.queries.postings import postings_at
from yizhan.duty.rules import COMMAND_POST, Role, roles
from yizhan.people.models import SignInLink


@dataclass(frozen=True, slots=True)
class CrewMember:
    """A posting in force with its account; `elsewhere` if the account serves another site too."""

    posting_id: UUID
    account_id: UUID
    username: str
    display_name: str
    role: Role
    team: Team | None
    leads: bool
    since: datetime
    last_seen: datetime | None
    has_key: bool
    link_open: bool
    elsewhere: bool


def crew_of(site_id: UUID) -> list[CrewMember]:
    """Return everybody posted to the site now, the roles in the order of `roles.yaml`; one query."""
    current = Q(ends_at=None) | Q(ends_at__gt=now())
    elsewhere = Posting.objects.filter(current, account=OuterRef("account"), starts_at__lte=now())
    passkeys = Authenticator.objects.filter(user=OuterRef("account")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    links = SignInLink.objects.filter(account=OuterRef("account"), used_at=None, expires_at__gt=now())
    postings: QuerySet[Any] = (
        Posting.objects.filter(current, site_id=site_id, starts_at__lte=now(), account__is_active=True)
        .select_related("account", "team")
        .annotate(
            has_key=Exists(passkeys), link_open=Exists(links),
            elsewhere=Exists(elsewhere.exclude(site_id=site_id)),
        )
    )  # fmt: skip
    order = {key: place for place, key in enumerate(roles())}
    return sorted(
        map(_member, postings), key=lambda member: (order[member.role.key], member.since, member.display_name)
    )


def postings_with_sites(account_id: UUID) -> list[Posting]:
    """Return an account's postings in force, each with its site (None: the command post) and team."""
    return list(postings_at(account_id).select_related("site", "team").order_by("starts_at"))


def teams_of(site_id: UUID) -> list[Team]:
    """Return the teams of the site."""
    return list(Team.objects.filter(site_id=site_id))


def site_roles() -> list[Role]:
    """Return the roles that a posting at a site can have."""
    return [role for role in roles().values() if role.key != COMMAND_POST]


def _member(posting: Any) -> CrewMember:
    account = posting.account
    return CrewMember(
        posting_id=posting.id, account_id=account.id, username=account.username,
        display_name=account.display_name, role=roles()[posting.role], team=posting.team, leads=posting.leads,
        since=posting.starts_at, last_seen=account.last_login, has_key=posting.has_key,
        link_open=posting.link_open, elsewhere=posting.elsewhere,
    )  # fmt: skip
