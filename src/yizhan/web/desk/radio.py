"""The radio clerk's page: one line a fact, by keyboard alone, read back before it counts."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.actors import Tap
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.intake.actions.relay import relay_line, take_line_back
from yizhan.intake.models import RelayedLine
from yizhan.intake.queries.relayed import hear, latest_lines
from yizhan.intake.radio import is_undo, parse, vocabulary
from yizhan.places.models import Site
from yizhan.web.access import account_of, actor_of, posted
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.radio_forms import LineForm
from yizhan.web.desk.radio_words import read_back as in_words

UNREADABLE, CONFLICT = 422, 409
KEPT = ("batch_id", "caller_id", "wave", "at")


@posted("line.relay")
@require_GET
def show(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the empty line, and what was entered lately; who calls is kept from line to line."""
    kept = {name: request.GET[name] for name in KEPT if name in request.GET}
    return _page(request, site, LineForm(site, initial={"wave": 1, **kept}))


@posted("line.relay")
@require_POST
def read_back(request: HttpRequest, site: Site) -> HttpResponse:
    """Read a line back, large; nothing counts yet."""
    form = LineForm(site, request.POST)
    if not form.is_valid():
        return _page(request, site, form, status=UNREADABLE)
    call = form.cleaned_data
    if is_undo(call["line"]):
        last = next((line for line in _lately(request, site) if not line.taken_back_at), None)
        wrong = "" if last else _("There is no line of yours to take back.")
        return _page(request, site, form, wrong=wrong, undoes=last, status=200 if last else UNREADABLE)
    try:
        heard = hear(site.id, parse(call["line"]), call["caller_id"], form.called_at)
    except Refusal as refusal:
        return _page(request, site, form, wrong=str(refusal), status=UNREADABLE)
    return _page(request, site, form, heard=in_words(heard, call["wave"]), moment=form.called_at)


@posted("line.relay")
@require_POST
def enter(request: HttpRequest, site: Site) -> HttpResponse:
    """Let a line count that was read back."""
    form = LineForm(site, request.POST)
    if not form.is_valid():
        return _page(request, site, form, status=UNREADABLE)
    call = form.cleaned_data
    by = actor_of(request).with_tap(Tap(call["command_id"], form.called_at))
    try:
        relay_line(by=by, site_id=site.id, batch_id=call["batch_id"], line=call["line"],
                   caller_id=call["caller_id"], wave=call["wave"])  # fmt: skip
    except Refusal as refusal:
        return _page(request, site, form, wrong=str(refusal), status=CONFLICT)
    messages.success(request, _("Entered: %(line)s") % {"line": parse(call["line"]).text})
    return _next_line(request, site)


@posted("line.relay")
@require_POST
def take_back(request: HttpRequest, site: Site, line_id: UUID) -> HttpResponse:
    """Take a line back."""
    perform(
        request,
        CommandForm(request.POST),
        lambda by: take_line_back(by=by, site_id=site.id, line_id=line_id),
        _("Taken back. It stays on record."),
    )
    return _next_line(request, site)


def _next_line(request: HttpRequest, site: Site) -> HttpResponse:
    """Lead to the next line; whoever called is still on the radio, the time is now again."""
    kept = {name: request.POST[name] for name in KEPT if name != "at" and request.POST.get(name)}
    return redirect(f"{reverse('radio', args=[site.code])}?{urlencode(kept)}")


def _lately(request: HttpRequest, site: Site) -> list[RelayedLine]:
    return latest_lines(site.id, account_of(request).id)


def _page(
    request: HttpRequest, site: Site, form: LineForm, *, wrong: str = "", status: int = 200, **more: object
) -> HttpResponse:
    context = {
        "form": form, "wrong": wrong, "lines": [(line, new_id()) for line in _lately(request, site)],
        "command": new_id(), "words": vocabulary(get_language() or ""), **more,
    }  # fmt: skip
    return render(request, "desk/radio/radio.html", context, status=status)
