"""Parcels at the desk: what waits and for what, what is gone, found again, and each step by hand."""

from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.actors import Actor
from yizhan.intake.queries.addressees import parties_about
from yizhan.places.models import Site
from yizhan.provision.actions.parcels import (
    ParcelStands,
    address_parcel,
    check_parcel,
    disinfect_parcels,
    refuse_parcel,
)
from yizhan.provision.queries.parcels import (
    Step,
    counts_at,
    found_parcels,
    gone_parcels,
    overdue_at,
    parcel_numbered,
    waiting_parcels,
    with_rooms,
)
from yizhan.reading.shown import visible
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.parcel_forms import FindForm, HoldForm, LotForm, RefuseForm, Scan, WhoseForm
from yizhan.web.desk.parcel_whose import room_and_party

ON_A_PAGE = 50
GONE = "gone"


@posted("parcel.handle")
@require_GET
def board(request: HttpRequest, site: Site) -> HttpResponse:
    """Show what waits, the longest here first, by what it waits for; or what is gone, the latest first."""
    asked = request.GET.get("step", "")
    step = Step(asked) if asked in set(Step) else None
    found = gone_parcels(site.id) if asked == GONE else waiting_parcels(site.id, step)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    scan, last = request.GET.get("scan", ""), visible(request.GET.get("last", ""))
    scanned = parcel_numbered(site.id, last) if last else None
    context = {
        "page": page, "rows": with_rooms(list(page.object_list)), "step": step, "asked": asked,
        "counts": counts_at(site.id), "overdue": overdue_at(site.id), "hold": HoldForm(),
        "refuse": RefuseForm(), "scan": Scan(scan) if scan in set(Scan) else Scan.ARRIVAL, "scans": Scan,
        "last": with_rooms([scanned])[0] if scanned else None,
    }  # fmt: skip
    return render(request, "desk/parcels/board.html", context)


@posted("parcel.handle")
@require_POST
def found(request: HttpRequest, site: Site) -> HttpResponse:
    """Find parcels, waiting or gone; what is looked for stays out of the address and out of every log."""
    form = FindForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    parties = parties_about(text, site=site, by=actor_of(request)) if text else []
    rows = found_parcels(site.id, text, parties) if text else gone_parcels(site.id).none()
    page = Paginator(rows, ON_A_PAGE).get_page(form.cleaned_data.get("page") or 1)
    context = {
        "page": page, "rows": with_rooms(list(page.object_list)), "text": text, "hold": HoldForm(),
        "refuse": RefuseForm(),
    }  # fmt: skip
    return render(request, "desk/parcels/found.html", context)


@posted("parcel.handle")
@require_POST
def checks(request: HttpRequest, site: Site, parcel_id: UUID) -> HttpResponseBase:
    """Record that a parcel was looked through: it goes on, or is held for a reason."""
    form = HoldForm(request.POST)
    perform(
        request, form,
        lambda by: check_parcel(
            by=by, site_id=site.id, parcel_id=parcel_id, held_for=form.cleaned_data["held_for"]
        ),
        _("Looked through."),
    )  # fmt: skip
    return back(request, site)


@posted("parcel.handle")
@require_POST
def disinfections(request: HttpRequest, site: Site) -> HttpResponseBase:
    """Record that all parcels of a lot were disinfected."""
    form = LotForm(request.POST)
    perform(
        request, form,
        lambda by: disinfect_parcels(
            by=by, site_id=site.id, parcel_ids=tuple(form.cleaned_data["parcels"])
        ),
        _("Disinfected. They go up with the next round."),
    )  # fmt: skip
    return back(request, site)


@posted("parcel.handle")
@require_POST
def addressing(request: HttpRequest, site: Site, parcel_id: UUID) -> HttpResponseBase:
    """Say whose a parcel is, by room, wristband or name."""
    form = WhoseForm(request.POST)

    def address(by: Actor) -> ParcelStands:
        meant = room_and_party(form.cleaned_data["whose"], site=site, by=by)
        return address_parcel(by=by, site_id=site.id, parcel_id=parcel_id, **meant)

    perform(request, form, address, _("It is known whose it is."))
    return back(request, site)


@posted("parcel.handle")
@require_POST
def refusals(request: HttpRequest, site: Site, parcel_id: UUID) -> HttpResponseBase:
    """Let a parcel go back."""
    form = RefuseForm(request.POST)
    perform(
        request, form,
        lambda by: refuse_parcel(
            by=by, site_id=site.id, parcel_id=parcel_id, refused_for=form.cleaned_data["refused_for"]
        ),
        _("It goes back, with the reason."),
    )  # fmt: skip
    return back(request, site)


def back(request: HttpRequest, site: Site, **more: str) -> HttpResponseBase:
    """Return to the board as it stood: what it showed, and what the scanner does."""
    kept = {name: visible(request.POST.get(name, ""))[:20] for name in ("step", "scan")} | more
    shown = urlencode({name: value for name, value in kept.items() if value})
    board_at = reverse("parcels", args=[site.code])
    return redirect(f"{board_at}?{shown}" if shown else board_at)
