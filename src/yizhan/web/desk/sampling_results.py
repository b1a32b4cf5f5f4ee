"""Results by hand: entered once, and corrected by a new entry that names the old one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yizhan.core.refusals import Refusal
from yizhan.health.actions.results import ResultEntered, correct_result, enter_result
from yizhan.health.enums import ResultValue
from yizhan.health.queries.tubes import open_tubes
from yizhan.places.models import Site
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.sampling_forms import CorrectionForm, ResultForm

CONFLICT = 409


@posted("sample.result")
@require_http_methods(["GET", "POST"])
def results(request: HttpRequest, site: Site) -> HttpResponse:
    """Enter a tube's result, as the laboratory said it."""
    sent = request.POST if request.method == "POST" else None
    form = ResultForm(site, sent, tube=request.GET.get("tube", ""))
    if form.is_valid():
        try:
            entered = _enter(request, site, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            _tell(request, ResultValue(form.cleaned_data["value"]), entered)
            return redirect("sample_results", site.code)
    awaited = [each for each in open_tubes(site.id) if each.hand_over]
    context = {"form": form, "awaited": awaited, "values": ResultValue.choices}
    return render(request, "desk/sampling/results.html", context, status=CONFLICT if sent else 200)


@posted("sample.result")
@require_POST
def correct(request: HttpRequest, site: Site, tube_number: str, result_id: UUID) -> HttpResponse:
    """Enter what is right instead of a result."""
    form = CorrectionForm(request.POST)
    perform(
        request, form,
        lambda by: correct_result(
            by=by, site_id=site.id, result_id=result_id, value=ResultValue(form.cleaned_data["value"]),
            ct=form.cleaned_data["ct"], reason=form.cleaned_data["reason"],
        ),
        _("Corrected. The first entry stays on record."),
    )  # fmt: skip
    return redirect("sample_tube", site.code, tube_number)


def _enter(request: HttpRequest, site: Site, form: ResultForm) -> ResultEntered:
    sent = form.cleaned_data
    return enter_result(
        by=actor_of(request, sent["command_id"]), site_id=site.id, tube=sent["tube"],
        value=ResultValue(sent["value"]), ct=sent["ct"], reported_at=form.reported_at,
    )  # fmt: skip


def _tell(request: HttpRequest, value: ResultValue, entered: ResultEntered) -> None:
    said = {"value": value.label, "count": entered.again}
    if value == ResultValue.POSITIVE:
        messages.warning(request, _("Entered: %(value)s. The doctor and the site head are called.") % said)
    else:
        messages.success(request, _("Entered: %(value)s.") % said)
    if entered.again:
        messages.warning(request, _("To be sampled again, singly: %(count)s.") % said)
