"""The countdown: steps by time or by team, ticked off."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.intake.actions.countdown import tick_step
from yizhan.intake.queries.countdown import chains
from yizhan.places.models import Site
from yizhan.web.access import posted
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.desk.arrival_submit import CommandForm, perform

TEAMS = "teams"


class TickForm(CommandForm):
    """A tick, or a tick taken back."""

    done = forms.BooleanField(required=False)
    order = forms.CharField(required=False)


@posted("batch.read")
@require_GET
def show(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the steps of everything that is announced."""
    order = TEAMS if request.GET.get("order") == TEAMS else "time"
    found = {"chains": chains(site.id), "order": order}
    return page_or_part(request, "desk/arrival/countdown.html", "desk/arrival/countdown_part.html", found)


@posted("step.tick")
@require_POST
def tick(request: HttpRequest, site: Site, step_id: UUID) -> HttpResponse:
    """Tick a step off or take the tick back."""
    form = TickForm(request.POST)
    is_done = form.is_valid() and form.cleaned_data["done"]
    said = _("Ticked off.") if is_done else _("The tick is taken back.")
    perform(request, form, lambda by: tick_step(by=by, site_id=site.id, step_id=step_id, done=is_done), said)
    answer = redirect("countdown", site.code)
    if form.is_valid() and form.cleaned_data["order"] == TEAMS:
        answer["Location"] += f"?order={TEAMS}"
    return answer
