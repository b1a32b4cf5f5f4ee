"""Coming in with a recovery code when the key is lost."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yizhan.web.access import anyone
from yizhan.web.signin.adapters import just_proved
from yizhan.web.signin.forms import RecoveryForm


@anyone
def recover(request: HttpRequest) -> HttpResponse:
    """Sign in with a user name and a recovery code, then lead to making a new key."""
    form = RecoveryForm(request.POST or None)
    if form.is_valid():
        account = authenticate(
            request, username=form.cleaned_data["username"], recovery_code=form.cleaned_data["code"]
        )
        if account is not None:
            adapter = get_adapter(request)
            adapter.login(request, account)
            just_proved(request, account, "recovery_code")
            messages.warning(
                request, _("That recovery code is used up. Make a new key now, and remove the lost one.")
            )
            return redirect("my_account")
        form.add_error(None, _("User name or recovery code is wrong."))
    return render(request, "signin/recover.html", {"form": form})
