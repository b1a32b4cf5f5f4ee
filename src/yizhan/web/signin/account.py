"""An account's own page: its keys, its language, where it is posted."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import flows as totp
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from yizhan.duty.queries.people import postings_with_sites
from yizhan.people.actions.accounts import choose_language, set_password
from yizhan.people.queries.accounts import keys_of
from yizhan.web.access import Access, account_of, actor_of, anyone, signed_in
from yizhan.web.qr import qr_picture
from yizhan.web.signin.adapters import just_proved, remember_language
from yizhan.web.signin.forms import AddPasskeyForm, PasswordAndCodeForm
from yizhan.web.signin.passkeys import passkeys_work


def guarded(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Ask for a key first, unless one was shown in the last minutes."""
    asking: Callable[[HttpRequest], HttpResponse] = reauthentication_required(app="allauth.mfa")(view)
    return asking


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # the library is untyped
    """Whoever has just used the new passkey is not asked for it again to see the recovery codes."""

    access = Access("account")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the other way in where browsers make no passkeys."""
        if request.user.is_authenticated and not passkeys_work(request):
            return redirect("account_set_password")
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def form_valid(self, form: AddPasskeyForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        just_proved(self.request, account_of(self.request), "passkey")
        return response


@signed_in
def my_account(request: HttpRequest) -> HttpResponse:
    """Show what this account can sign in with, and where it serves."""
    account = account_of(request)
    found = {"keys": keys_of(account), "postings": postings_with_sites(account.id)}
    return render(request, "signin/account.html", found)


@signed_in
@guarded
def password_and_code(request: HttpRequest) -> HttpResponse:
    """Make a password and set up the code app on one page."""
    account = account_of(request)
    if keys_of(account).has_password:
        return redirect("account_change_password")
    form = PasswordAndCodeForm(request.POST or None, user=account)
    if form.is_valid():
        return _keep(request, form)
    address = get_adapter().build_totp_url(account, form.secret)
    shown = {"form": form, "app_address": address, "picture": qr_picture(address)}
    return render(request, "signin/password.html", shown)


@signed_in
@require_POST
@guarded
def remove_password(request: HttpRequest) -> HttpResponse:
    """Take password and code app away together."""
    account = account_of(request)
    app = get_object_or_404(Authenticator, user=account, type=Authenticator.Type.TOTP)
    totp.deactivate_totp(request, app)
    update_session_auth_hash(request, set_password(by=actor_of(request), password=None))
    return redirect("my_account")


@anyone
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of this browser, and of the account if one is signed in."""
    onward = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure()):
        onward = "/"
    response = HttpResponseRedirect(onward)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        remember_language(response, language)
        if request.user.is_authenticated:
            choose_language(by=actor_of(request), language=language)  # type: ignore[arg-type]  # checked above
    return response


def _keep(request: HttpRequest, form: PasswordAndCodeForm) -> HttpResponse:
    account = set_password(by=actor_of(request), password=form.cleaned_data["password"])
    update_session_auth_hash(request, account)
    request.user = account
    just_proved(request, account, "password")
    _app, fresh_codes = totp.activate_totp(request, form)
    return redirect("mfa_view_recovery_codes" if fresh_codes else "my_account")
