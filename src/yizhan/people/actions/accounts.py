"""Accounts and the one-time links that sign them in. There is no default account or password."""

import hashlib
import secrets
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints

from yizhan.core.actions import Outcome, action, record_audit
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.people.models import Account, SignInLink

LINK_LASTS = timedelta(hours=24)
Username = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{1,58}$")]


class AccountMade(Outcome):
    """The new account."""

    account_id: UUID


@action("people.make_account", needs="", online_only=True)
def make_account(
    *, by: Actor, account_id: UUID, username: Username, display_name: Annotated[str, Field(min_length=1, max_length=60)],
    language: str = "zh-hans",
) -> AccountMade:  # fmt: skip
    """Make an account without any password; its owner comes in by a one-time link."""
    if Account.objects.filter(username=username).exists():
        raise Refusal("username_taken", gettext_noop("The user name “%(username)s” is taken."), username=username)
    account = Account(
        id=account_id, username=username, display_name=display_name, language=language, created_at=now()
    )
    account.set_unusable_password()
    account.save(force_insert=True)
    return AccountMade(account_id=account_id)


def issue_link(*, by: Actor, account_id: UUID) -> str:
    """Return the secret of a fresh one-time sign-in link; earlier unused links of the account end.

    Outside the receipts, because a secret must not be kept; the audit says who issued it for whom.
    """
    SignInLink.objects.filter(account_id=account_id, used_at=None).delete()
    secret = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        account_id=account_id, secret_digest=_digest(secret), created_at=now(), expires_at=now() + LINK_LASTS
    )
    record_audit(by.tapping(), "people.issue_link", account=str(account_id))
    return secret


def use_link(*, secret: str) -> Account | None:
    """Spend a one-time link: its account once, then and for wrong or expired secrets None."""
    link = SignInLink.objects.filter(secret_digest=_digest(secret), used_at=None, expires_at__gt=now()).first()
    if link is None or not SignInLink.objects.filter(id=link.id, used_at=None).update(used_at=now()):
        return None
    return Account.objects.filter(id=link.account_id, is_active=True).first()


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
