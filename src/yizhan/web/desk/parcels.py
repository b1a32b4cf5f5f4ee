"""Parcels at the desk: scanned in, looked after step by step, found again by number or room."""

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.actors import Actor
from yizhan.core.refusals import Refusal
from yizhan.places.models import Room, Site
from yizhan.provision.actions.parcels import (
    ParcelStands,
    address_parcel,
    check_parcel,
    disinfect_parcels,
    receive_parcel,
    refuse_parcel,
)
from yizhan.provision.queries.parcels import Step, counts_at, overdue_at, waiting_parcels, with_rooms
from yizhan.reading.shown import visible
from yizhan.web.access import posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.parcel_forms import HoldForm, LotForm, ReceiveForm, RefuseForm, RoomForm

ON_A_PAGE = 50


@posted("parcel.handle")
@require_GET
def board(request: HttpRequest, site: Site) -> HttpResponse:
    """Show what waits, the longest here first, by what it waits for; found by number or room."""
    asked, text = request.GET.get("step", ""), visible(request.GET.get("q", ""))
    step = Step(asked) if asked in set(Step) else None
    found = waiting_parcels(site.id, step)
    if text:
        found = found.filter(Q(number__icontains=text) | Q(room__name=text))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": with_rooms(list(page.object_list)), "step": step, "text": text,
        "counts": counts_at(site.id), "overdue": overdue_at(site.id), "hold": HoldForm(),
        "refuse": RefuseForm(),
    }  # fmt: skip
    return render(request, "desk/parcels/board.html", context)


@posted("parcel.handle")
@require_POST
def arrivals(request: HttpRequest, site: Site) -> HttpResponse:
    """Take a scanned parcel in."""
    form = ReceiveForm(request.POST)

    def receive(by: Actor) -> ParcelStands:
        said = form.cleaned_data
        room_id = _room(site, said["room"]).id if said["room"] else None
        return receive_parcel(
            by=by, site_id=site.id, number=said["number"], room_id=room_id, sender=said["sender"],
            looks=said["looks"],
        )  # fmt: skip

    perform(request, form, receive, _("Taken in. Scan the next one."))
    return redirect("parcels", site.code)


@posted("parcel.handle")
@require_POST
def checks(request: HttpRequest, site: Site, parcel_id: UUID) -> HttpResponse:
    """Record that a parcel was looked through: it goes on, or is held for a reason."""
    form = HoldForm(request.POST)
    perform(
        request, form,
        lambda by: check_parcel(
            by=by, site_id=site.id, parcel_id=parcel_id, held_for=form.cleaned_data["held_for"]
        ),
        _("Looked through."),
    )  # fmt: skip
    return redirect("parcels", site.code)


@posted("parcel.handle")
@require_POST
def disinfections(request: HttpRequest, site: Site) -> HttpResponse:
    """Record that all ticked parcels were disinfected."""
    form = LotForm(request.POST)
    perform(
        request, form,
        lambda by: disinfect_parcels(by=by, site_id=site.id, parcel_ids=form.cleaned_data["parcels"]),
        _("Disinfected. They go up with the next round."),
    )  # fmt: skip
    return redirect("parcels", site.code)


@posted("parcel.handle")
@require_POST
def addressing(request: HttpRequest, site: Site, parcel_id: UUID) -> HttpResponse:
    """Say to which room a parcel goes."""
    form = RoomForm(request.POST)

    def address(by: Actor) -> ParcelStands:
        room = _room(site, form.cleaned_data["room"])
        return address_parcel(by=by, site_id=site.id, parcel_id=parcel_id, room_id=room.id)

    perform(request, form, address, _("It is known whose it is."))
    return redirect("parcels", site.code)


@posted("parcel.handle")
@require_POST
def refusals(request: HttpRequest, site: Site, parcel_id: UUID) -> HttpResponse:
    """Let a parcel go back."""
    form = RefuseForm(request.POST)
    perform(
        request, form,
        lambda by: refuse_parcel(
            by=by, site_id=site.id, parcel_id=parcel_id, refused_for=form.cleaned_data["refused_for"]
        ),
        _("It goes back, with the reason."),
    )  # fmt: skip
    return redirect("parcels", site.code)


def _room(site: Site, name: str) -> Room:
    room = Room.objects.filter(site=site, name=name).first()
    if room is None:
        raise Refusal("no_such_room", gettext_noop("There is no such room at this site."))
    return room
