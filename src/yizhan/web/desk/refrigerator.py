"""Refrigerators for medicines at the desk: what they show, and who read them."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.care.actions.cold import make_refrigerator, read_refrigerator, retire_refrigerator
from yizhan.care.queries.medicines import cold_course, refrigerators
from yizhan.places.models import Site
from yizhan.web.access import posted
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.medicine_forms import ColdForm, RefrigeratorForm


@posted("medicine.handle")
@require_POST
def made(request: HttpRequest, site: Site) -> HttpResponse:
    """Let a refrigerator be read from now on."""
    form = RefrigeratorForm(request.POST)
    perform(
        request, form,
        lambda by: make_refrigerator(by=by, site_id=site.id, name=form.cleaned_data["name"]),
        _("Read it now, then twice a day."),
    )  # fmt: skip
    return redirect("medicines", site.code)


@posted("medicine.handle")
@require_GET
def show(request: HttpRequest, site: Site, refrigerator_id: UUID) -> HttpResponse:
    """Show one refrigerator's readings."""
    one = next((one for one in refrigerators(site.id) if one.refrigerator.id == refrigerator_id), None)
    if one is None:
        raise Http404
    context = {"one": one, "readings": cold_course(site.id, refrigerator_id)}
    return render(request, "desk/care/refrigerator.html", context)


@posted("medicine.handle")
@require_POST
def read(request: HttpRequest, site: Site, refrigerator_id: UUID) -> HttpResponse:
    """Write down what a refrigerator shows."""
    form = ColdForm(request.POST)
    perform(
        request, form,
        lambda by: read_refrigerator(
            by=by, site_id=site.id, refrigerator_id=refrigerator_id, value_c=form.cleaned_data["value_c"]
        ),
        _("Recorded."),
    )  # fmt: skip
    return redirect("medicines", site.code)


@posted("medicine.handle")
@require_POST
def retired(request: HttpRequest, site: Site, refrigerator_id: UUID) -> HttpResponse:
    """Take a refrigerator off the list."""
    perform(
        request, CommandForm(request.POST),
        lambda by: retire_refrigerator(by=by, site_id=site.id, refrigerator_id=refrigerator_id),
        _("Off the list. Its readings stay."),
    )  # fmt: skip
    return redirect("medicines", site.code)
