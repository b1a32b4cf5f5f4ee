"""Recovery codes as a way in; tries are counted like those of passwords."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from yizhan.people.models import Account
from yizhan.people.queries.accounts import account_with_recovery_code


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
        return Account.objects.filter(pk=user_id, is_active=True).first()
