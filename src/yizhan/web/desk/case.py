"""Positive cases at the desk: the list, and one screen that leads through a case step by step."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.cases.actions.opening import open_case, withdraw_case
from yizhan.cases.actions.steps import close_case
from yizhan.cases.queries.cases import CaseNow, case_of, closed_cases, open_cases
from yizhan.cases.queries.pools import pools_awaited
from yizhan.core.actions import record_audit
from yizhan.places.models import Site
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_live import page_or_part, record_reading
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.case_faces import CaseFace
from yizhan.web.desk.case_forms import OpenForm, ReasonForm


@posted("health.read")
@require_GET
def board(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the open cases with what is next, pools that are awaited, and what was closed lately."""
    cases = open_cases(site.id)
    found = {
        "open": cases, "closed": closed_cases(site.id), "pools": pools_awaited(site.id),
        "form": OpenForm(site),
    }  # fmt: skip
    record_reading(request, site, "cases.read_list", cases=len(cases))
    return page_or_part(request, "desk/cases/board.html", "desk/cases/_board.html", found)


@posted("case.lead")
@require_GET
def alarm(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the strip of cases with open steps, and nothing where there is none."""
    found = {"undone": [case for case in open_cases(site.id) if case.undone]}
    return page_or_part(request, "desk/alarm.html", "desk/cases/_strip.html", found)


@posted("case.lead")
@require_POST
def opened(request: HttpRequest, site: Site) -> HttpResponse:
    """Open a case by hand."""
    form = OpenForm(site, request.POST)
    perform(
        request, form,
        lambda by: open_case(by=by, site_id=site.id, person_id=form.cleaned_data["tag"]),
        _("The case is open. Begin with the first step."),
    )  # fmt: skip
    return redirect("cases", site.code)


@posted("health.read")
@require_GET
def show(request: HttpRequest, site: Site, positive_id: UUID) -> HttpResponse:
    """Lead through one case; the reading is audited."""
    return case_page(request, site, positive_id)


@posted("case.lead")
@require_POST
def closed(request: HttpRequest, site: Site, positive_id: UUID) -> HttpResponse:
    """Close a case whose steps are all done."""
    perform(
        request, CommandForm(request.POST),
        lambda by: close_case(by=by, site_id=site.id, case_id=positive_id), _("Closed, under your name."),
    )  # fmt: skip
    return redirect("case", site.code, positive_id)


@posted("case.lead")
@require_POST
def withdrawn(request: HttpRequest, site: Site, positive_id: UUID) -> HttpResponse:
    """Close a case that is none."""
    form = ReasonForm(request.POST)
    perform(
        request, form,
        lambda by: withdraw_case(
            by=by, site_id=site.id, case_id=positive_id, reason=form.cleaned_data["reason"]
        ),
        _("Withdrawn, under your name."),
    )  # fmt: skip
    return redirect("case", site.code, positive_id)


def found_case(site: Site, positive_id: UUID) -> CaseNow:
    """Return a case of this site; 404 for any other."""
    view = case_of(site.id, positive_id)
    if view is None:
        raise Http404
    return view


def case_page(
    request: HttpRequest, site: Site, positive_id: UUID, *, status: int = 200, **forms: object
) -> HttpResponse:
    """Render the screen of one case; `forms` are those that were refused, with what was typed."""
    view, by = found_case(site, positive_id), actor_of(request)
    record_audit(by, "cases.read", site_id=site.id, case=str(positive_id), person=str(view.case.person_id))
    return render(request, "desk/cases/case.html", {"face": CaseFace(site, view, forms)}, status=status)
