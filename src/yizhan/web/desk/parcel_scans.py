"""Parcels by scanning at the desk: a number and Enter, one step each, and the field waits for the next."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.core.actors import Actor
from yizhan.places.models import Site
from yizhan.provision.actions.parcels import (
    ParcelStands,
    check_parcel,
    disinfect_parcels,
    hand_over_parcel,
    receive_parcel,
)
from yizhan.web.access import posted
from yizhan.web.desk.arrival_submit import T, perform
from yizhan.web.desk.parcel_forms import ReceiveForm, Scan, ScanForm
from yizhan.web.desk.parcel_whose import room_and_party
from yizhan.web.desk.parcels import back


@posted("parcel.handle")
@require_POST
def arrivals(request: HttpRequest, site: Site) -> HttpResponseBase:
    """Take a scanned parcel in."""
    form = ReceiveForm(request.POST)

    def receive(by: Actor) -> ParcelStands:
        said = form.cleaned_data
        meant = room_and_party(said["whose"], site=site, by=by)
        return receive_parcel(
            by=by, site_id=site.id, number=said["number"], sender=said["sender"], looks=said["looks"], **meant
        )

    def told(stands: ParcelStands) -> str:
        if stands.again:
            return _("This one was taken in before; it stays one parcel. Scan the next one.")
        return _("Taken in. Scan the next one.")

    return _scanned(request, site, form, receive, told, Scan.ARRIVAL)


@posted("parcel.handle")
@require_POST
def scanned_checks(request: HttpRequest, site: Site) -> HttpResponseBase:
    """Record that a scanned parcel was looked through."""
    form = ScanForm(request.POST)
    return _scanned(
        request, site, form,
        lambda by: check_parcel(by=by, site_id=site.id, number=form.cleaned_data["number"]),
        _("Looked through. Scan the next one."), Scan.CHECK,
    )  # fmt: skip


@posted("parcel.handle")
@require_POST
def scanned_disinfections(request: HttpRequest, site: Site) -> HttpResponseBase:
    """Record that a scanned parcel was disinfected."""
    form = ScanForm(request.POST)
    return _scanned(
        request, site, form,
        lambda by: disinfect_parcels(by=by, site_id=site.id, numbers=(form.cleaned_data["number"],)),
        _("Disinfected. Scan the next one."), Scan.DISINFECT,
    )  # fmt: skip


@posted("parcel.handle")
@require_POST
def hand_overs(request: HttpRequest, site: Site) -> HttpResponseBase:
    """Record that a scanned parcel is in somebody's hands."""
    form = ScanForm(request.POST)
    return _scanned(
        request, site, form,
        lambda by: hand_over_parcel(by=by, site_id=site.id, number=form.cleaned_data["number"]),
        _("Given out. Scan the next one."), Scan.HAND_OVER,
    )  # fmt: skip


def _scanned(
    request: HttpRequest, site: Site, form: forms.Form, step: Callable[[Actor], T],
    done: str | Callable[[T], str], scan: Scan,
) -> HttpResponseBase:  # fmt: skip
    perform(request, form, step, done)
    last = form.cleaned_data.get("number", "") if form.is_valid() else ""
    return back(request, site, scan=scan.value, last=last)
