"""Open conflicts and matters, and settling them by name."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.clock import now
from yizhan.duty.actions.matters import settle_matter
from yizhan.duty.queries.matters import open_matters, settled_matters
from yizhan.places.models import Site
from yizhan.web.access import posted
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.desk.arrival_submit import CommandForm, perform

SHOWN_SETTLED = timedelta(hours=24)


class SettleForm(CommandForm):
    """What was done about a matter."""

    settlement = forms.CharField(label=gettext_lazy("What was done about it"), max_length=500)


@posted("batch.read")
@require_GET
def show(request: HttpRequest, site: Site) -> HttpResponse:
    """Show what is open, oldest first, and what was settled in the last 24 hours."""
    found = {
        "open_matters": open_matters(site.id),
        "settled": settled_matters(site.id, now() - SHOWN_SETTLED),
    }
    return page_or_part(request, "desk/arrival/matters.html", "desk/arrival/matters_part.html", found)


@posted("matter.settle")
@require_POST
def settle(request: HttpRequest, site: Site, matter_id: UUID) -> HttpResponse:
    """Settle a matter."""
    form = SettleForm(request.POST)
    perform(
        request,
        form,
        lambda by: settle_matter(
            by=by, site_id=site.id, matter_id=matter_id, settlement=form.cleaned_data["settlement"]
        ),
        _("Closed, under your name."),
    )
    return redirect("matters", site.code)
