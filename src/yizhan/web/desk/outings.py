"""Treatment elsewhere: who goes out when, who is out, who should be back."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.health.actions.appointments import (
    arrange_appointment,
    call_off_appointment,
    drop_outing,
    let_in,
    let_out,
)
from yizhan.health.queries.appointments import OutingNow, outings
from yizhan.places.models import Site
from yizhan.stays.models import Stay
from yizhan.stays.queries.present import Present, present_at
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_live import page_or_part, record_reading
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.observation_forms import AppointmentForm, DropForm, OutingForm


@posted("health.read")
@require_GET
def show(request: HttpRequest, site: Site) -> HttpResponse:
    """Show what is to be prepared, who leaves, who is out, who should be back."""
    present = {one.person.id: one for one in present_at(site.id)}
    rows: list[tuple[OutingNow, Present | None]] = [
        (one, present.get(one.appointment.person_id)) for one in outings(site)
    ]
    record_reading(request, site, "health.read_outings", people=len(rows))
    return page_or_part(
        request, "desk/observation/outings.html", "desk/observation/_outings.html", {"rows": rows}
    )


@posted("health.observe")
@require_http_methods(["GET", "POST"])
def arrange(request: HttpRequest, site: Site, person_id: UUID) -> HttpResponse:
    """Arrange treatment elsewhere for somebody."""
    stay = Stay.objects.filter(site=site, person_id=person_id, ended_at=None).first()
    if stay is None:
        raise Http404
    record_audit(actor_of(request), "health.read_appointments", site_id=site.id, person=str(person_id))
    form = AppointmentForm(site, request.POST or None)
    if request.method == "POST" and perform(
        request, form,
        lambda by: arrange_appointment(by=by, site_id=site.id, person_id=person_id, **form.facts),
        _("Arranged. It is on the list until they are back."),
    ):  # fmt: skip
        return redirect("outings", site.code)
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/observation/appointment.html", {"form": form, "stay": stay}, status=status)


@posted("health.observe")
@require_POST
def out(request: HttpRequest, site: Site, appointment_id: UUID) -> HttpResponse:
    """Record that somebody went out."""
    form = OutingForm(request.POST)
    return _done(
        request, site, form,
        lambda by: let_out(
            by=by, site_id=site.id, appointment_id=appointment_id, due_at=form.cleaned_data["due_at"]
        ),
        _("Out. A matter stands until they are back."),
    )  # fmt: skip


@posted("health.observe")
@require_POST
def back(request: HttpRequest, site: Site, appointment_id: UUID) -> HttpResponse:
    """Record that somebody is back."""
    return _done(
        request, site, CommandForm(request.POST),
        lambda by: let_in(by=by, site_id=site.id, appointment_id=appointment_id), _("Back."),
    )  # fmt: skip


@posted("health.observe")
@require_POST
def drop(request: HttpRequest, site: Site, appointment_id: UUID) -> HttpResponse:
    """Record that nobody goes on one day."""
    form = DropForm(request.POST)
    return _done(
        request, site, form,
        lambda by: drop_outing(
            by=by, site_id=site.id, appointment_id=appointment_id, due_at=form.cleaned_data["due_at"],
            because=form.cleaned_data["because"],
        ),
        _("Nobody goes on that day. The later ones stand."),
    )  # fmt: skip


@posted("health.observe")
@require_POST
def call_off(request: HttpRequest, site: Site, appointment_id: UUID) -> HttpResponse:
    """Take an appointment off the list."""
    return _done(
        request, site, CommandForm(request.POST),
        lambda by: call_off_appointment(by=by, site_id=site.id, appointment_id=appointment_id),
        _("Called off."),
    )  # fmt: skip


def _done(
    request: HttpRequest, site: Site, form: forms.Form, action: Callable[[Actor], object], words: str
) -> HttpResponse:
    perform(request, form, action, words)
    return redirect("outings", site.code)
