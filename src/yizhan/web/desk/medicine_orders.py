"""Getting medicines for residents, at the desk: to be bought, bought, handed over."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.care.actions.orders import ask_medicine, buy_medicine, call_off_medicine, hand_over_medicine
from yizhan.core.actors import Actor
from yizhan.places.models import Site
from yizhan.web.access import posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.care_forms import BecauseForm
from yizhan.web.desk.medicine_forms import AmountForm, CostForm, WhatForm


@posted("medicine.handle")
@require_POST
def asked(request: HttpRequest, site: Site, person_id: UUID) -> HttpResponse:
    """Ask for a medicine to be got for somebody."""
    form = WhatForm(request.POST)
    return _done(
        request, site, form,
        lambda by: ask_medicine(
            by=by, site_id=site.id, person_id=person_id, what=form.cleaned_data["what"],
            medicine_id=form.cleaned_data["medicine"],
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


def _done(
    request: HttpRequest, site: Site, form: forms.Form, action: Callable[[Actor], object], words: str
) -> HttpResponse:
    perform(request, form, action, words)
    return redirect("medicines", site.code)
