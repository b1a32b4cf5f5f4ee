"""Rounds at the desk: today's entries, the next one planned on one screen, and one of them door by door."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.core.refusals import Refusal
from yizhan.duty.actions.round_plans import add_to_round, call_off_round, plan_round
from yizhan.duty.actions.round_walks import end_round, hand_over_round
from yizhan.duty.enums import RoundState
from yizhan.duty.kinds import kinds
from yizhan.duty.queries.due import NextEntry, due_for, next_entry_of
from yizhan.duty.queries.people import crew_of
from yizhan.duty.queries.rounds import RoundSeen, round_of, rounds_of_day, suits_saved_at
from yizhan.places.models import Site
from yizhan.stays.queries.census import looks_of_round
from yizhan.stays.queries.lists import site_day
from yizhan.stays.queries.walk import walk_of
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_live import page_or_part, unchanged
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.round_faces import chosen, door_faces, due_rows, missed_faces
from yizhan.web.desk.round_forms import EntryForm, HandOverForm

CONFLICT = 409
OPEN_STATES = (RoundState.WALKING, RoundState.LATE, RoundState.PLANNED)

# What asks for attention stands first.
BOARD = (*OPEN_STATES, RoundState.ENDED, RoundState.CALLED_OFF)


@posted("round.plan")
@require_GET
def board(request: HttpRequest, site: Site) -> HttpResponse:
    """Show today's entries, how far each has come, and what is due and on no list.

    What the site has saved since its first day is counted for the page alone, not with every glance.
    """
    rounds = rounds_of_day(site, site_day(site))
    found = {
        "rounds": sorted(rounds, key=lambda seen: (BOARD.index(seen.state), seen.round.planned_at)),
        "entry": next_entry_of(site), "saved_ever": partial(suits_saved_at, site.id),
        "saved_today": sum(seen.suits_saved for seen in rounds if seen.state == RoundState.ENDED),
    }  # fmt: skip
    return page_or_part(request, "desk/rounds/board.html", "desk/rounds/_board.html", found)


@posted("round.plan")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, site: Site) -> HttpResponse:
    """Plan an entry: everything due is ticked, and its packing list stands beside it."""
    said = request.POST if request.method == "POST" else request.GET
    coming = next_entry_of(site)
    form = EntryForm(site, coming, said or None)
    if request.method == "POST" and form.is_valid():
        by = actor_of(request, form.cleaned_data["command_id"])
        try:
            planned = plan_round(by=by, site_id=site.id, **form.facts)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            words = ngettext(
                "Planned: %(tasks)s thing to do.", "Planned: %(tasks)s things to do.", planned.tasks
            )
            messages.success(request, words % {"tasks": planned.tasks})
            return redirect("round", site.code, planned.round_id)
    return _planning(request, site, form, next_entry_of(site, form.hour) if form.hour else coming)


@posted("round.plan")
@require_GET
def show(request: HttpRequest, site: Site, round_id: UUID) -> HttpResponse:
    """Show one entry door by door; only when something changed is it read again."""
    seen = _round(site, round_id)
    since = len(due_for(seen.round)) if seen.state in OPEN_STATES else 0
    version = f"{seen.state} {seen.tallies} {seen.round.walker_id} {seen.round.offered_to_id} {since}"
    if known := unchanged(request, version):
        return known
    walk = walk_of(site, seen, by=actor_of(request))
    found: dict[str, Any] = {
        "seen": seen, "since": since, "doors": door_faces(walk.stops), "missed": missed_faces(walk.stops),
        "otherwise": [look for look in looks_of_round(site.id, round_id) if not look.agrees],
        "gone": walk.gone, "is_open": seen.state in OPEN_STATES,
        "walkers": [one for one in crew_of(site.id) if "round.walk" in one.role.can],
    }  # fmt: skip
    return page_or_part(request, "desk/rounds/round.html", "desk/rounds/_round.html", found, version=version)


@posted("round.plan")
@require_GET
def packing(request: HttpRequest, site: Site, round_id: UUID) -> HttpResponse:
    """Show the packing list and the doors as they are printed, in black and white."""
    seen = _round(site, round_id)
    walk = walk_of(site, seen, by=actor_of(request))
    found = {"seen": seen, "doors": door_faces(walk.stops)}
    return render(request, "desk/rounds/packing.html", found)


@posted("round.plan")
@require_POST
def additions(request: HttpRequest, site: Site, round_id: UUID) -> HttpResponse:
    """Put what became due since on the list of an entry."""
    perform(
        request, CommandForm(request.POST),
        lambda by: add_to_round(by=by, site_id=site.id, round_id=round_id), _("It is on the list now."),
    )  # fmt: skip
    return redirect("round", site.code, round_id)


@posted("round.plan")
@require_POST
def cancellations(request: HttpRequest, site: Site, round_id: UUID) -> HttpResponse:
    """Call an entry off that nobody began."""
    perform(
        request, CommandForm(request.POST),
        lambda by: call_off_round(by=by, site_id=site.id, round_id=round_id),
        _("Called off. What was on its list is due for the next entry."),
    )  # fmt: skip
    return redirect("rounds", site.code)


@posted("round.walk")
@require_POST
def hand_overs(request: HttpRequest, site: Site, round_id: UUID) -> HttpResponse:
    """Ask somebody to go on with a round; they accept on their phone."""
    form = HandOverForm(request.POST)
    perform(
        request, form,
        lambda by: hand_over_round(
            by=by, site_id=site.id, round_id=round_id, account_id=form.cleaned_data["account"]
        ),
        _("Asked. The round stays where it is until they accept on their phone."),
    )  # fmt: skip
    return redirect("round", site.code, round_id)


@posted("round.walk")
@require_POST
def ends(request: HttpRequest, site: Site, round_id: UUID) -> HttpResponse:
    """End a round from the desk; what is open is missed, and due for the next entry."""
    perform(
        request, CommandForm(request.POST),
        lambda by: end_round(by=by, site_id=site.id, round_id=round_id),
        _("Ended. What was missed is listed by door."),
    )  # fmt: skip
    return redirect("round", site.code, round_id)


def _planning(request: HttpRequest, site: Site, form: EntryForm, entry: NextEntry) -> HttpResponse:
    """Show the form with what is due at the hour it names; to its script the packing list alone."""
    wanted, ticked = chosen(entry, form), form.ticked("kinds")
    suits = form["suits"].value()
    found = {
        "form": form, "entry": entry, "rows": due_rows(entry, form), "wanted": wanted,
        "packing": wanted.packing(int(suits) if str(suits).isdigit() else 1),
        "kinds": [kind for key, kind in kinds().items() if key in ticked or kind in entry.kinds],
        "ticked": ticked,
        "roomless": sum(len(row.tasks) for row in entry.floors if row.floor is None),
    }  # fmt: skip
    if "X-Live" in request.headers:
        return render(request, "desk/rounds/_due.html", found)
    status = CONFLICT if request.method == "POST" else 200
    return render(request, "desk/rounds/new.html", found, status=status)


def _round(site: Site, round_id: UUID) -> RoundSeen:
    seen = round_of(site.id, round_id)
    if seen is None:
        raise Http404
    return seen
