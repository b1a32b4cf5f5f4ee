"""Room plans: ask, watch it being worked out, look at it on the map, approve, tick the moves off."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.core.actions import record_audit
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.queries.postings import capabilities_of
from yizhan.intake.queries.batches import open_batches
from yizhan.intake.queries.expected import expected_of, parties_waiting
from yizhan.places.models import Site
from yizhan.planning.actions.moves import call_off_rest, carry_out_step
from yizhan.planning.actions.plans import approve_plan, ask_plan, overtake_plan, stop_plan
from yizhan.planning.asking import Question
from yizhan.planning.enums import Use
from yizhan.planning.queries.plans import PlanView, plan_of, plans_at
from yizhan.planning.queries.why_not import why_not_there
from yizhan.planning.reasons import whys
from yizhan.planning.wording import sentence
from yizhan.web.access import account_of, actor_of, posted
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.plan_forms import FORMS, ApprovalForm, WhyNotForm
from yizhan.web.desk.plan_picture import SHOWN, HotelFace, hotel_faces, picture_of

CONFLICT = 409


@posted("room.plan")
@require_GET
def index(request: HttpRequest, site: Site) -> HttpResponse:
    """Show what can be planned, how the site stands, and the plans so far."""
    expected = expected_of(open_batches(site.id)).values()
    found = {
        "plans": plans_at(site.id), "uses": list(FORMS), "waiting": len(parties_waiting(site.id)),
        "expected": sum(one.people or 0 for one in expected),
    }  # fmt: skip
    return page_or_part(request, "desk/plans/plans.html", "desk/plans/_plans.html", found)


@posted("room.plan")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, site: Site, use: str) -> HttpResponse:
    """Ask for a plan, and lead to where its progress is seen."""
    if use not in FORMS:
        raise Http404
    form = FORMS[use](site, account_of(request), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _begin(request, site, form.cleaned_data["command_id"], form.question())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    status = CONFLICT if form.errors else 200
    return render(request, "desk/plans/new.html", {"form": form, "use": Use(use)}, status=status)


@posted("room.plan")
@require_GET
def show(request: HttpRequest, site: Site, plan_id: UUID) -> HttpResponse:
    """Show how far a plan is, then the plan: the picture on the map, and each step with its reasons."""
    plan = _plan(site, plan_id)
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else SHOWN[0]
    found: dict[str, object] = {"plan": plan, "shown": shown, "tabs": SHOWN}
    if plan.answer:
        hotels = hotel_faces(plan)
        drawn = _drawn(request, site, hotels)
        found |= {
            "picture": picture_of(drawn, plan, shown), "drawn": drawn, "hotels": hotels,
            "approval": ApprovalForm(), "asks": WhyNotForm(),
        }  # fmt: skip
    return page_or_part(request, "desk/plans/plan.html", "desk/plans/_plan.html", found)


@posted("room.plan")
@require_POST
def stop(request: HttpRequest, site: Site, plan_id: UUID) -> HttpResponse:
    """End the solve with the best plan it has."""
    form = CommandForm(request.POST)
    done = _("It ends with the best plan it has.")
    perform(request, form, lambda by: stop_plan(by=by, site_id=site.id, plan_id=plan_id), done)
    return redirect("plan", site.code, plan_id)


@posted("plan.approve")
@require_POST
def approve(request: HttpRequest, site: Site, plan_id: UUID) -> HttpResponse:
    """Approve a plan; one that the world has overtaken is worked out anew and shown again."""
    form, plan = ApprovalForm(request.POST), _plan(site, plan_id)
    if not form.is_valid():
        messages.error(request, _("Open the page again."))
        return redirect("plan", site.code, plan_id)
    said = form.cleaned_data
    by = actor_of(request, said["command_id"])
    try:
        approve_plan(by=by, site_id=site.id, plan_id=plan_id, reason=said["reason"])
    except Refusal as refusal:
        if refusal.code in ("plan_not_ready", "reason_needed", "may_not_announce"):
            messages.error(request, str(refusal))
            return redirect("plan", site.code, plan_id)
        return _overtaken(request, site, plan, str(refusal))
    messages.success(request, _("Approved."))
    return redirect("plan", site.code, plan_id)


@posted("room.plan")
@require_POST
def again(request: HttpRequest, site: Site, plan_id: UUID) -> HttpResponse:
    """Ask the same once more, of the site as it is now."""
    form, plan = CommandForm(request.POST), _plan(site, plan_id)
    if not form.is_valid():
        messages.error(request, _("Open the page again."))
        return redirect("plan", site.code, plan_id)
    try:
        return _begin(request, site, form.cleaned_data["command_id"], plan.question, plan_id)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("plan", site.code, plan_id)


@posted("room.assign")
@require_POST
def tick(request: HttpRequest, site: Site, plan_id: UUID, place: int) -> HttpResponse:
    """Tick a move off: they are in the new room, the old one is to be disinfected."""
    plan = _plan(site, plan_id)
    reason = _("Plan %(number)d: %(use)s") % {"number": plan.row.number, "use": plan.row.get_use_display()}
    perform(
        request, CommandForm(request.POST),
        lambda by: carry_out_step(by=by, site_id=site.id, plan_id=plan_id, place=place, reason=reason),
        _("Moved. The room they left is to be disinfected."),
    )  # fmt: skip
    return redirect("plan", site.code, plan_id)


@posted("plan.approve")
@require_POST
def call_off(request: HttpRequest, site: Site, plan_id: UUID) -> HttpResponse:
    """Call off what is left of a plan; who has moved stays where they are."""
    form = ApprovalForm(request.POST)
    perform(
        request, form,
        lambda by: call_off_rest(
            by=by, site_id=site.id, plan_id=plan_id, reason=form.cleaned_data["reason"]
        ),
        _("Called off. Nobody else moves by this plan."),
    )  # fmt: skip
    return redirect("plan", site.code, plan_id)


@posted("room.plan")
@require_GET
def why_not(request: HttpRequest, site: Site, plan_id: UUID) -> HttpResponse:
    """Say what speaks against the room that somebody has in mind for a party of the plan."""
    plan, form = _plan(site, plan_id), WhyNotForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"tag": "", "room": ""}
    record_audit(actor_of(request), "planning.read_why_not", site_id=site.id, plan=str(plan_id))
    answer = why_not_there(site, plan, asked["tag"], asked["room"])
    words = [sentence(why) for why in whys(answer.reasons)] if answer else []
    found = {"plan": plan, "answer": answer, "words": words, "asks": form}
    return render(request, "desk/plans/why_not.html", found)


def _plan(site: Site, plan_id: UUID) -> PlanView:
    plan = plan_of(site.id, plan_id)
    if plan is None:
        raise Http404
    return plan


def _drawn(request: HttpRequest, site: Site, hotels: list[HotelFace]) -> Site:
    """Return the hotel whose map is wanted, if the reader may see that map; else this site."""
    wanted = next((one.site for one in hotels if one.site.code == request.GET.get("hotel")), site)
    may = "map.read" in capabilities_of(account_of(request).id, wanted.id)
    return wanted if may else site


def _begin(
    request: HttpRequest, site: Site, command_id: UUID, question: Question, follows: UUID | None = None
) -> HttpResponse:
    """Ask for a plan, which bears the id of the command, and lead to it."""
    by = actor_of(request, command_id)
    asked = ask_plan(by=by, site_id=site.id, plan_id=command_id, question=question, follows=follows)
    return redirect("plan", site.code, asked.plan_id)


def _overtaken(request: HttpRequest, site: Site, plan: PlanView, why: str) -> HttpResponse:
    overtake_plan(by=actor_of(request), site_id=site.id, plan_id=plan.row.id)
    said = _("The site has changed since: %(why)s The plan is worked out anew. Look at it again.")
    messages.warning(request, said % {"why": why})
    try:
        return _begin(request, site, new_id(), plan.question, plan.row.id)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("plan", site.code, plan.row.id)
