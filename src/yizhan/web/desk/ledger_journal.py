"""The journal in words, and correcting it."""

from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yizhan.core.actions import record_audit
from yizhan.core.refusals import Refusal
from yizhan.places.models import Site
from yizhan.stays.actions.corrections import correct_entry
from yizhan.stays.queries.entries import MOST_LINES, JournalLine, journal_lines, note_in
from yizhan.stays.queries.words import rule_words
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.ledger_forms import NO_ROOM, CorrectionForm, JournalFilterForm
from yizhan.web.desk.sheets import CONFLICT
from yizhan.web.templatetags.desk_nav import site_datetime


@posted("ledger.read")
@require_GET
def journal_page(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the journal, newest entry first, hour by hour."""
    form = JournalFilterForm(site, request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    lines = journal_lines(site, newest_first=True, **asked)
    hours = [
        (hour, list(some))
        for hour, some in groupby(lines, key=lambda line: site_datetime(line.at, site).partition(":")[0])
    ]
    older = lines[-1].sequence if len(lines) == MOST_LINES else None
    context = {"form": form, "hours": hours, "older": older, "filtered": any(asked.values())}
    return render(request, "desk/ledger/journal.html", context)


@posted("person.read")
@require_GET
def journal_note(request: HttpRequest, site: Site, sequence: int) -> HttpResponse:
    """Open what somebody said about an entry; the reading is audited."""
    line = _line(site, sequence)
    sealed = line.body.get("note", {})
    record_audit(
        actor_of(request), "web.read_note", site_id=site.id, entry=sequence, person=sealed.get("person")
    )
    return render(request, "desk/ledger/note.html", {"line": line, "note": note_in(line)})


@posted("ledger.correct")
@require_http_methods(["GET", "POST"])
def corrections(request: HttpRequest, site: Site, sequence: int) -> HttpResponse:
    """Correct an entry: a new entry says what is right."""
    line = _line(site, sequence)
    form = CorrectionForm(site, line, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _correct(request, site, sequence, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    status = CONFLICT if form.errors else 200
    return render(request, "desk/ledger/correction.html", {"line": line, "form": form}, status=status)


def _correct(request: HttpRequest, site: Site, sequence: int, form: CorrectionForm) -> HttpResponse:
    sent = form.cleaned_data
    corrected = correct_entry(
        by=actor_of(request, sent["command_id"]), site_id=site.id, sequence=sequence, since=sent["since"],
        room_id=None if sent["room"] == NO_ROOM else sent["room"], letters=tuple(sent["letters"]),
        reason=sent["reason"],
    )  # fmt: skip
    words = {"new": corrected.sequence, "old": sequence}
    messages.success(request, _("Entry %(new)s corrects entry %(old)s.") % words)
    for code in corrected.broken:
        messages.warning(request, _("As it is now: %(rule)s.") % {"rule": rule_words(code)})
    return redirect("journal", site.code)


def _line(site: Site, sequence: int) -> JournalLine:
    found = journal_lines(site, after=sequence - 1, limit=1)
    if not found or found[0].sequence != sequence:
        raise Http404
    return found[0]
