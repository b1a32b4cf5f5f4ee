"""Residents come in with the secret that their card's claim left in a cookie; no account, no session."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.intake.queries.own_party import token_of
from yizhan.leaving.queries.papers import departed_token
from yizhan.people.models import PartyToken
from yizhan.web.access import Access, declare

COOKIE = "yizhan_party"
PATH = "/r/"

P = ParamSpec("P")


def party_only(
    view: Callable[Concatenate[HttpRequest, PartyToken, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Serve a party with a live token, which the view gets; anybody else is led to the front door.

    A phone whose party has left keeps its secret as long as it still fetches papers by it.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        secret = request.COOKIES.get(COOKIE, "")
        token = token_of(secret)
        if token is None and departed_token(secret):
            return redirect("portal_home")
        if token is None:
            messages.info(request, _("This page is closed. Scan the card in your room again."))
            return forget_party(redirect("portal_home"))
        return view(request, token, *args, **kwargs)

    declare(guarded, Access("party"))
    return guarded


def party_or_left(
    view: Callable[Concatenate[HttpRequest, PartyToken, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Serve a party with a live token, and for some days one that has left."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        secret = request.COOKIES.get(COOKIE, "")
        token = token_of(secret) or departed_token(secret)
        return view(request, token, *args, **kwargs) if token else redirect("portal_home")

    declare(guarded, Access("party"))
    return guarded


def party_actor(token: PartyToken, command_id: UUID | None = None) -> Actor:
    """Return the party as the actor of a change, with the form's command id."""
    return Actor(ActorKind.PARTY, token.id).tapping(command_id)


def remember_party(response: HttpResponseBase, token: PartyToken, secret: str) -> HttpResponseBase:
    """Let this phone in until the token ends."""
    response.set_cookie(
        COOKIE, secret, max_age=token.expires_at - now(), path=PATH, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def forget_party(response: HttpResponseBase) -> HttpResponseBase:
    """Take the secret off this phone."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    return response
