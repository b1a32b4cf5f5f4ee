"""The one-time link: looking at it spends nothing, since chat programs look at every link."""

from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yizhan.people.actions.accounts import use_link
from yizhan.people.models import Account
from yizhan.people.queries.accounts import account_behind, keys_of
from yizhan.web.access import anyone
from yizhan.web.signin.passkeys import passkeys_work

GONE = 410


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """Show one button; pressing it spends the link and signs in."""
    account = use_link(secret=secret) if request.method == "POST" else account_behind(secret)
    if account is None:
        return render(request, "signin/link_gone.html", status=GONE)
    if request.method != "POST":
        return render(request, "signin/link.html", {"account": account})
    return _sign_in(request, account)


def _sign_in(request: HttpRequest, account: Account) -> HttpResponse:
    """Sign in; an account that has keys is still asked for one, since links go through chat groups."""
    if request.user.is_authenticated and request.user.pk != account.pk:
        logout(request)
    first_key = "mfa_add_webauthn" if passkeys_work(request) else "account_set_password"
    onward = reverse("home" if keys_of(account).any else first_key)
    response: HttpResponse = perform_login(request, account, redirect_url=onward)
    return response
