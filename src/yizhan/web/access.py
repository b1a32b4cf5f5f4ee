"""Who may use an address. Every view declares it; a test refuses a view that does not."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.prepared import Prepared
from yizhan.duty.queries.badges import Hands
from yizhan.duty.queries.postings import capabilities_of
from yizhan.people.models import Account
from yizhan.places.models import Site

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

# Addresses of libraries, by prefix of their name, and whom they serve.
THIRD_PARTY: dict[str, str] = {
    "account_": "anyone: signing in, out and again; the password of whoever is signed in",
    "mfa_": "anyone: the second step of signing in; the keys of whoever is signed in",
    "api:openapi-json": "anyone: the description of the API",
    "api:api-root": "anyone: always answers that there is nothing here",
}

_site_called = Prepared(lambda code: Site.objects.filter(code=code))


@dataclass(frozen=True, slots=True)
class Access:
    """Whom a view serves: anyone, signed-in accounts, a posting with a capability, a resident's party."""

    who: str
    needs: str = ""


def anyone(view: View[P]) -> View[P]:
    """Serve everybody, signed in or not. For sign-in, health checks and the resident's front door."""
    return _declare(view, Access("anyone"))


def signed_in_api(view: Callable[..., Any]) -> Callable[..., Any]:
    """Declare an operation of the API for any signed-in account; the API itself asks for the session."""
    declare(view, Access("account"))
    return view


def signed_in(view: View[P]) -> View[P]:
    """Serve any account that is signed in; shows nothing of any site by itself."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return _declare(guarded, Access("account"))


def posted(needs: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Serve accounts whose posting at the site in the address gives the capability `needs`.

    The view gets the Site in place of its code. An outsider cannot tell a site that exists from
    one that does not.
    """

    def guard(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, site_code: str, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            return view(request, site_for(request, site_code, needs), **kwargs)

        return _declare(guarded, Access("posting", needs))

    return guard


def posted_api(needs: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Serve an operation of the API as `posted` serves a page; its view gets the Site as `site`."""

    def guard(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(request: HttpRequest, site_code: str, **kwargs: Any) -> Any:
            return view(request, site=site_for(request, site_code, needs), **kwargs)

        guarded.__signature__ = _with_code(inspect.signature(view))  # type: ignore[attr-defined]  # ninja reads it
        declare(guarded, Access("posting", needs))
        return guarded

    return guard


def site_for(request: HttpRequest, site_code: str, needs: str) -> Site:
    """Return the site if the account's posting there gives `needs`; 404 for outsiders, else 403."""
    site = _site_called.first(code=site_code)
    allowed = _allowed(request, site.id) if site else frozenset()
    if site is None or not allowed:
        raise Http404
    if needs not in allowed:
        raise PermissionDenied
    # The page's surroundings (navigation, site name) read these two.
    setattr(request, "yizhan_site", site)  # noqa: B010 - HttpRequest declares no such attribute
    setattr(request, "yizhan_capabilities", allowed)  # noqa: B010
    return site


def hands_of(request: HttpRequest) -> Hands | None:
    """Return whose hands a shared phone is in, where a badge and no sign-in opened this request."""
    found: Hands | None = getattr(request, "yizhan_hands", None)
    return found


def capabilities_here(request: HttpRequest) -> frozenset[str]:
    """Return what the account may do at the site in the address; empty outside of any site."""
    found: frozenset[str] = getattr(request, "yizhan_capabilities", frozenset())
    return found


def account_of(request: HttpRequest) -> Account:
    """Return the signed-in account."""
    if not isinstance(request.user, Account):
        raise PermissionDenied
    return request.user


def actor_of(request: HttpRequest, command_id: UUID | None = None) -> Actor:
    """Return the signed-in account as the actor of a change, with the form's command id."""
    return Actor(ActorKind.ACCOUNT, account_of(request).id).tapping(command_id)


def declare(view: Callable[..., Any], access: Access) -> None:
    """Attach a declaration to a callable that guards itself."""
    view.access = access  # type: ignore[attr-defined]


def _allowed(request: HttpRequest, site_id: UUID) -> frozenset[str]:
    hands = hands_of(request)
    return hands.can_at(site_id, now()) if hands else capabilities_of(account_of(request).id, site_id)


def _with_code(signature: inspect.Signature) -> inspect.Signature:
    parameters = [p.replace(name="site_code", annotation=str) if p.name == "site" else p
                  for p in signature.parameters.values()]  # fmt: skip
    return signature.replace(parameters=parameters)


def _declare(view: Callable[..., HttpResponseBase], access: Access) -> Callable[..., HttpResponseBase]:
    declare(view, access)
    return view
