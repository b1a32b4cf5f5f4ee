"""The emergency page: whom to call, one tap that rings, and what to do until then. Works without a script."""

import json
from functools import cache
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.actors import ActorKind
from yizhan.core.ids import new_id
from yizhan.core.refusals import CommandReused
from yizhan.duty.actions.emergencies import LONGEST_WORDS, EmergencyRaised, raise_emergency
from yizhan.duty.emergency import numbers_at, red_flags, said_first, what_to_say
from yizhan.duty.models import Matter
from yizhan.duty.queries.emergencies import Emergency, emergency_of
from yizhan.duty.queries.postings import capabilities_of
from yizhan.places.models import Site
from yizhan.web.access import anyone
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.emergency.caller import Caller, caller_of, caller_sending, came_from
from yizhan.web.portal.access import PATH
from yizhan.web.templatetags.desk_nav import site_name

SALT = "emergency"
NOT_SAID = 422


@anyone
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Show whom to call, and ring at one tap."""
    return _page(request, caller_of(request))


# Without the token against forgery: a browser that keeps no cookies must be able to call for help,
# and a forged call brings nobody anything that an open page does not.
@csrf_exempt
@anyone
@require_POST
def call(request: HttpRequest) -> HttpResponse:
    """Raise an emergency, or add to the one that this page has raised."""
    caller, joins = caller_sending(request), _joined(request.POST.get("call", ""))
    site = joins.site if joins else caller.site
    if site is None:
        return _page(request, caller, status=NOT_SAID)
    raised = _raise(request, caller, site, joins.id if joins else None)
    if caller.actor.kind == ActorKind.ACCOUNT and capabilities_of(caller.actor.account_id, site.id):
        return redirect("emergency_thread", site.code, raised.emergency_id)
    back = "portal_emergency_call" if request.path.startswith(PATH) else "emergency_call"
    return redirect(back, _sign(raised))


@anyone
@require_GET
def follow(request: HttpRequest, call: str) -> HttpResponse:
    """Show those who called that they were heard, who is coming, and what to do until then."""
    matter = _joined(call)
    emergency = emergency_of(matter.site_id, matter.id) if matter else None
    if matter is None or emergency is None:
        raise Http404
    context = {
        **guide(matter.site, emergency), "site": matter.site, "call": call, "emergency": emergency,
        "command_id": new_id(), "flags": red_flags().values(), "post_to": _post_to(request),
    }  # fmt: skip
    return page_or_part(request, "emergency/call.html", "emergency/call_part.html", context)


@anyone
@require_GET
def guide_file(request: HttpRequest) -> HttpResponse:
    """Return all that a phone shows without network, in both languages."""
    return HttpResponse(_guide_file(), content_type="application/json", headers={"Cache-Control": "no-cache"})


def guide(site: Site | None, emergency: Emergency | None = None) -> dict[str, Any]:
    """Return whom to call from a site, what to say there, and what to do about the flag that was named."""
    language = get_language() or ""
    place = emergency.place if emergency else ""
    said = {
        "site": site_name(site) if site else "?", "place": place or _("room or floor: say it"),
        "phone": (site.phone if site else "") or "–",
    }  # fmt: skip
    flag = emergency.flag if emergency else None
    return {
        "numbers": numbers_at(site.timezone, site.code) if site else numbers_at(),
        "say": [line.format(**said) for line in what_to_say().of(language)],
        "flag": flag,
    }


def _page(request: HttpRequest, caller: Caller, status: int = 200) -> HttpResponse:
    context = {
        **guide(caller.site), "site": caller.site, "caller": caller, "from": came_from(request),
        "flags": red_flags().values(), "command_id": new_id(), "unsaid": status == NOT_SAID,
        "first": said_first().of(get_language() or "")[0], "typed": request.POST.get("where", ""),
        "post_to": _post_to(request),
    }  # fmt: skip
    return render(request, "emergency/page.html", context, status=status)


def _raise(request: HttpRequest, caller: Caller, site: Site, joins: UUID | None) -> EmergencyRaised:
    typed = request.POST.get("where", "").strip()[:LONGEST_WORDS]
    named = site.rooms.filter(name=typed).first() if typed else None
    room = named or (caller.rooms[0] if caller.rooms else None)
    several = " / ".join(one.name for one in caller.rooms) if len(caller.rooms) > 1 else ""
    facts: dict[str, Any] = {
        "site_id": site.id, "flag": request.POST.get("flag", "")[:20], "room_id": room.id if room else None,
        "place": several or ("" if named else typed), "emergency_id": joins,
    }  # fmt: skip
    try:
        return raise_emergency(by=caller.actor.tapping(_command_in(request)), **facts)
    except CommandReused:
        # The page was gone back to and something else was tapped: that is another call, not a mistake.
        return raise_emergency(by=caller.actor.tapping(new_id()), **facts)


def _command_in(request: HttpRequest) -> UUID:
    """Return the command's id from the form; a fresh one where it does not read, since nobody is refused."""
    try:
        return UUID(request.POST.get("command_id", ""))
    except ValueError:
        return new_id()


def _post_to(request: HttpRequest) -> str:
    """Return where the form goes: below the residents' pages, where a party's cookie is sent along."""
    return reverse("portal_emergency_calls" if request.path.startswith(PATH) else "emergency_calls")


def _sign(raised: EmergencyRaised) -> str:
    return signing.dumps([str(raised.site_id), str(raised.emergency_id)], salt=SALT)


def _joined(call: str) -> Matter | None:
    """Return the emergency that a signed word stands for."""
    try:
        site_id, emergency_id = signing.loads(call, salt=SALT)
    except signing.BadSignature:
        return None
    found = emergency_of(UUID(site_id), UUID(emergency_id))
    return found.matter if found else None


@cache
def _guide_file() -> str:
    flags = [
        {
            "key": flag.key,
            **{
                tongue: {"name": flag.name(tongue), "do": flag.do.of(tongue), "dont": flag.dont.of(tongue)}
                for tongue in ("zh", "en")
            },
        }
        for flag in red_flags().values()
    ]
    said = {tongue: what_to_say().of(tongue) for tongue in ("zh", "en")}
    return json.dumps({"flags": flags, "say": said}, ensure_ascii=False)
