"""The small path of a fever: each step with its time, and the doctor's decision."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.actions import record_audit
from yizhan.core.ids import new_id
from yizhan.health.actions.fever import decide_fever, tell_doctor
from yizhan.health.enums import FeverDecision
from yizhan.health.queries.fever_path import FeverNow, fever_of
from yizhan.places.models import Occupancy, Site
from yizhan.stays.models import Stay
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.observation_forms import DecisionForm


@posted("health.read")
@require_GET
def show(request: HttpRequest, site: Site, case_id: UUID) -> HttpResponse:
    """Show the steps of one fever, timed, and what is to be done next."""
    return _page(request, site, _found(site, case_id), DecisionForm(initial={"command_id": new_id()}))


@posted("health.observe")
@require_POST
def told(request: HttpRequest, site: Site, case_id: UUID) -> HttpResponse:
    """Record that the doctor knows."""
    person_id = _found(site, case_id).case.person_id
    perform(
        request, CommandForm(request.POST),
        lambda by: tell_doctor(by=by, site_id=site.id, person_id=person_id), _("The doctor knows."),
    )  # fmt: skip
    return redirect("fever", site.code, case_id)


@posted("health.observe")
@require_POST
def decided(request: HttpRequest, site: Site, case_id: UUID) -> HttpResponse:
    """End the path with what a doctor decides."""
    form = DecisionForm(request.POST)
    done = perform(
        request, form,
        lambda by: decide_fever(
            by=by, site_id=site.id, case_id=case_id, because=form.cleaned_data["because"],
            decision=FeverDecision(form.cleaned_data["decision"]),
        ),
        _("Decided, under your name."),
    )  # fmt: skip
    if not done:
        return _page(request, site, _found(site, case_id), form, status=422)
    return redirect("fever", site.code, case_id)


def _found(site: Site, case_id: UUID) -> FeverNow:
    found = fever_of(site.id, case_id)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, site: Site, path: FeverNow, form: DecisionForm, status: int = 200
) -> HttpResponse:
    person_id = path.case.person_id
    record_audit(actor_of(request), "health.read_fever", site_id=site.id, person=str(person_id))
    stay = Stay.objects.filter(site=site, person_id=person_id).order_by("-started_at").first()
    inside = Occupancy.objects.filter(person_id=person_id, ended_at=None).select_related("room").first()
    context = {"path": path, "stay": stay, "room": inside.room if inside else None, "form": form}
    return render(request, "desk/observation/fever.html", context, status=status)
