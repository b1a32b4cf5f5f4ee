"""Somebody of the crew is unwell: off duty at once, seen by a doctor, and back when one says so."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.duty.actions.off_duty import see_crew, stand_down
from yizhan.duty.queries.off_duty import off_duty_at
from yizhan.places.models import Site
from yizhan.web.access import account_of, posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.matter import ANSWER
from yizhan.web.desk.matter_forms import SeenForm, UnwellForm

EXAMINE = "crew.examine"


@posted(ANSWER)
@require_GET
def show(request: HttpRequest, site: Site) -> HttpResponse:
    """Show who is off duty, and the form that takes somebody off duty now."""
    form = UnwellForm(site, initial={"account_id": account_of(request).id})
    return render(
        request, "desk/matters/unwell.html",
        {"form": form, "rows": off_duty_at(site.id), "seen": SeenForm(site), "me": account_of(request).id},
    )  # fmt: skip


@posted(ANSWER)
@require_POST
def stood_down(request: HttpRequest, site: Site) -> HttpResponse:
    """Take somebody off duty now."""
    form = UnwellForm(site, request.POST)
    done = _(
        "Off duty from now. A doctor is asked to see them at once; what they answer for is to be handed over."
    )
    perform(request, form, lambda by: stand_down(by=by, site_id=site.id, **form.facts()), done)
    return redirect("crew_unwell", site.code)


@posted(EXAMINE)
@require_POST
def examined(request: HttpRequest, site: Site, off_duty_id: UUID) -> HttpResponse:
    """Keep what a doctor found."""
    form = SeenForm(site, request.POST)
    perform(
        request, form, lambda by: see_crew(by=by, site_id=site.id, off_duty_id=off_duty_id, **form.facts()),
        _("Recorded, with your name."),
    )  # fmt: skip
    return redirect("crew_unwell", site.code)
