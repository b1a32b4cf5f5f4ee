"""Announcing a batch, and revising it as word comes in."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.refusals import Refusal
from yizhan.intake.actions.announce import announce_batch, revise_batch
from yizhan.intake.queries.batches import Announced, open_batches
from yizhan.places.models import Site
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_forms import AnnounceForm, VehicleFormSet, vehicle_forms

CONFLICT = 409


@posted("batch.announce")
@require_GET
def new(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the empty form."""
    return _page(request, AnnounceForm(site), vehicle_forms(site))


@posted("batch.announce")
@require_POST
def announce(request: HttpRequest, site: Site) -> HttpResponse:
    """Announce a batch."""
    form, vehicles = AnnounceForm(site, request.POST), vehicle_forms(site, request.POST)
    return _save(request, site, form, vehicles, None)


@posted("batch.announce")
@require_GET
def newer(request: HttpRequest, site: Site, batch_id: UUID) -> HttpResponse:
    """Show the form with what is known, to be corrected."""
    known = _known(site, batch_id)
    return _page(request, AnnounceForm(site, known=known), vehicle_forms(site, known=known), known)


@posted("batch.announce")
@require_POST
def revise(request: HttpRequest, site: Site, batch_id: UUID) -> HttpResponse:
    """Record newer word about a batch."""
    form, vehicles = AnnounceForm(site, request.POST), vehicle_forms(site, request.POST)
    return _save(request, site, form, vehicles, _known(site, batch_id))


def _save(
    request: HttpRequest, site: Site, form: AnnounceForm, vehicles: VehicleFormSet, known: Announced | None
) -> HttpResponse:
    if not (form.is_valid() and vehicles.is_valid()):
        return _page(request, form, vehicles, known, status=CONFLICT)
    by, said = actor_of(request, form.cleaned_data["command_id"]), form.announcement(vehicles)
    batch_id = known.batch.id if known else form.cleaned_data["batch_id"]
    try:
        if known is None:
            announce_batch(by=by, site_id=site.id, batch_id=batch_id, announcement=said)
        else:
            revise_batch(
                by=by, site_id=site.id, batch_id=batch_id, announcement=said,
                after_revision=form.cleaned_data["after_revision"],
            )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, vehicles, known, status=CONFLICT)
    messages.success(request, _("Recorded. Below is what it means for the site."))
    return redirect("batch", site.code, batch_id)


def _page(
    request: HttpRequest,
    form: AnnounceForm,
    vehicles: VehicleFormSet,
    known: Announced | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    # Whoever sees the newer word on this page has seen it when they send again.
    seen = known.latest.number if known else 0
    found = {"form": form, "vehicles": vehicles, "known": known, "seen": seen}
    return render(request, "desk/arrival/announce.html", found, status=status)


def _known(site: Site, batch_id: UUID) -> Announced:
    known = next((row for row in open_batches(site.id) if row.batch.id == batch_id), None)
    if known is None:
        raise Http404
    return known
