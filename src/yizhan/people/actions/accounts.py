"""Accounts and the one-time links that sign them in. There is no default account or password.

Secrets (a link's, a password) go through plain functions: an action's receipt is never erased, and
even a digest of a password must not stay in it. Their audit says who changed what for whom.
"""

import secrets
from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_noop
from pydantic import StringConstraints

from yizhan.core.actions import Outcome, action, record_audit
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.people.models import Account, SignInLink
from yizhan.people.queries.accounts import link_digest

LINK_LASTS = timedelta(hours=24)
Username = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{1,58}$")]
DisplayName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Tongue = Literal["", "zh-hans", "en"]


class AccountMade(Outcome):
    """The new account."""

    account_id: UUID


@action("people.make_account", needs="", online_only=True)
def make_account(
    *, by: Actor, account_id: UUID, username: Username, display_name: DisplayName, language: Tongue = ""
) -> AccountMade:
    """Make an account without any password; its owner comes in by a one-time link.

    `language` is "" as long as the owner has chosen none: the browser's own is used.
    """
    if Account.objects.filter(username=username).exists():
        raise Refusal(
            "username_taken", gettext_noop("The user name “%(username)s” is taken."), username=username
        )
    account = Account(
        id=account_id, username=username, display_name=display_name, language=language, created_at=now()
    )
    account.set_unusable_password()
    account.save(force_insert=True)
    return AccountMade(account_id=account_id)


class KeysForgotten(Outcome):
    """The account that has no key any more, and how many it had."""

    account_id: UUID
    keys: int


@action("people.forget_keys", needs="", online_only=True)
def forget_keys(*, by: Actor, account_id: UUID) -> KeysForgotten:
    """Take every key from an account (passkeys, code app, recovery codes, password, open links).

    Its sessions end with it: they are bound to the password field, which is renewed.
    """
    account = Account.objects.select_for_update().get(id=account_id)
    held = Authenticator.objects.filter(user=account)
    keys = held.exclude(type=Authenticator.Type.RECOVERY_CODES).count()
    held.delete()
    end_links(account_id)
    account.set_unusable_password()
    account.save(update_fields=["password"])
    return KeysForgotten(account_id=account_id, keys=keys)


class LanguageChosen(Outcome):
    """The account whose language it is."""

    account_id: UUID


@action("people.choose_language", needs="", online_only=True)
def choose_language(*, by: Actor, language: Tongue) -> LanguageChosen:
    """Keep the language in which the acting account reads, on every device it signs in on."""
    Account.objects.filter(id=by.account_id).update(language=language)
    return LanguageChosen(account_id=by.account_id)


@transaction.atomic
def issue_link(*, by: Actor, account_id: UUID, site_id: UUID | None = None) -> str:
    """Return the secret of a fresh one-time sign-in link; earlier unused links of the account end."""
    end_links(account_id)
    secret = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        account_id=account_id,
        secret_digest=link_digest(secret),
        created_at=now(),
        expires_at=now() + LINK_LASTS,
    )
    record_audit(
        by if by.tap else by.tapping(), "people.issue_link", site_id=site_id, account=str(account_id)
    )
    return secret


@transaction.atomic
def use_link(*, secret: str) -> Account | None:
    """Spend a one-time link: its account once; None for a secret that is wrong, old or spent."""
    moment = now()
    spent = SignInLink.objects.filter(
        secret_digest=link_digest(secret), used_at=None, expires_at__gt=moment, account__is_active=True
    ).update(used_at=moment)
    if not spent:
        return None
    account = Account.objects.get(sign_in_links__secret_digest=link_digest(secret))
    record_audit(Actor(ActorKind.ACCOUNT, account.id).tapping(), "people.use_link", account=str(account.id))
    return account


def end_links(account_id: UUID) -> None:
    """Make every unused link of the account worthless."""
    SignInLink.objects.filter(account_id=account_id, used_at=None).delete()


@transaction.atomic
def set_password(*, by: Actor, password: str | None) -> Account:
    """Give the acting account a password, or with None take it away; its other sessions end."""
    account = Account.objects.select_for_update().get(id=by.account_id)
    account.set_password(password)
    account.save(update_fields=["password"])
    record_audit(by, "people.set_password", account=str(account.id), removed=password is None)
    return account
