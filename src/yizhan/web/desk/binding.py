"""A roster and those who were counted, side by side: accept, refuse, look for, undo."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yizhan.places.models import Site
from yizhan.roster.actions.binding import bind, reconsider, refuse_proposals, unbind
from yizhan.roster.models import Roster
from yizhan.roster.queries.binding import bindings, roster_of, search
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.binding_forms import PairsForm, PeopleForm, SeekForm


@posted("person.read")
@require_GET
def show(request: HttpRequest, site: Site, roster_id: UUID) -> HttpResponse:
    """Show what is proposed, what is bound and who is left over on either side."""
    found = bindings(_roster(site, roster_id), site=site, by=actor_of(request))
    return render(request, "desk/binding/bindings.html", {"found": found, "roster": found.roster})


@posted("person.register")
@require_POST
def accept(request: HttpRequest, site: Site, roster_id: UUID) -> HttpResponse:
    """Bind the pairs as they were shown."""
    roster, form = _roster(site, roster_id), PairsForm(request.POST)
    count = len(request.POST.getlist("pair"))
    said = ngettext("%(count)s person is bound.", "%(count)s people are bound.", count) % {"count": count}
    perform(
        request, form,
        lambda by: bind(by=by, site_id=site.id, roster_id=roster.id, bindings=form.bindings), said,
    )  # fmt: skip
    return redirect("bindings", site.code, roster.id)


@posted("person.register")
@require_POST
def refuse(request: HttpRequest, site: Site, roster_id: UUID) -> HttpResponse:
    """Keep that these are not they, and lead to looking for them by hand."""
    roster, form = _roster(site, roster_id), PairsForm(request.POST)
    perform(
        request, form,
        lambda by: refuse_proposals(by=by, site_id=site.id, roster_id=roster.id, pairs=form.pairs),
        _("Kept: none of these. Look for them by wristband or room."),
    )  # fmt: skip
    return redirect("bindings", site.code, roster.id)


@posted("person.register")
@require_POST
def ask_again(request: HttpRequest, site: Site, roster_id: UUID) -> HttpResponse:
    """Show refused proposals again."""
    roster, form = _roster(site, roster_id), PeopleForm(request.POST)
    perform(
        request, form,
        lambda by: reconsider(
            by=by, site_id=site.id, roster_id=roster.id, roster_person_ids=form.cleaned_data["row"]
        ),
        _("The proposals are shown again."),
    )  # fmt: skip
    return redirect("bindings", site.code, roster.id)


@posted("person.register")
@require_POST
def undo(request: HttpRequest, site: Site, roster_id: UUID, row_id: UUID) -> HttpResponse:
    """Undo one binding."""
    perform(
        request, CommandForm(request.POST),
        lambda by: unbind(by=by, site_id=site.id, roster_person_id=row_id),
        _("Undone. What the roster had filled in is taken back."),
    )  # fmt: skip
    return redirect("bindings", site.code, roster_id)


@posted("person.register")
@require_GET
def look(request: HttpRequest, site: Site, roster_id: UUID, row_id: UUID) -> HttpResponse:
    """Look for one party of the roster by wristband or room."""
    roster, form = _roster(site, roster_id), SeekForm(request.GET)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    question = search(roster, row_id, text, site=site, by=actor_of(request))
    if question is None:
        return redirect("bindings", site.code, roster.id)
    return render(request, "desk/binding/look.html", {"question": question, "text": text, "roster": roster})


def _roster(site: Site, roster_id: UUID) -> Roster:
    roster = roster_of(site, roster_id)
    if roster is None:
        raise Http404
    return roster
