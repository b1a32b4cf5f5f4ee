"""Getting medicines for residents, at the desk: to be bought, bought, handed over."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid5

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.care.actions.orders import ask_medicine, buy_medicine, call_off_medicine, hand_over_medicine
from yizhan.care.queries.medicines import prescription_of
from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor, Tap
from yizhan.duty.actions.attachments import keep_attachment
from yizhan.duty.media import MOST_BYTES
from yizhan.places.models import Site
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.care_forms import BecauseForm
from yizhan.web.desk.medicine_forms import AmountForm, CostForm, WhatForm


@posted("medicine.handle")
@require_POST
def asked(request: HttpRequest, site: Site, person_id: UUID) -> HttpResponse:
    """Ask for a medicine to be got for somebody."""
    form = WhatForm(request.POST, request.FILES)
    return _done(
        request, site, form,
        lambda by: ask_medicine(
            by=by, site_id=site.id, person_id=person_id, what=form.cleaned_data["what"],
            medicine_id=form.cleaned_data["medicine"],
            prescription_id=_photograph(by, site, form.cleaned_data["photograph"]),
        ),
        _("On the list of what is to be bought."),
    )  # fmt: skip


@posted("medicine.handle")
@require_POST
def bought(request: HttpRequest, site: Site, supply_id: UUID) -> HttpResponse:
    """Say that a medicine was bought."""
    form = CostForm(request.POST)
    return _done(
        request, site, form,
        lambda by: buy_medicine(by=by, site_id=site.id, order_id=supply_id, cost_cents=form.cents),
        _("Bought. It is to be handed over."),
    )  # fmt: skip


@posted("medicine.handle")
@require_POST
def handed_over(request: HttpRequest, site: Site, supply_id: UUID) -> HttpResponse:
    """Say that a medicine is in the person's own hands."""
    form = AmountForm(request.POST)
    return _done(
        request, site, form,
        lambda by: hand_over_medicine(
            by=by, site_id=site.id, order_id=supply_id, amount=form.cleaned_data["amount"]
        ),
        _("Handed over."),
    )  # fmt: skip


@posted("medicine.handle")
@require_POST
def called_off(request: HttpRequest, site: Site, supply_id: UUID) -> HttpResponse:
    """Say that a medicine is not got, and why."""
    form = BecauseForm(request.POST)
    return _done(
        request, site, form,
        lambda by: call_off_medicine(
            by=by, site_id=site.id, order_id=supply_id, because=form.cleaned_data["because"]
        ),
        _("Called off."),
    )  # fmt: skip


@posted("medicine.handle")
@require_GET
def prescription(request: HttpRequest, site: Site, supply_id: UUID) -> HttpResponse:
    """Show the photograph of a prescription, which is audited."""
    opened = prescription_of(site.id, supply_id)
    if opened is None:
        raise Http404
    record_audit(actor_of(request), "care.read_prescription", site_id=site.id, order=str(supply_id))
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(opened.content, content_type=opened.media_type, headers=headers)


def _photograph(by: Actor, site: Site, sent: UploadedFile[bytes] | None) -> UUID | None:
    """Keep a photograph that came with a form; the same form sent twice brings it once."""
    if sent is None:
        return None
    own_tap = by.with_tap(Tap(uuid5(by.command_id, "prescription")))
    return keep_attachment(by=own_tap, site_id=site.id, content=sent.read(MOST_BYTES + 1))


def _done(
    request: HttpRequest, site: Site, form: forms.Form, action: Callable[[Actor], object], words: str
) -> HttpResponse:
    perform(request, form, action, words)
    return redirect("medicines", site.code)
