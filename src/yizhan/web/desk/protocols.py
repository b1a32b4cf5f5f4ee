"""Protocols at the desk: find one, read where it comes from, rule what it leaves open, try it on a person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.refusals import Refusal
from yizhan.places.models import Site
from yizhan.protocols.actions.rulings import rule_protocol, sign_ruling
from yizhan.protocols.calendar import calendar
from yizhan.protocols.clock_rules import clock_rules
from yizhan.protocols.points import points
from yizhan.protocols.queries.rulings import RuledProtocol, ruled_protocol, ruled_protocols
from yizhan.protocols.reading import NoSuchProtocol, protocol, shelf
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.protocol_forms import MeaningForm, RulingForm, SearchForm
from yizhan.web.desk.protocol_picture import days_of, strips

CONFLICT = 409


@posted("protocol.read")
@require_GET
def index(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the protocols that were looked for, by disease, and what is wrong in the site's own files."""
    form = SearchForm(request.GET)
    found = form.among(ruled_protocols(site.id), site)
    return render(
        request, "desk/protocols/protocols.html", {"form": form, "found": found, "faults": shelf().faults}
    )


@posted("protocol.read")
@require_GET
def show(request: HttpRequest, site: Site, protocol_id: str) -> HttpResponse:
    """Show one protocol; with facts in the address, what it would mean for such a person."""
    one = _ruled(site, protocol_id)
    asked = MeaningForm(one.protocol, site, request.GET if "asked" in request.GET else None)
    return _page(request, one, RulingForm(protocol(protocol_id)), asked)


@posted("protocol.rule")
@require_POST
def rule(request: HttpRequest, site: Site, protocol_id: str) -> HttpResponse:
    """Enter what the authority has ruled; it counts once somebody else has signed."""
    one = _ruled(site, protocol_id)
    form = RulingForm(protocol(protocol_id), request.POST)
    if form.is_valid():
        by = actor_of(request, form.cleaned_data["command_id"])
        try:
            rule_protocol(by=by, site_id=site.id, protocol=protocol_id, **form.ruling())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Entered. It counts once somebody else has signed it."))
            return redirect("protocol", site.code, protocol_id)
    return _page(request, one, form, MeaningForm(one.protocol, site), CONFLICT)


@posted("protocol.sign")
@require_POST
def sign(request: HttpRequest, site: Site, protocol_id: str, ruling_id: UUID) -> HttpResponse:
    """Sign somebody else's ruling."""
    done = _("Signed. It counts from now on.")
    return _decide(request, site, protocol_id, ruling_id, accept=True, done=done)


@posted("protocol.sign")
@require_POST
def turn_down(request: HttpRequest, site: Site, protocol_id: str, ruling_id: UUID) -> HttpResponse:
    """Turn a ruling down that waits for a signature."""
    return _decide(request, site, protocol_id, ruling_id, accept=False, done=_("Turned down."))


def _decide(
    request: HttpRequest, site: Site, protocol_id: str, ruling_id: UUID, *, accept: bool, done: str
) -> HttpResponse:
    form = CommandForm(request.POST)
    perform(
        request,
        form,
        lambda by: sign_ruling(by=by, site_id=site.id, ruling_id=ruling_id, accept=accept),
        done,
    )
    return redirect("protocol", site.code, protocol_id)


def _ruled(site: Site, protocol_id: str) -> RuledProtocol:
    try:
        return ruled_protocol(protocol_id, site.id)
    except NoSuchProtocol:
        raise Http404 from None


def _page(
    request: HttpRequest, one: RuledProtocol, ruling: RulingForm, asked: MeaningForm, status: int = 200
) -> HttpResponse:
    said: dict[str, Any] = {
        "one": one, "protocol": one.protocol, "sources": shelf().sources_of(one.protocol),
        "file": shelf().files[one.protocol.id], "strips": strips(one.protocol),
        "points": list(points(protocol(one.protocol.id))), "ruling_form": ruling, "asked": asked,
        "clock_rules": clock_rules(),
    }  # fmt: skip
    facts = asked.facts()
    if facts:
        said["calendar"] = calendar(one.protocol, facts)
        said["days"] = days_of(said["calendar"], facts.zone)
    return render(request, "desk/protocols/protocol.html", said, status=status)
