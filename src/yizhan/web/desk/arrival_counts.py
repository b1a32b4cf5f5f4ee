"""The three counts side by side, and settling where they differ."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from yizhan.intake.actions.announce import finish_batch
from yizhan.intake.actions.settle import settle_difference
from yizhan.intake.enums import CountRound, SettlementKind
from yizhan.intake.models import Batch
from yizhan.intake.queries.counts import batch_counts
from yizhan.intake.queries.desk import batch_of, batches_to_count, names_of, wristbands
from yizhan.intake.queries.sightings import version_of
from yizhan.people.enums import AgeGroup
from yizhan.places.models import Site
from yizhan.web.access import posted
from yizhan.web.desk.arrival_live import page_or_part, unchanged
from yizhan.web.desk.arrival_submit import CommandForm, perform


class SettleForm(CommandForm):
    """What somebody found out about one difference."""

    stay_id = forms.UUIDField(widget=forms.HiddenInput)
    round = forms.TypedChoiceField(coerce=lambda number: CountRound(int(number)), choices=CountRound)
    kind = forms.TypedChoiceField(
        label=gettext_lazy("What was it"), coerce=SettlementKind, choices=SettlementKind
    )
    wave = forms.IntegerField(required=False, min_value=1)
    meant_stay_id = forms.UUIDField(required=False)
    age_group = forms.TypedChoiceField(
        required=False, coerce=AgeGroup, empty_value=None, choices=[("", ""), *AgeGroup.choices]
    )
    reason = forms.CharField(label=gettext_lazy("How you found out"), max_length=300)


@posted("count.read")
@require_GET
def show_latest(request: HttpRequest, site: Site) -> HttpResponse:
    """Lead to the batch that is being counted, or say that there is none."""
    batches = batches_to_count(site.id)
    return _page(request, site, batches[0] if batches else None)


@posted("count.read")
@require_GET
def show(request: HttpRequest, site: Site, batch_id: UUID) -> HttpResponse:
    """Show one batch's counts."""
    return _page(request, site, _batch(site, batch_id))


@posted("difference.settle")
@require_POST
def settle(request: HttpRequest, site: Site, batch_id: UUID) -> HttpResponse:
    """Settle one difference by name and with a reason."""
    form = SettleForm(request.POST)
    perform(
        request,
        form,
        lambda by: settle_difference(
            by=by,
            site_id=site.id,
            batch_id=batch_id,
            **{name: value for name, value in form.cleaned_data.items() if name != "command_id"},
        ),
        _("Settled, under your name."),
    )
    return redirect("batch_counts", site.code, batch_id)


@posted("difference.settle")
@require_POST
def finish(request: HttpRequest, site: Site, batch_id: UUID) -> HttpResponse:
    """Finish a batch whose counts agree."""
    done = perform(
        request,
        CommandForm(request.POST),
        lambda by: finish_batch(by=by, site_id=site.id, batch_id=batch_id),
        _("The batch is finished: everybody is counted and has a room."),
    )
    return redirect("tonight", site.code) if done else redirect("batch_counts", site.code, batch_id)


def _batch(site: Site, batch_id: UUID) -> Batch:
    batch = batch_of(site.id, batch_id)
    if batch is None:
        raise Http404
    return batch


def _page(request: HttpRequest, site: Site, batch: Batch | None) -> HttpResponse:
    version = version_of(batch) if batch else ""
    known = unchanged(request, version) if batch else None
    if known:
        return known
    counts = batch_counts(batch) if batch else None
    found = {
        "batch": batch,
        "batches": batches_to_count(site.id),
        "counts": counts,
        "rounds": list(CountRound),
        "counters": names_of(counts.shared) if counts else [],
        "wristbands": wristbands(site.id) if counts and counts.differences else [],
        "ages": [AgeGroup.ADULT, AgeGroup.CHILD],
    }
    page, part = "desk/arrival/counts.html", "desk/arrival/counts_part.html"
    return page_or_part(request, page, part, found, version=version)
