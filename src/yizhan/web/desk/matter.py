"""One matter at the desk: its thread, and everything that can be done about it, each at its own address."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.duty.actions.attachments import keep_attachment
from yizhan.duty.actions.matters import settle_matter
from yizhan.duty.actions.matters_closing import (
    close_matter,
    confirm_matter,
    finish_matter,
    not_solved,
    reopen_matter,
)
from yizhan.duty.actions.matters_handing import (
    answer_matter,
    decline_matter,
    join_hands,
    offer_matter,
    raise_urgency,
    say_on_matter,
    take_matter,
)
from yizhan.duty.media import MOST_BYTES
from yizhan.duty.models import Matter
from yizhan.duty.queries.matters_duty import OnDuty, on_duty
from yizhan.duty.queries.matters_thread import Thread, open_attachment, thread_of
from yizhan.places.models import Site
from yizhan.web.access import account_of, actor_of, posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.matter_forms import (
    AnswerForm,
    AtDoorForm,
    HelperForm,
    MatterForm,
    OfferForm,
    ReasonForm,
    SettleForm,
    UrgencyForm,
    WordsForm,
)
from yizhan.web.desk.matters import READ, reader_of

ANSWER, CLOSE = "matter.answer", "matter.close"
View = Callable[..., Any]


@posted(READ)
@require_GET
def show(request: HttpRequest, site: Site, matter_id: UUID) -> HttpResponse:
    """Show a matter with its thread, and what the reader can do next."""
    thread = _thread(request, site, matter_id)
    matter = thread.seen.matter
    if matter.kind == Matter.Kind.EMERGENCY:
        return redirect("emergency_thread", site.code, matter_id)
    record_audit(actor_of(request), "duty.read_matter", site_id=site.id, matter=str(matter_id))
    me = account_of(request).id
    found = {
        "thread": thread, "one": thread.seen, "matter": matter, "mine": matter.responsible_id == me,
        "offered": matter.offered_to_id == me, "helps": me in {hand.id for hand in thread.hands},
        "crew": _others(site, matter),
        "answer": AnswerForm(site), "urgency": UrgencyForm(site, initial={"urgency": matter.urgency}),
    }  # fmt: skip
    return render(request, "desk/matters/thread.html", found)


@posted(READ)
@require_GET
def attachment(request: HttpRequest, site: Site, matter_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Show a picture, or play a voice, of a thread that the reader may read."""
    thread = _thread(request, site, matter_id)
    record_audit(
        actor_of(request), "duty.open_attachment", site_id=site.id, matter=str(matter_id),
        attachment=str(attachment_id),
    )  # fmt: skip
    opened = open_attachment(thread.seen.matter, attachment_id)
    if opened is None:
        raise Http404
    reply = HttpResponse(opened.content, content_type=opened.media_type)
    reply["Cache-Control"], reply["Content-Disposition"] = "no-store", "inline"
    reply["X-Content-Type-Options"] = "nosniff"
    return reply


def changes(
    form: type[MatterForm], act: Callable[..., object], done: str | Promise, needs: str = ANSWER
) -> View:
    """Return the view that takes a form about one matter and performs `act` with its facts."""

    @posted(needs)
    @require_POST
    def changed(request: HttpRequest, site: Site, matter_id: UUID) -> HttpResponse:
        sent = form(site, request.POST, request.FILES)

        def perform_it(by: Actor) -> object:
            kept = _attached(by, site, sent)
            return act(by=by, site_id=site.id, matter_id=matter_id, **sent.facts(), **kept)

        perform(request, sent, perform_it, str(done))
        return redirect("matter", site.code, matter_id)

    return changed


answers = changes(AnswerForm, answer_matter, _("Answered. Whoever asked sees it."))
notes = changes(WordsForm, say_on_matter, _("It stands in the thread."))
offers = changes(OfferForm, offer_matter, _("Offered. It stays with who has it until they say yes."))
takings = changes(MatterForm, take_matter, _("You are responsible for it now."))
refusals = changes(AtDoorForm, decline_matter, _("It stays with whoever had it."))
helpers = changes(HelperForm, join_hands, _("Works on it too, from now on."))
urgencies = changes(UrgencyForm, raise_urgency, _("Changed."))
endings = changes(WordsForm, finish_matter, _("Done. Whoever asked is asked whether it is solved."))
confirmations = changes(AtDoorForm, confirm_matter, _("Confirmed and closed."))
returns = changes(AtDoorForm, not_solved, _("Open again: it is not solved."))
reopenings = changes(WordsForm, reopen_matter, _("Open again."))
closings = changes(ReasonForm, close_matter, _("Closed, under your name."), CLOSE)
settlements = changes(SettleForm, settle_matter, _("Closed, under your name."), "matter.settle")


def _thread(request: HttpRequest, site: Site, matter_id: UUID) -> Thread:
    found = thread_of(reader_of(request, site), site.id, matter_id)
    if found is None:
        raise Http404
    return found


def _others(site: Site, matter: Matter) -> list[OnDuty]:
    """Return who else may take a matter over."""
    never = (matter.responsible_id, matter.about_id)
    return [one for one in on_duty(site.id) if one.account_id not in never]


def _attached(by: Actor, site: Site, form: MatterForm) -> dict[str, UUID]:
    """Keep the picture that came with a form; its id follows from the command's, a repeat keeps one."""
    sent = form.cleaned_data.get("attachment")
    if not sent:
        return {}
    content = sent.read(MOST_BYTES + 1)
    return {
        "attachment_id": keep_attachment(
            by=by.tapping(uuid5(by.command_id, "attachment")), site_id=site.id, content=content
        )
    }
