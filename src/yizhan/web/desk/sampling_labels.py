"""Labels made ahead, and printed on sheets or a roll."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from yizhan.core.actors import Actor
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.health.actions.labels import MOST_LABELS, LabelsMade, make_labels, make_labels_for
from yizhan.health.codes import DIGITS, is_tube_number, tube_number
from yizhan.health.models import Tube
from yizhan.health.queries.tubes import labels_waiting
from yizhan.places.models import Site
from yizhan.stays.queries.lists import samples_now
from yizhan.stays.queries.present import present_at
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.list_files import grid_called, pdf
from yizhan.web.desk.sampling_forms import FOR_THOSE_DUE, LabelsForm
from yizhan.web.paper.sizes import grids
from yizhan.web.paper.tubes import label_facts
from yizhan.web.paper.typesetting import typeset


@posted("sample.take")
@require_http_methods(["GET", "POST"])
def labels(request: HttpRequest, site: Site) -> HttpResponse:
    """Offer labels; make them and lead to their printing."""
    form = LabelsForm(request.POST if request.method == "POST" else None, initial={"command_id": new_id()})
    if form.is_valid():
        try:
            made = _make(actor_of(request, form.cleaned_data["command_id"]), site, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            first = Tube.objects.get(id=made.tubes[0]).code
            messages.success(request, _("Labels made: %(count)s.") % {"count": len(made.tubes)})
            return redirect("sample_labels_made", site.code, first, len(made.tubes))
    context = {"form": form, "waiting": labels_waiting(site.id)}
    return render(request, "desk/sampling/labels.html", context, status=409 if form.is_bound else 200)


@posted("sample.take")
@require_GET
def labels_made(request: HttpRequest, site: Site, first_tube: str, labels: int) -> HttpResponse:
    """Show a run of labels that were made together, to be printed as the printer is loaded."""
    context = {"tubes": _run(site, first_tube, labels), "first": first_tube, "count": labels,
               "grids": grids("tubes").values()}  # fmt: skip
    return render(request, "desk/sampling/labels_made.html", context)


@posted("sample.take")
@require_GET
def labels_pdf(request: HttpRequest, site: Site, first_tube: str, labels: int) -> FileResponse:
    """Return a run of labels for the sheet or roll that is loaded."""
    people = {present.person.id: present for present in present_at(site.id)}
    facts = label_facts(site, _run(site, first_tube, labels), people, grid_called("tubes", request))
    return pdf(typeset("labels", facts), f"{site.code}-tubes-{first_tube}")


def _make(by: Actor, site: Site, form: LabelsForm) -> LabelsMade:
    sent = form.cleaned_data
    if sent["whose"] == FOR_THOSE_DUE:
        due = [one.person_id for stop in samples_now(site, by=by).stops for one in stop.people]
        if not due:
            raise Refusal("nobody_due", gettext_noop("No sample is due today, so no label was made."))
        return make_labels_for(by=by, site_id=site.id, person_ids=due, specimen=sent["specimen"])
    return make_labels(
        by=by, site_id=site.id, count=sent["count"], size=sent["size"], specimen=sent["specimen"]
    )


def _run(site: Site, first: str, count: int) -> list[Tube]:
    """Return the labels whose numbers follow each other from `first`; 404 for a run that was never made."""
    if not is_tube_number(first) or not 0 < count <= MOST_LABELS:
        raise Http404
    begin = int(first[: DIGITS - 2])
    codes = [tube_number(serial) for serial in range(begin, begin + count)]
    tubes = list(Tube.objects.filter(site=site, code__in=codes).order_by("code"))
    if not tubes:
        raise Http404
    return tubes
