"""An account's ways in."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator

from yizhan.core.clock import now
from yizhan.people.models import Account, SignInLink


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of an account, by the name its owner gave it."""

    id: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Keys:
    """Everything an account can sign in with."""

    passkeys: tuple[Passkey, ...]
    has_password: bool
    has_codes: bool

    @property
    def any(self) -> bool:
        """Whether the account can come in without a one-time link."""
        return bool(self.passkeys) or self.has_password


def keys_of(account: Account) -> Keys:
    """Return the keys of an account; a password counts together with its code app."""
    held = list(Authenticator.objects.filter(user=account).order_by("created_at"))
    kinds = {authenticator.type for authenticator in held}
    passkeys = (key for key in held if key.type == Authenticator.Type.WEBAUTHN)
    return Keys(
        passkeys=tuple(
            Passkey(key.pk, key.data.get("name", ""), key.created_at, key.last_used_at) for key in passkeys
        ),
        has_password=account.has_usable_password() and Authenticator.Type.TOTP in kinds,
        has_codes=Authenticator.Type.RECOVERY_CODES in kinds,
    )


def account_with_recovery_code(username: str, code: str) -> Account | None:
    """Return the active account to which an unused recovery code belongs, and spend the code.

    Raises nothing for an unknown user name: it looks like a wrong code.
    """
    held = (
        Authenticator.objects.select_related("user")
        .filter(user__username=username, user__is_active=True, type=Authenticator.Type.RECOVERY_CODES)
        .first()
    )
    return held.user if held and held.wrap().validate_code(code) else None


def account_behind(secret: str) -> Account | None:
    """Return the account that a one-time link signs in, without spending the link."""
    links = SignInLink.objects.select_related("account").filter(
        secret_digest=link_digest(secret), used_at=None, expires_at__gt=now(), account__is_active=True
    )
    link = links.first()
    return link.account if link else None


def find_account(username: str) -> Account | None:
    """Return the account of a user name."""
    return Account.objects.filter(username=username).first()


def account_named(account_id: UUID) -> Account:
    """Return an account by its id; raises Account.DoesNotExist."""
    return Account.objects.get(id=account_id)


def link_digest(secret: str) -> bytes:
    """Return the 32 bytes by which a link is stored; the secret itself never is."""
    return hashlib.sha256(secret.encode()).digest()
