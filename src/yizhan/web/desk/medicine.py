"""Medicines of residents at the desk: what runs out, what is being got, what one person takes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.care.actions.medicines import change_medicine, count_medicine, end_medicine, keep_medicine
from yizhan.care.enums import OrderState, Supply
from yizhan.care.queries.medicines import (
    MedicineNow,
    medicines_at,
    medicines_of,
    open_orders,
    orders_of,
    refrigerators,
    unattended,
)
from yizhan.core.actions import record_audit
from yizhan.places.models import Site
from yizhan.stays.models import Stay
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_live import page_or_part, record_reading
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.care_forms import FindForm
from yizhan.web.desk.care_tags import tags_of
from yizhan.web.desk.medicine_forms import LeftForm, MedicineForm, as_taken

UNREADABLE = 422


@posted("medicine.handle")
@require_GET
def board(request: HttpRequest, site: Site) -> HttpResponse:
    """Show what runs out first, what is being got, and how cold the refrigerators are."""
    taken, orders = medicines_at(site.id), open_orders(site.id)
    record_reading(request, site, "care.read_medicines", medicines=len(taken))
    people = [one.medicine.person_id for one in taken] + [one.order.person_id for one in orders]
    found = {
        "rows": taken, "orders": orders, "cold": refrigerators(site.id), "tags": tags_of(site, people),
        "out": sum(one.supply == Supply.OUT for one in taken),
        "low": sum(one.supply == Supply.LOW for one in taken),
        "to_buy": sum(one.state == OrderState.ASKED for one in orders),
        "to_hand": sum(one.state == OrderState.BOUGHT for one in orders),
    }  # fmt: skip
    return page_or_part(request, "desk/care/medicines.html", "desk/care/_medicines.html", found)


@posted("medicine.handle")
@require_GET
def alarm(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the strip of medicines that are gone, or that nobody is getting more of, by their number alone."""
    found = {"found": unattended(site.id)}
    return page_or_part(request, "desk/alarm.html", "desk/care/_running_out.html", found)


@posted("medicine.handle")
@require_GET
def find(request: HttpRequest, site: Site) -> HttpResponse:
    """Lead from a wristband to what somebody takes."""
    form = FindForm(site, request.GET)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form["tag"].errors)))
        return redirect("medicines", site.code)
    return redirect("medicine_new", site.code, form.cleaned_data["tag"])


@posted("medicine.handle")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, site: Site, person_id: UUID) -> HttpResponse:
    """Show what one person takes and what was got for them; write another medicine down."""
    stay = _stay(site, person_id)
    form = MedicineForm(refrigerators(site.id), request.POST or None)
    if request.method == "POST" and perform(
        request, form,
        lambda by: keep_medicine(by=by, site_id=site.id, person_id=person_id, **form.facts),
        _("Written down. It warns before it runs out."),
    ):  # fmt: skip
        return redirect("medicine_new", site.code, person_id)
    record_audit(actor_of(request), "care.read_medicines_of", site_id=site.id, person=str(person_id))
    context = {
        "form": form, "stay": stay, "rows": medicines_of(site.id, [person_id]),
        "orders": orders_of(site.id, [person_id]),
    }  # fmt: skip
    return render(request, "desk/care/person_medicines.html", context, status=_status(request))


@posted("medicine.handle")
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, site: Site, medicine_id: UUID) -> HttpResponse:
    """Show one medicine with every count; change how it is taken."""
    one = _medicine(request, site, medicine_id)
    form = MedicineForm(refrigerators(site.id), request.POST or None, **as_taken(one))
    if request.method == "POST" and perform(
        request, form,
        lambda by: change_medicine(by=by, site_id=site.id, medicine_id=medicine_id, **form.facts),
        _("Changed, and counted."),
    ):  # fmt: skip
        return redirect("medicine_new", site.code, one.medicine.person_id)
    context = {
        "one": one, "form": form, "stay": _stay(site, one.medicine.person_id),
        "counts": one.medicine.counts.select_related("account").order_by("-at"),
    }  # fmt: skip
    return render(request, "desk/care/medicine.html", context, status=_status(request))


@posted("medicine.handle")
@require_POST
def counted(request: HttpRequest, site: Site, medicine_id: UUID) -> HttpResponse:
    """Write down how much of a medicine there is."""
    one, form = _medicine(request, site, medicine_id), LeftForm(request.POST)
    perform(
        request, form,
        lambda by: count_medicine(
            by=by, site_id=site.id, medicine_id=medicine_id, left=form.cleaned_data["left"]
        ),
        _("Counted."),
    )  # fmt: skip
    return redirect("medicine_new", site.code, one.medicine.person_id)


@posted("medicine.handle")
@require_POST
def ended(request: HttpRequest, site: Site, medicine_id: UUID) -> HttpResponse:
    """Say that a medicine is not taken any more."""
    one = _medicine(request, site, medicine_id)
    perform(
        request, CommandForm(request.POST),
        lambda by: end_medicine(by=by, site_id=site.id, medicine_id=medicine_id), _("Not taken any more."),
    )  # fmt: skip
    return redirect("medicine_new", site.code, one.medicine.person_id)


def _medicine(request: HttpRequest, site: Site, medicine_id: UUID) -> MedicineNow:
    """Open one medicine that is taken, which is audited; 404 if there is none."""
    found: list[Any] = [one for one in medicines_at(site.id) if one.medicine.id == medicine_id]
    if not found:
        raise Http404
    record_audit(actor_of(request), "care.read_medicine", site_id=site.id, medicine=str(medicine_id))
    one: MedicineNow = found[0]
    return one


def _stay(site: Site, person_id: UUID) -> Stay:
    stay = Stay.objects.filter(site=site, person_id=person_id, ended_at=None).select_related("person").first()
    if stay is None:
        raise Http404
    return stay


def _status(request: HttpRequest) -> int:
    return UNREADABLE if request.method == "POST" else 200
