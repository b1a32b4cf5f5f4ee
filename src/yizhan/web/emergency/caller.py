"""Who taps the red button, and where: found out as far as it can be, never asked for as a condition."""

import re
from dataclasses import dataclass, field

from django.http import HttpRequest

from yizhan.core.actors import SYSTEM, Actor, ActorKind
from yizhan.duty.queries.postings import sites_of
from yizhan.intake.queries.own_party import token_of
from yizhan.people.models import Account
from yizhan.places.models import Room, Site
from yizhan.stays.queries.cards import room_of_card
from yizhan.stays.queries.present import rooms_of_party
from yizhan.web.portal.access import COOKIE
from yizhan.web.portal.claim import read_code

_AT_SITE = re.compile(r"/[sf]/([-\w]+)/")
_AT_CARD = re.compile(r"/r/([0-9A-Za-z]{10})/")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and from which site and rooms as far as that is known.

    `choice` holds the sites to choose from where several are possible.
    """

    actor: Actor
    site: Site | None = None
    rooms: tuple[Room, ...] = ()
    choice: tuple[Site, ...] = field(default=())

    @property
    def is_resident(self) -> bool:
        """Whether a party of residents calls from its own page."""
        return self.actor.kind == ActorKind.PARTY


def caller_of(request: HttpRequest) -> Caller:
    """Return who opened the page. Tells nobody whether a site or a room's card exists."""
    if token := token_of(request.COOKIES.get(COOKIE, "")):
        site = Site.objects.get(id=token.site_id)
        return Caller(Actor(ActorKind.PARTY, token.id), site, tuple(rooms_of_party(token.party_id)))
    actor, known = SYSTEM, tuple(Site.objects.order_by("code")[:2])
    if isinstance(request.user, Account):
        actor = Actor(ActorKind.ACCOUNT, request.user.id)
        known = tuple(sites_of(request.user.id).order_by("code")) or known
        here = [site for site in known if site.code == _code_in(request)]
        if here or len(known) > 1:
            return Caller(actor, here[0] if here else None, choice=() if here else known)
    return Caller(actor, known[0] if len(known) == 1 else None)


def caller_sending(request: HttpRequest) -> Caller:
    """Return who sends the form: the card or the site's code that they came from, or typed, counts too."""
    caller = caller_of(request)
    typed = request.POST.get("where", "")
    if caller.actor.kind != ActorKind.PARTY:
        found = _AT_CARD.search(request.POST.get("from", ""))
        for code in (found[1] if found else "", typed):
            if room := room_of_card(read_code(code)):
                return Caller(caller.actor, room.site, (room,))
    if caller.site:
        return caller
    codes = (request.POST.get("site", ""), _code_in(request), typed.strip().lower())
    named = [
        site for site in Site.objects.filter(code__in=codes) if not caller.choice or site in caller.choice
    ]
    return Caller(caller.actor, named[0] if named else None, choice=caller.choice)


def came_from(request: HttpRequest) -> str:
    """Return the address of the page with the button, to lead back there; the start if it is not ours."""
    address = request.POST.get("from") or request.GET.get("from", "")
    return address if re.fullmatch(r"/[-\w/#?=]*", address) and not address.startswith("//") else "/"


def _code_in(request: HttpRequest) -> str:
    found = _AT_SITE.match(came_from(request))
    return found[1] if found else ""
