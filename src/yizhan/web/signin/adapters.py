"""How the library for sign-in behaves here: no sign-up, our words, secrets encrypted, no mail."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yizhan.core import keys
from yizhan.people.models import Account
from yizhan.web.qr import qr_picture
from yizhan.web.signin.passkeys import passkeys_work

WRAPPED_BYTES = 40
SAID = {
    "account/messages/password_changed.txt": _("Your password is changed."),
    "mfa/messages/webauthn_added.txt": _("Your passkey is ready. Use it the next time you sign in."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
    "mfa/messages/totp_activated.txt": _("Password and code app are ready."),
    "mfa/messages/totp_deactivated.txt": _("Password and code app are removed."),
    "mfa/messages/recovery_codes_generated.txt": _("Your recovery codes are ready. Write them down."),
}
ERRORS = {
    "username_password_mismatch": _("User name or password is wrong."),
    "too_many_login_attempts": _(
        "Too many tries. Wait 15 minutes, or ask your site head for a one-time link."
    ),
    "rate_limited": _("Too many tries. Wait 15 minutes, or ask your site head for a one-time link."),
    "account_inactive": _("This account is closed. Ask your site head."),
    "incorrect_code": _("This did not work. Try again; a code lasts only 30 seconds."),
    "incorrect_password": _("The password is wrong."),
    "enter_current_password": _("The present password is wrong."),
}
WAYS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use your passkey"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library is untyped
    """Accounts are made by invitation only."""

    error_messages = {**DefaultAccountAdapter.error_messages, **ERRORS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - nobody may
        return False

    def pre_authenticate(self, request: HttpRequest, **_credentials: Any) -> None:
        """Leave the counting to axes: by user name alone, a stranger could lock anyone out."""

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language:
            remember_language(response, user.language)
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - the same for all
        return reverse("my_account")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The passkey first: it is one touch."""
        methods = super().get_reauthentication_methods(user)
        if self.request is not None and not passkeys_work(self.request):
            methods = [method for method in methods if method["id"] != "mfa_reauthenticate:webauthn"]
        ways = list(WAYS)
        methods.sort(key=lambda method: -ways.index(method["id"]))
        return [{**method, "description": WAYS[method["id"]]} for method in methods]

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str = "",
        *_: Any,
        message: str = "",
        **__: Any,
    ) -> None:
        """Say it in our own words, or not at all."""
        text = message or SAID.get(message_template)
        if text:
            super().add_message(request, level, message=str(text))


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library is untyped
    """Secrets of code apps lie encrypted in the database; QR codes are drawn by segno."""

    error_messages = {**DefaultMFAAdapter.error_messages, **ERRORS}

    def encrypt(self, text: str) -> str:
        wrapped = keys.new_person_key()
        return base64.b64encode(wrapped + keys.seal(wrapped, text.encode(), about=b"sign-in")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        stored = base64.b64decode(encrypted_text)
        return keys.unseal(stored[:WRAPPED_BYTES], stored[WRAPPED_BYTES:], about=b"sign-in").decode()

    def get_totp_issuer(self) -> str:
        return gettext("Yizhan")

    def build_totp_svg(self, url: str) -> str:
        return qr_picture(url)

    def generate_authenticator_name(self, user: Account, type: str) -> str:  # noqa: A002 - the library's name
        held = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)d") % {"number": held + 1}


def remember_language(response: HttpResponse, language: str) -> None:
    """Make this browser read in `language` from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def just_proved(request: HttpRequest, account: Account, method: str) -> None:
    """Note that the account proved itself just now, so that it is not asked again at once."""
    record_authentication(request, account, method=method, reauthenticated=True)
