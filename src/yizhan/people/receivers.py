"""What the library for sign-in does to accounts, written into the audit trail."""

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor, ActorKind
from yizhan.people.models import Account


@receiver(user_logged_in)
def audit_sign_in(*, user: Account, **_: Any) -> None:
    """Record that an account came in."""
    _record(user, "people.sign_in")


@receiver(user_logged_out)
def audit_sign_out(*, user: Account | None, **_: Any) -> None:
    """Record that an account left."""
    if user is not None:
        _record(user, "people.sign_out")


@receiver(password_changed)
def audit_password(*, user: Account, **_: Any) -> None:
    """Record that an account changed its password."""
    _record(user, "people.set_password")


@receiver(authenticator_added)
def audit_key_added(*, user: Account, authenticator: Authenticator, **_: Any) -> None:
    """Record that an account has another key."""
    _record(user, "people.add_key", kind=str(authenticator.type))


@receiver(authenticator_removed)
def audit_key_removed(*, user: Account, authenticator: Authenticator, **_: Any) -> None:
    """Record that an account has a key less."""
    _record(user, "people.remove_key", kind=str(authenticator.type))


@receiver(authenticator_reset)
def audit_codes_renewed(*, user: Account, authenticator: Authenticator, **_: Any) -> None:
    """Record that an account made new recovery codes."""
    _record(user, "people.renew_codes", kind=str(authenticator.type))


def _record(account: Account, name: str, **subject: Any) -> None:
    record_audit(Actor(ActorKind.ACCOUNT, account.id).tapping(), name, account=str(account.id), **subject)
