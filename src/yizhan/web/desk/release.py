"""Releases at the desk: today's list, one person's conditions, and every decision about them."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.actions import record_audit
from yizhan.leaving.actions.early import propose_early, reject_early, sign_early
from yizhan.leaving.actions.releasing import decide_at_due, release, vouch_for_condition
from yizhan.leaving.queries.board import Leaver, leaver_of, leaving_board
from yizhan.leaving.queries.early import reason_of
from yizhan.leaving.queries.papers import papers_since
from yizhan.people.queries.identity import identity_of
from yizhan.places.models import Site
from yizhan.web.access import actor_of, capabilities_here, posted
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.release_forms import HandOverForm, ReasonForm, StaysForm, VouchForm


@posted("leaving.read")
@require_GET
def board(request: HttpRequest, site: Site) -> HttpResponse:
    """Show who is past due, who leaves today and in the next days, and where they go."""
    found = {"board": leaving_board(site), "issued": papers_since(site)}
    return page_or_part(request, "desk/leaving/board.html", "desk/leaving/_board.html", found)


@posted("leaving.read")
@require_GET
def person(request: HttpRequest, site: Site, stay_id: UUID) -> HttpResponse:
    """Show one person's conditions, what is missing, where they go, and what can be decided now."""
    one = _leaver(site, stay_id)
    found: dict[str, object] = {"one": one, "reason": ReasonForm(), "hand_over": _prefilled(site, one)}
    if "person.read" in capabilities_here(request):
        by = actor_of(request)
        record_audit(by, "leaving.read_person", site_id=site.id, person=str(one.stay.person_id))
        found["identity"] = identity_of(one.stay.person)
        found["why_early"] = reason_of(one.early, by=by) if one.early else ""
    return render(request, "desk/leaving/person.html", found)


@posted("release.decide")
@require_POST
def releases(request: HttpRequest, site: Site) -> HttpResponse:
    """Release whoever was ticked, by one decision."""
    form = StaysForm(request.POST)
    people = len(request.POST.getlist("stay"))
    done = ngettext("%(people)d person released.", "%(people)d people released.", people) % {"people": people}
    perform(
        request, form, lambda by: release(by=by, site_id=site.id, stay_ids=form.cleaned_data["stay"]), done
    )
    return redirect("leaving", site.code)


@posted("release.decide")
@require_POST
def decisions(request: HttpRequest, site: Site, stay_id: UUID) -> HttpResponse:
    """Release somebody at the due minute although a condition is open."""
    form = ReasonForm(request.POST)
    went = perform(
        request, form,
        lambda by: decide_at_due(
            by=by, site_id=site.id, stay_id=stay_id, reason=form.cleaned_data["reason"]
        ),
        _("Released, by your decision."),
    )  # fmt: skip
    return redirect("leaving", site.code) if went else redirect("leaving_person", site.code, stay_id)


@posted("release.decide")
@require_POST
def conditions(request: HttpRequest, site: Site, stay_id: UUID) -> HttpResponse:
    """Vouch for a condition that no record shows."""
    form = VouchForm(request.POST)
    perform(
        request, form,
        lambda by: vouch_for_condition(
            by=by, site_id=site.id, stay_id=stay_id, code=form.cleaned_data["code"]
        ),
        _("Recorded, with your name."),
    )  # fmt: skip
    return redirect("leaving_person", site.code, stay_id)


@posted("release.decide")
@require_POST
def proposals(request: HttpRequest, site: Site, stay_id: UUID) -> HttpResponse:
    """Propose an early release."""
    form = ReasonForm(request.POST)
    perform(
        request, form,
        lambda by: propose_early(
            by=by, site_id=site.id, stay_id=stay_id, reason=form.cleaned_data["reason"]
        ),
        _("Proposed. A second person has to sign it."),
    )  # fmt: skip
    return redirect("leaving_person", site.code, stay_id)


@posted("release.sign")
@require_POST
def signatures(request: HttpRequest, site: Site, stay_id: UUID, early_id: UUID) -> HttpResponse:
    """Sign an early release."""
    done = _("Signed. They may go now.")
    form = CommandForm(request.POST)
    perform(request, form, lambda by: sign_early(by=by, site_id=site.id, early_id=early_id), done)
    return redirect("leaving_person", site.code, stay_id)


@posted("release.decide")
@require_POST
def rejections(request: HttpRequest, site: Site, stay_id: UUID, early_id: UUID) -> HttpResponse:
    """Not agree to an early release."""
    done = _("Not agreed to. The due time stands.")
    form = CommandForm(request.POST)
    perform(request, form, lambda by: reject_early(by=by, site_id=site.id, early_id=early_id), done)
    return redirect("leaving_person", site.code, stay_id)


def _leaver(site: Site, stay_id: UUID) -> Leaver:
    found = leaver_of(site, stay_id)
    if found is None:
        raise Http404
    return found


def _prefilled(site: Site, one: Leaver) -> HandOverForm:
    known = one.hand_over
    initial = {
        "community": str(known.community_id) if known and known.community_id else "",
        "ride": str(known.ride_id) if known and known.ride_id else "",
        "first_visit_at": known.first_visit_at if known else None,
    }
    return HandOverForm(site, initial=initial)
