"""Late rosters: brought, looked through, decided about, brought in."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.core.refusals import Refusal
from yizhan.places.models import Site
from yizhan.reading.limits import limits
from yizhan.reading.questions import questions
from yizhan.roster.actions.rosters import answer_question, discard_roster, import_roster, receive_roster
from yizhan.roster.queries.rosters import Shown, rosters_of, show_roster
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.list_files import pdf, xlsx
from yizhan.web.desk.roster_forms import AnswerForm, BringForm, CommandForm
from yizhan.web.paper.names import name_label_facts
from yizhan.web.paper.rosters import held_sheets
from yizhan.web.paper.sheets import workbook
from yizhan.web.paper.sizes import grids
from yizhan.web.paper.typesetting import typeset

CONFLICT = 409
ON_A_PAGE = 100


@posted("roster.import")
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the site's rosters; take a file or pasted text to be looked through."""
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            received = receive_roster(
                by=actor_of(request, form.cleaned_data["command_id"]),
                site_id=site.id,
                contents=form.contents,
                name=form.file_name,
                pasted=form.pasted,
                most_rows=limits().desk_rows,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            if received.again:
                messages.info(request, _("This very list came before: nothing has changed. Here it is."))
            return redirect("roster", site.code, received.roster_id)
    status = CONFLICT if form.is_bound else 200
    facts = {"form": form, "rosters": rosters_of(site), "limits": limits()}
    return render(request, "desk/roster/rosters.html", facts, status=status)


@posted("roster.import")
@require_GET
def show(request: HttpRequest, site: Site, roster_id: UUID) -> HttpResponse:
    """Show what a roster says: the figures first, then what is asked, then its people."""
    shown = _shown(request, site, roster_id)
    many, single = questions(shown.reading.held)
    facts = {
        "shown": shown,
        "roster": shown.roster,
        "many": many,
        "single": Paginator(single, ON_A_PAGE).get_page(request.GET.get("asked")),
        "rejected": questions(shown.reading.rejected)[1][:ON_A_PAGE],
        "people": Paginator(shown.people, ON_A_PAGE).get_page(request.GET.get("people")),
    }
    return render(request, "desk/roster/roster.html", facts)


@posted("roster.import")
@require_POST
def answer(request: HttpRequest, site: Site, roster_id: UUID) -> HttpResponse:
    """Decide about one cell, or about all rows that ask the same."""
    form = AnswerForm(request.POST)
    said = _("Decided. The list was read again.")
    perform(
        request,
        form,
        lambda by: answer_question(
            by=by,
            site_id=site.id,
            roster_id=roster_id,
            question=form.cleaned_data["question"],
            answer=form.cleaned_data["answer"],
            text=form.cleaned_data["text"],
        ),
        said,
    )
    return redirect("roster", site.code, roster_id)


@posted("roster.import")
@require_POST
def take(request: HttpRequest, site: Site, roster_id: UUID) -> HttpResponse:
    """Bring in everybody about whom nothing is asked."""
    form = CommandForm(request.POST)
    if form.is_valid():
        try:
            made = import_roster(
                by=actor_of(request, form.cleaned_data["command_id"]), site_id=site.id, roster_id=roster_id
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            said = ngettext(
                "%(count)s person came onto the roster. Bind them to those who were counted.",
                "%(count)s people came onto the roster. Bind them to those who were counted.",
                made.people,
            )
            same = _("This roster was brought in before: nothing has changed.")
            messages.success(request, said % {"count": made.people} if made.changed else same)
    return redirect("roster", site.code, roster_id)


@posted("roster.import")
@require_POST
def remove(request: HttpRequest, site: Site, roster_id: UUID) -> HttpResponse:
    """Take back a list that was not brought in yet."""
    form = CommandForm(request.POST)
    done = perform(
        request,
        form,
        lambda by: discard_roster(by=by, site_id=site.id, roster_id=roster_id),
        _("The list is taken back, and its original destroyed."),
    )
    return redirect("rosters", site.code) if done else redirect("roster", site.code, roster_id)


@posted("roster.import")
@require_GET
def held_xlsx(request: HttpRequest, site: Site, roster_id: UUID) -> FileResponse:
    """Return what is held and what is rejected, to be sent back to whoever made the list."""
    shown = _shown(request, site, roster_id)
    return xlsx(workbook(held_sheets(shown.name, shown.reading)), f"{site.code}-roster-questions")


@posted("roster.import")
@require_GET
def labels_pdf(request: HttpRequest, site: Site, roster_id: UUID) -> FileResponse:
    """Return a label with the name of everybody on the roster, whatever its script and length."""
    shown = _shown(request, site, roster_id)
    grid = next(iter(grids("names").values()))
    return pdf(typeset("names", name_label_facts(site, shown.reading.people, grid)), f"{site.code}-names")


def _shown(request: HttpRequest, site: Site, roster_id: UUID) -> Shown:
    shown = show_roster(site, roster_id, by=actor_of(request))
    if shown is None:
        raise Http404
    return shown
