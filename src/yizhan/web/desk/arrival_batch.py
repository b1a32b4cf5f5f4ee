"""One batch: what its announcement means for the site, and how the word about it changed."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from yizhan.intake.actions.announce import cancel_batch
from yizhan.intake.actions.entrances import measure_entrance
from yizhan.intake.models import Batch
from yizhan.intake.queries.countdown import chains
from yizhan.intake.queries.desk import batch_of
from yizhan.intake.queries.history import history_of
from yizhan.intake.queries.outlook import batch_outlook
from yizhan.places.models import Site
from yizhan.web.access import posted
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.desk.arrival_submit import CommandForm, perform


class MeasureForm(CommandForm):
    """How high an entrance is, in metres."""

    clearance_m = forms.DecimalField(
        label=gettext_lazy("Clear height, m"), min_value=0.5, max_value=20, max_digits=4, decimal_places=2
    )


@posted("batch.read")
@require_GET
def show(request: HttpRequest, site: Site, batch_id: UUID) -> HttpResponse:
    """Show a batch against the site as it is now."""
    batch = _batch(site, batch_id)
    here = [chain for chain in chains(site.id) if batch.id in {row.batch.id for row in chain.batches}]
    found = {
        "batch": batch,
        "outlook": batch_outlook(batch),
        "words": history_of(batch),
        "chain": here[0] if here else None,
    }
    return page_or_part(request, "desk/arrival/batch.html", "desk/arrival/batch_part.html", found)


@posted("batch.announce")
@require_POST
def cancel(request: HttpRequest, site: Site, batch_id: UUID) -> HttpResponse:
    """Record that a batch will not come."""
    form = CommandForm(request.POST)
    done = perform(
        request,
        form,
        lambda by: cancel_batch(by=by, site_id=site.id, batch_id=batch_id),
        _("Recorded: this batch will not come."),
    )
    return redirect("tonight", site.code) if done else redirect("batch", site.code, batch_id)


@posted("batch.announce")
@require_POST
def measure(request: HttpRequest, site: Site, batch_id: UUID, entrance_id: UUID) -> HttpResponse:
    """Record how high an entrance is; the conflicts of every batch follow at once."""
    form = MeasureForm(request.POST)
    perform(
        request,
        form,
        lambda by: measure_entrance(
            by=by, site_id=site.id, entrance_id=entrance_id, clearance_m=form.cleaned_data["clearance_m"]
        ),
        _("Measured. Every vehicle is judged by it now."),
    )
    return redirect("batch", site.code, batch_id)


def _batch(site: Site, batch_id: UUID) -> Batch:
    batch = batch_of(site.id, batch_id)
    if batch is None:
        raise Http404
    return batch
