"""A laboratory's file: looked through, decided about, brought in."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.core.refusals import Refusal
from yizhan.health.actions.result_files import (
    answer_result,
    discard_results,
    import_results,
    receive_results,
)
from yizhan.health.queries.result_files import ShownFile, result_files, show_file
from yizhan.places.models import Site
from yizhan.reading.limits import limits
from yizhan.reading.questions import questions
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.list_files import xlsx
from yizhan.web.desk.sampling_forms import AnswerForm, ResultFileForm
from yizhan.web.paper.result_files import question_sheets
from yizhan.web.paper.sheets import workbook

CONFLICT = 409
ON_A_PAGE = 100


@posted("sample.result")
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the laboratories' files; take one to be looked through."""
    form = ResultFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        brought = form.cleaned_data["file"]
        try:
            received = receive_results(
                by=actor_of(request, form.cleaned_data["command_id"]), site_id=site.id,
                contents=brought.read(), name=brought.name,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            if received.again:
                messages.info(request, _("This very file came before: nothing has changed. Here it is."))
            return redirect("sample_file", site.code, received.file_id)
    context = {"form": form, "files": result_files(site)[:ON_A_PAGE], "limits": limits()}
    return render(request, "desk/sampling/files.html", context, status=CONFLICT if form.is_bound else 200)


@posted("sample.result")
@require_GET
def show(request: HttpRequest, site: Site, file_id: UUID) -> HttpResponse:
    """Show what a file says: the figures first, then what is asked, then its results."""
    shown = _shown(request, site, file_id)
    many, single = questions(shown.reading.held)
    context = {
        "shown": shown,
        "file": shown.file,
        "many": many,
        "single": Paginator(single, ON_A_PAGE).get_page(request.GET.get("asked")),
        "rejected": questions(shown.reading.rejected)[1][:ON_A_PAGE],
        "rows": Paginator(shown.reading.accepted, ON_A_PAGE).get_page(request.GET.get("rows")),
        "fresh": sum(not row.again for row in shown.reading.accepted),
    }
    return render(request, "desk/sampling/file.html", context)


@posted("sample.result")
@require_POST
def answer(request: HttpRequest, site: Site, file_id: UUID) -> HttpResponse:
    """Decide about one cell, or about all rows that ask the same."""
    form = AnswerForm(request.POST)
    perform(
        request, form,
        lambda by: answer_result(
            by=by, site_id=site.id, file_id=file_id, question=form.cleaned_data["question"],
            answer=form.cleaned_data["answer"], text=form.cleaned_data["text"],
        ),
        _("Decided. The list was read again."),
    )  # fmt: skip
    return redirect("sample_file", site.code, file_id)


@posted("sample.result")
@require_POST
def take(request: HttpRequest, site: Site, file_id: UUID) -> HttpResponse:
    """Bring in every result about which nothing is asked."""
    form = CommandForm(request.POST)
    if form.is_valid():
        try:
            made = import_results(
                by=actor_of(request, form.cleaned_data["command_id"]), site_id=site.id, file_id=file_id
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            said = _("Results that are new: %(kept)s. Known before: %(unchanged)s. Waiting here: %(held)s.")
            messages.success(
                request, said % {"kept": made.kept, "unchanged": made.unchanged, "held": made.held}
            )
    return redirect("sample_file", site.code, file_id)


@posted("sample.result")
@require_POST
def remove(request: HttpRequest, site: Site, file_id: UUID) -> HttpResponse:
    """Take back a file that was not brought in yet."""
    form = CommandForm(request.POST)
    done = perform(
        request, form, lambda by: discard_results(by=by, site_id=site.id, file_id=file_id),
        _("The file is taken back, and its original destroyed."),
    )  # fmt: skip
    return redirect("sample_files", site.code) if done else redirect("sample_file", site.code, file_id)


@posted("sample.result")
@require_GET
def questions_xlsx(request: HttpRequest, site: Site, file_id: UUID) -> FileResponse:
    """Return what is held and what is left out, to be sent back to the laboratory."""
    shown = _shown(request, site, file_id)
    return xlsx(workbook(question_sheets(shown)), f"{site.code}-result-questions")


def _shown(request: HttpRequest, site: Site, file_id: UUID) -> ShownFile:
    shown = show_file(site, file_id, by=actor_of(request))
    if shown is None:
        raise Http404
    return shown
