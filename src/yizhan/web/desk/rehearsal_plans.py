"""Another plan for tonight: what is changed is written down, saved and rehearsed at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.command.actions.rehearsals import save_plan
from yizhan.command.evening.plan import PlanChanges
from yizhan.command.models import RehearsalRun
from yizhan.command.queries.evening import tonights_evening
from yizhan.command.queries.rehearsals import changes_of, plans_at
from yizhan.core.refusals import Refusal
from yizhan.places.models import Site
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.rehearsal import begin
from yizhan.web.desk.rehearsal_forms import PlanForm, with_trial

CONFLICT = 409


@posted("plan.rehearse")
@require_GET
def new(request: HttpRequest, site: Site) -> HttpResponse:
    """Show tonight's plan as a form; `after` begins from another plan, `try` changes one thing of it."""
    evening = tonights_evening(site)
    if evening is None:
        messages.error(
            request, _("Nobody is announced, so there is nothing to plan. Announce a batch first.")
        )
        return redirect("rehearsal", site.code)
    changes = with_trial(_before(site, request.GET.get("after", "")), request.GET.get("try", ""))
    return _form_page(request, site, PlanForm(evening, changes))


@posted("plan.rehearse")
@require_POST
def save(request: HttpRequest, site: Site) -> HttpResponse:
    """Save what differs from tonight's plan, and rehearse it."""
    evening = tonights_evening(site)
    if evening is None:
        return redirect("rehearsal", site.code)
    form = PlanForm(evening, PlanChanges(), request.POST)
    if not form.is_valid():
        return _form_page(request, site, form, CONFLICT)
    said = form.cleaned_data
    try:
        save_plan(
            by=actor_of(request, said["command_id"]), site_id=site.id, plan_id=said["command_id"],
            changes=form.changes(), name=said["name"],
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, site, form, CONFLICT)
    return begin(request, site, said["run_command"], said["command_id"], RehearsalRun.Kind.ESTIMATE)


def _before(site: Site, plan_id: str) -> PlanChanges:
    plan = next((one for one in plans_at(site.id) if str(one.id) == plan_id), None)
    return changes_of(plan)


def _form_page(request: HttpRequest, site: Site, form: PlanForm, status: int = 200) -> HttpResponse:
    return render(request, "desk/rehearsal/plan.html", {"form": form}, status=status)
