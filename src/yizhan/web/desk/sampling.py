"""The day's samples, one tube, and one person's samples."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from yizhan.core.actions import record_audit
from yizhan.core.ids import new_id
from yizhan.health.enums import ResultValue
from yizhan.health.models import Result, Tube
from yizhan.health.queries.person_samples import samples_of
from yizhan.health.queries.tubes import described, late_at
from yizhan.people.queries.identity import identity_of
from yizhan.places.models import Site
from yizhan.stays.models import Stay
from yizhan.stays.queries.present import present_at
from yizhan.stays.queries.samples_today import lines_of, samples_today
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.desk.sampling_forms import CorrectionForm, ResultForm


@posted("list.samples")
@require_GET
def show(request: HttpRequest, site: Site) -> HttpResponse:
    """Show who is due, and where every tube is on its way."""
    context = {"today": samples_today(site, by=actor_of(request))}
    return page_or_part(request, "desk/sampling/today.html", "desk/sampling/today_part.html", context)


@posted("list.samples")
@require_GET
def alarm(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the strip of tubes whose result is late, and nothing where none is."""
    found = {"late": late_at([site.id]).get(site.id)}
    return page_or_part(request, "desk/alarm.html", "desk/sampling/_strip.html", found)


@posted("sample.result")
@require_GET
def tube(request: HttpRequest, site: Site, tube_number: str) -> HttpResponse:
    """Show one tube: whose, its way, its result and what was said before; the reading is audited."""
    found = described(Tube.objects.filter(site=site, code=tube_number))
    if not found:
        raise Http404
    people = {present.person.id: present for present in present_at(site.id)}
    record_audit(actor_of(request), "web.read_result", site_id=site.id, tube=str(found[0].tube.id))
    results = Result.objects.filter(tube=found[0].tube).select_related("entered_by").order_by("-received_at")
    context = {
        "line": lines_of(found, people)[0], "results": results, "form": ResultForm(site, tube=tube_number),
        "correction": CorrectionForm(initial={"command_id": new_id()}), "values": ResultValue.choices,
    }  # fmt: skip
    return render(request, "desk/sampling/tube.html", context)


@posted("health.read")
@require_GET
def person(request: HttpRequest, site: Site, person_id: UUID) -> HttpResponse:
    """Show one person's samples and results, by name; the reading is audited."""
    stay = get_object_or_404(
        Stay.objects.select_related("person"), site=site, person_id=person_id, ended_at=None
    )
    record_audit(actor_of(request), "web.read_results", site_id=site.id, person=str(person_id))
    context = {"stay": stay, "name": identity_of(stay.person).name, "samples": samples_of([person_id])}
    return render(request, "desk/sampling/person.html", context)
