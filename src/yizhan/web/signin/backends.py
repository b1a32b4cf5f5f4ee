"""Ways in, and who it is that came in; tries are counted like those of passwords."""

from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.http import HttpRequest

from yizhan.core.prepared import Prepared
from yizhan.people.models import Account
from yizhan.people.queries.accounts import account_with_recovery_code

_active = Prepared(lambda account_id: Account.objects.filter(id=account_id, is_active=True))


class AccountBackend(ModelBackend):
    """Signs in with a user name and a password; every request asks it who holds the session."""

    def get_user(self, user_id: Any) -> Account | None:
        return _active.first(account_id=user_id)


class RecoveryCodeBackend(BaseBackend):
    """Signs in with a user name and one unused recovery code."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's signature
        username: str | None = None,
        recovery_code: str | None = None,
        **_: Any,
    ) -> Account | None:
        if not username or not recovery_code:
            return None
        return account_with_recovery_code(username, recovery_code)

    def get_user(self, user_id: Any) -> Account | None:
        return _active.first(account_id=user_id)
