"""Writing down what somebody asks for on the hotline or in the house; joining what many ask."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters_asking import MatterAsked, ask
from yizhan.duty.actions.matters_joining import join_matters
from yizhan.places.models import Site
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.matter import ANSWER
from yizhan.web.desk.matter_forms import AskForm, JoinForm

CONFLICT = 409


@posted(ANSWER)
@require_GET
def new(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the form: the need, the room, and their words."""
    asked = {"room": request.GET.get("room", ""), "need": request.GET.get("need", ""), "channel": "hotline"}
    return render(request, "desk/matters/new.html", {"form": AskForm(site, initial=asked)})


@posted(ANSWER)
@require_POST
def asked(request: HttpRequest, site: Site) -> HttpResponse:
    """Put it before one named person; a red flag leads to the red button."""
    form = AskForm(site, request.POST)
    if not form.is_valid():
        return render(request, "desk/matters/new.html", {"form": form}, status=CONFLICT)
    try:
        made = ask(by=actor_of(request, form.cleaned_data["command_id"]), site_id=site.id, **form.facts())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return render(request, "desk/matters/new.html", {"form": form}, status=CONFLICT)
    return _next(request, site, made)


@posted(ANSWER)
@require_POST
def joinings(request: HttpRequest, site: Site) -> HttpResponse:
    """Join the same need of many; the first that was ticked leads."""
    form = JoinForm(site, request.POST)
    done = _("Joined: they are worked on once, and each confirms their own.")
    perform(request, form, lambda by: join_matters(by=by, site_id=site.id, **form.facts()), done)
    return redirect("matters_site", site.code)


def _next(request: HttpRequest, site: Site, made: MatterAsked) -> HttpResponse:
    if made.emergency_id:
        messages.warning(
            request, _("This rings for doctor and head now. Call the ambulance if you are in doubt.")
        )
        return redirect("emergency_thread", site.code, made.emergency_id)
    if made.red_flag:
        messages.warning(
            request, _("These words speak of an emergency. In doubt press the red button: nobody minds.")
        )
    else:
        messages.success(
            request, _("Written down. It has a name beside it until whoever asked says it is solved.")
        )
    return redirect("matter", site.code, made.matter_id)
