"""Lists of the people here that somebody outside keeps: brought, looked at, taken away."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.core.refusals import Refusal
from yizhan.ledgers.actions.lists import receive_list, remove_list
from yizhan.ledgers.queries.lists import lists_of, show_list
from yizhan.places.models import Site
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.ledger_forms import OutsideListForm
from yizhan.web.desk.roster_forms import CommandForm

CONFLICT = 409


@posted("ledger.correct")
@require_http_methods(["GET", "POST"])
def outside_lists(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the lists that were brought; take another one."""
    form = OutsideListForm(site, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            received = receive_list(
                by=actor_of(request, form.cleaned_data["command_id"]), site_id=site.id, **form.facts
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            if received.again:
                messages.info(request, _("This very list came before: nothing has changed."))
            return redirect("outside_list", site.code, received.list_id)
    status = CONFLICT if form.is_bound else 200
    return render(request, "desk/ledger/lists.html", {"form": form, "lists": lists_of(site)}, status=status)


@posted("ledger.correct")
@require_GET
def outside_list(request: HttpRequest, site: Site, list_id: UUID) -> HttpResponse:
    """Show one list: its figures, and the rows that are not compared with the reason."""
    shown = show_list(site, list_id, by=actor_of(request))
    if shown is None:
        raise Http404
    return render(request, "desk/ledger/list.html", {"shown": shown})


@posted("ledger.correct")
@require_POST
def outside_list_removal(request: HttpRequest, site: Site, list_id: UUID) -> HttpResponse:
    """Take a list away."""
    said = _("The list is taken away, and its original destroyed.")
    perform(
        request,
        CommandForm(request.POST),
        lambda by: remove_list(by=by, site_id=site.id, list_id=list_id),
        said,
    )
    return redirect("outside_lists", site.code)
