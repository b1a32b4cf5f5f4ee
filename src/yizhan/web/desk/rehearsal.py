"""Rehearsing tonight's plan from the desk: runs, what they showed, two of them side by side."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.command.actions.rehearsals import start_run
from yizhan.command.evening.facts import posts
from yizhan.command.evening.process import launch
from yizhan.command.models import RehearsalPlan, RehearsalRun
from yizhan.command.queries.evening import tonights_evening
from yizhan.command.queries.rehearsals import Run, plans_at, run_of, runs_at
from yizhan.core.refusals import Refusal
from yizhan.places.models import Site
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.desk.rehearsal_charts import charts_of


class RunForm(CommandForm):
    """Which plan is rehearsed, and how; the run bears the id of the command."""

    plan_id = forms.UUIDField(required=False)
    kind = forms.TypedChoiceField(choices=RehearsalRun.Kind.choices, coerce=RehearsalRun.Kind)


@posted("plan.rehearse")
@require_GET
def show(request: HttpRequest, site: Site) -> HttpResponse:
    """Show tonight's plan and what was rehearsed so far."""
    runs = runs_at(site.id)
    found = {
        "evening": tonights_evening(site), "runs": runs, "untried": _untried(site, runs),
    }  # fmt: skip
    return page_or_part(request, "desk/rehearsal/rehearsal.html", "desk/rehearsal/runs_part.html", found)


@posted("plan.rehearse")
@require_POST
def start(request: HttpRequest, site: Site) -> HttpResponse:
    """Start a run, and lead to where its progress is seen."""
    form = RunForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Open the page again."))
        return redirect("rehearsal", site.code)
    said = form.cleaned_data
    return begin(request, site, said["command_id"], said["plan_id"], said["kind"])


@posted("plan.rehearse")
@require_GET
def show_run(request: HttpRequest, site: Site, run_id: UUID) -> HttpResponse:
    """Show how far a run is, then what it showed."""
    run = _run(site, run_id)
    beside = [one for one in runs_at(site.id) if one.picture and one.row.id != run.row.id]
    charts = charts_of(run.picture) if run.picture else ()
    found = {"run": run, "charts": charts, "beside": beside}
    return page_or_part(request, "desk/rehearsal/run.html", "desk/rehearsal/run_part.html", found)


@posted("plan.rehearse")
@require_GET
def compare(request: HttpRequest, site: Site, run_id: UUID, other_id: UUID) -> HttpResponse:
    """Show two runs over the same time."""
    one, other = _run(site, run_id), _run(site, other_id)
    if one.picture is None or other.picture is None:
        raise Http404
    pictures = (one.picture, other.picture)
    waits = [(key, [picture.posts[key].longest_wait_min for picture in pictures]) for key in posts()]
    found = {
        "one": one, "other": other, "runs": (one, other), "waits": waits, "charts": charts_of(*pictures),
    }  # fmt: skip
    return render(request, "desk/rehearsal/compare.html", found)


def begin(
    request: HttpRequest, site: Site, command_id: UUID, plan_id: UUID | None, kind: RehearsalRun.Kind
) -> HttpResponse:
    """Start a run in a process of its own, and lead to its page, or back with why not."""
    by = actor_of(request, command_id)
    try:
        started = start_run(by=by, site_id=site.id, run_id=command_id, plan_id=plan_id, kind=kind)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("rehearsal", site.code)
    # Tapped twice, a second process finds the run claimed and ends.
    launch(started.run_id)
    return redirect("rehearsal_run", site.code, started.run_id)


def _run(site: Site, run_id: UUID) -> Run:
    run = run_of(site.id, run_id)
    if run is None:
        raise Http404
    return run


def _untried(site: Site, runs: list[Run]) -> list[RehearsalPlan]:
    """Return the plans that were saved and never rehearsed."""
    tried = {run.row.plan_id for run in runs}
    return [plan for plan in plans_at(site.id) if plan.id not in tried]
