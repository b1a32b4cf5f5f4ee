"""The chat group's messages: pasted, read into drafts, each accepted, put right or rejected by a person."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from yizhan.core.actions import record_audit
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters_chat import accept_draft, paste_chat, reject_draft
from yizhan.duty.needs import groups
from yizhan.duty.queries.matters_chat import open_drafts
from yizhan.places.models import Site
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.matter_forms import DraftForm, MatterForm, PasteForm

PASTE = "matter.paste"
CONFLICT = 409


@posted(PASTE)
@require_http_methods(["GET", "POST"])
def chat(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the open drafts and the field to paste into; read what is pasted."""
    form = PasteForm(site, request.POST or None)
    if form.is_valid():
        by = actor_of(request, form.cleaned_data["command_id"])
        try:
            read = paste_chat(by=by, site_id=site.id, text=form.cleaned_data["text"])
        except Refusal as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _read(read.drafts, read.skipped))
            return redirect("matters_chat", site.code)
    return _page(request, site, form)


@posted(PASTE)
@require_POST
def acceptances(request: HttpRequest, site: Site, draft_id: UUID) -> HttpResponse:
    """Make a draft a matter, as it was put right."""
    form = DraftForm(site, request.POST)
    perform(
        request, form, lambda by: accept_draft(by=by, site_id=site.id, draft_id=draft_id, **form.facts()),
        _("Accepted: it has a name beside it now."),
    )  # fmt: skip
    return redirect("matters_chat", site.code)


@posted(PASTE)
@require_POST
def rejections(request: HttpRequest, site: Site, draft_id: UUID) -> HttpResponse:
    """Put a draft away."""
    form = MatterForm(site, request.POST)
    perform(request, form, lambda by: reject_draft(by=by, site_id=site.id, draft_id=draft_id), _("Put away."))
    return redirect("matters_chat", site.code)


def _page(request: HttpRequest, site: Site, form: PasteForm) -> HttpResponse:
    drafts = open_drafts(site.id)
    if drafts:
        record_audit(actor_of(request), "duty.read_drafts", site_id=site.id, drafts=len(drafts))
    found = {"form": form, "drafts": drafts, "groups": groups()}
    return render(request, "desk/matters/chat.html", found, status=CONFLICT if form.errors else 200)


def _read(drafts: int, skipped: int) -> str:
    found = ngettext("%(number)d draft to look at.", "%(number)d drafts to look at.", drafts)
    left = ngettext("%(number)d line asks for nothing.", "%(number)d lines ask for nothing.", skipped)
    told = {"found": found % {"number": drafts}, "left": left % {"number": skipped}}
    return _("%(found)s %(left)s") % told if skipped else told["found"]
