"""Making a phone a shared one: by a code from the desk, or by whoever is signed in on it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.duty.actions.shared_phones import offer_phone, take_phone
from yizhan.duty.badges import badge_rules
from yizhan.duty.queries.badges import phone_with, ticket_with
from yizhan.people.models import SharedPhone
from yizhan.places.models import Site
from yizhan.web.access import Access, actor_of, anyone, declare, posted
from yizhan.web.api.hands import COOKIE, MARK

GONE = 410


class SharingForm(forms.Form):
    """What a phone is called, and for how long it is shared."""

    command_id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    label = forms.CharField(
        label=_("What the phone is called"), max_length=40, help_text=_("As written on its bag: Red 3")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = badge_rules().shift_hours
        self.fields["hours"] = forms.TypedChoiceField(
            label=_("For how many hours"), choices=[(one, str(one)) for one in hours], coerce=int,
            initial=hours[0],
        )  # fmt: skip


def shared_or_posted(
    needs: str,
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Serve as `posted` does, and a phone that is, or was, shared at the site: its shell holds nothing."""

    def guard(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, site_code: str, **kwargs: Any) -> HttpResponseBase:
            phone = phone_with(request.COOKIES.get(COOKIE, ""))
            site = Site.objects.filter(code=site_code).first() if phone else None
            if phone is not None and site is not None and phone.site_id == site.id:
                return view(request, site, **kwargs)
            return posted(needs)(view)(request, site_code, **kwargs)

        declare(guarded, Access("posting", needs))
        return guarded

    return guard


@anyone
def take(request: HttpRequest, site_code: str, ticket: str) -> HttpResponseBase:
    """Show one button; pressing it makes this phone a shared one and signs out whoever is signed in."""
    offer = ticket_with(ticket)
    if offer is None:
        return render(request, "field/ticket_gone.html", status=GONE)
    if request.method != "POST":
        return render(request, "field/take.html", {"offer": offer})
    return _take(request, site_code, ticket)


@posted("phone.share")
def share(request: HttpRequest, site: Site) -> HttpResponseBase:
    """Make the phone in hand a shared one, by whoever is signed in on it."""
    form = SharingForm(request.POST or None)
    if not form.is_valid():
        return render(request, "field/share.html", {"form": form, "site": site})
    by = actor_of(request, form.cleaned_data["command_id"])
    facts = {name: form.cleaned_data[name] for name in ("label", "hours")}
    return _take(request, site.code, offer_phone(by=by, site_id=site.id, **facts))


def _take(request: HttpRequest, site_code: str, ticket: str) -> HttpResponseBase:
    taken = take_phone(ticket=ticket, device=request.POST.get("device", ""))
    if taken is None:
        return render(request, "field/ticket_gone.html", status=GONE)
    # Nobody's own sign-in stays on a phone that others hold.
    logout(request)
    return _remember(redirect("field", site_code), *taken)


def _remember(response: HttpResponse, phone: SharedPhone, secret: str) -> HttpResponse:
    lasts = phone.ends_at - now() + badge_rules().delivers
    for name, text, hidden in ((COOKIE, secret, True), (MARK, "1", False)):
        response.set_cookie(
            name, text, max_age=lasts, httponly=hidden, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response
