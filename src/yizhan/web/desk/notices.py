"""Notices at the desk: written, looked at before they go, sent, and followed until they are read."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.actions import record_audit
from yizhan.core.refusals import Refusal
from yizhan.notices.actions.outbox import try_again
from yizhan.notices.actions.sending import call_off_notice, note_read, send_notice, tell_in_person
from yizhan.notices.queries.audience import audience
from yizhan.notices.queries.following import failures, notice_of, notices_of, outbox, recipients_of, to_tell
from yizhan.notices.queries.reading import told_to_account
from yizhan.notices.queries.texts import Texts, texts_of
from yizhan.notices.queries.ways import own_ways, quiet_at
from yizhan.notices.rules import steps_of
from yizhan.places.models import Site
from yizhan.web.access import account_of, actor_of, capabilities_here, posted
from yizhan.web.desk.arrival_live import page_or_part
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.notice_forms import NoticeForm, begun_from, template_choices

CONFLICT = 409


@posted("notice.send")
@require_GET
def board(request: HttpRequest, site: Site) -> HttpResponse:
    """Show who is still to be told, what failed, and the last notices with how many read them."""
    found = {
        "to_tell": _to_tell(request, site), "failures": failures(site.id), "outbox": outbox(site.id),
        "notices": notices_of(site.id),
    }  # fmt: skip
    return page_or_part(request, "desk/notices/board.html", "desk/notices/_board.html", found)


@posted("notice.send")
@require_GET
def write(request: HttpRequest, site: Site) -> HttpResponse:
    """Begin a notice, empty or from a template (`?template=`)."""
    form = NoticeForm(site, initial=begun_from(request.GET.get("template", "")))
    return _form_page(request, form)


@posted("notice.send")
@require_POST
def preview(request: HttpRequest, site: Site) -> HttpResponse:
    """Show who would get a notice, by which ways and when, and how it reads; nothing is sent."""
    form = NoticeForm(site, request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=CONFLICT)
    facts = form.facts
    found = {
        "form": form, "audience": audience(site.id, facts["whom"], facts["places"]),
        "texts": Texts(**facts["wording"].model_dump()), "steps": steps_of(facts["importance"]),
        "quiet": quiet_at(site.id), "urgent": facts["importance"] == "urgent",
    }  # fmt: skip
    return render(request, "desk/notices/preview.html", found)


@posted("notice.send")
@require_POST
def rewrite(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the form again with what was typed."""
    return _form_page(request, NoticeForm(site, request.POST))


@posted("notice.send")
@require_POST
def send(request: HttpRequest, site: Site) -> HttpResponse:
    """Send a notice; what is refused is said on the same form."""
    form = NoticeForm(site, request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=CONFLICT)
    command_id = form.cleaned_data["command_id"]
    try:
        sent = send_notice(
            by=actor_of(request, command_id), site_id=site.id, notice_id=command_id, **form.facts
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, status=CONFLICT)
    done = ngettext(
        "Sent. It stands on %(n)s page now.", "Sent. It stands on %(n)s pages now.", sent.recipients
    )
    messages.success(request, done % {"n": sent.recipients})
    return redirect("notice", site.code, sent.notice_id)


@posted("notice.send")
@require_GET
def notice(request: HttpRequest, site: Site, notice_id: UUID) -> HttpResponse:
    """Show one notice: what it says, who has read it, and by which ways it went."""
    seen = notice_of(site.id, notice_id)
    if seen is None:
        raise Http404
    record_audit(actor_of(request), "notices.read_notice", site_id=site.id, notice=str(notice_id))
    texts = texts_of([seen.notice]).get(notice_id)
    found = {"seen": seen, "texts": texts, "rows": recipients_of(notice_id)}
    return page_or_part(request, "desk/notices/one.html", "desk/notices/_one.html", found)


@posted("notice.send")
@require_POST
def call_offs(request: HttpRequest, site: Site, notice_id: UUID) -> HttpResponse:
    """Call a notice off."""
    done = _("Called off. It is gone from every page; what has left the house cannot be fetched back.")
    form = CommandForm(request.POST)
    perform(request, form, lambda by: call_off_notice(by=by, site_id=site.id, notice_id=notice_id), done)
    return redirect("notice", site.code, notice_id)


@posted("notice.send")
@require_POST
def tries(request: HttpRequest, site: Site, delivery_id: UUID) -> HttpResponse:
    """Try a hand-over that failed once more."""
    form = CommandForm(request.POST)
    done = _("It is tried again.")
    perform(request, form, lambda by: try_again(by=by, site_id=site.id, delivery_id=delivery_id), done)
    return redirect("notices", site.code)


@posted("matter.answer")
@require_POST
def tellings(request: HttpRequest, site: Site, recipient_id: UUID) -> HttpResponse:
    """Write down that somebody was told at the door or by phone."""
    form = CommandForm(request.POST)
    done = _("Written down, with your name.")
    perform(request, form, lambda by: tell_in_person(by=by, site_id=site.id, recipient_id=recipient_id), done)
    return redirect("notices_mine", site.code)


@posted("matter.read")
@require_GET
def mine(request: HttpRequest, site: Site) -> HttpResponse:
    """Show one of the crew what they were told, which reads it, and whom they can tell at a door."""
    account = account_of(request)
    told = told_to_account(site.id, account.id)
    fresh = [one.recipient.id for one in told if one.is_new]
    if fresh:
        note_read(by=actor_of(request), site_id=site.id, recipient_ids=fresh)
    found = {"told": told, "to_tell": _to_tell(request, site), "ways": own_ways(account.id)}
    return render(request, "desk/notices/mine.html", found)


def _to_tell(request: HttpRequest, site: Site) -> list[object]:
    rows = to_tell(site.id) if "matter.answer" in capabilities_here(request) else []
    if rows:
        record_audit(actor_of(request), "notices.read_to_tell", site_id=site.id, recipients=len(rows))
    return list(rows)


def _form_page(request: HttpRequest, form: NoticeForm, status: int = 200) -> HttpResponse:
    found = {"form": form, "templates": template_choices()}
    return render(request, "desk/notices/write.html", found, status=status)
