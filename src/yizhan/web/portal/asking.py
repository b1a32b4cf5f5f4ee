"""Asking from the residents' page: what for, who answers for it and until when, and whether it is solved."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.actions import record_audit
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.attachments import keep_attachment
from yizhan.duty.actions.matters_asking import MatterAsked, ask
from yizhan.duty.actions.matters_closing import confirm_matter, not_solved, reopen_matter
from yizhan.duty.actions.matters_handing import say_on_matter
from yizhan.duty.needs import Need, groups, needs
from yizhan.duty.queries.matters_thread import OwnMatter, open_attachment
from yizhan.intake.queries.own_party import OwnParty, own_party
from yizhan.people.models import PartyToken
from yizhan.web.portal.access import party_actor, party_only
from yizhan.web.portal.asking_forms import AskForm, ThreadForm
from yizhan.web.portal.own_asked import visible_matters
from yizhan.web.portal.party import surroundings

# The words of a party's page for what it says about a matter.
SAYINGS = {"confirm": confirm_matter, "not_solved": not_solved, "reopen": reopen_matter, "say": say_on_matter}


@party_only
@require_GET
def needs_page(request: HttpRequest, token: PartyToken) -> HttpResponse:
    """Show what can be asked for, by large signs, and what was asked."""
    party = own_party(token)
    context = {**surroundings(party), "groups": groups(), "matters": visible_matters(token)}
    return render(request, "portal/asking/needs.html", context)


@party_only
def ask_page(request: HttpRequest, token: PartyToken, need: str) -> HttpResponseBase:
    """Ask for one thing: what the rules answer to it, and a form; then its own page."""
    wanted = needs().get(need)
    if wanted is None or wanted.staff_only:
        raise Http404
    if wanted.red:
        return redirect("portal_emergency")
    party = own_party(token)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AskForm(wanted, party.members, _met(visible_matters(token)), *posted)
    if form.is_valid() and (asked := _ask(token, party, wanted, form)):
        if asked.red_flag:
            return redirect("portal_emergency")
        return redirect("portal_matter", asked.matter_id)
    answer = wanted.answer
    context = {**surroundings(party), "need": wanted, "form": form, "answer": answer}
    return render(request, "portal/asking/ask.html", context, status=422 if form.errors else 200)


@party_only
@require_GET
def matter_page(request: HttpRequest, token: PartyToken, matter_id: UUID) -> HttpResponse:
    """Show one matter: who answers for it, until when, and what was said."""
    return _matter_page(request, token, _own(token, matter_id), ThreadForm())


@party_only
@require_POST
def say(request: HttpRequest, token: PartyToken, matter_id: UUID, saying: str) -> HttpResponseBase:
    """Say something about a matter: that it is solved or is not, or anything else."""
    own = _own(token, matter_id)
    act = SAYINGS.get(saying)
    if act is None:
        raise Http404
    form = ThreadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            _said(token, own, act, form, attach=saying == "say")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _thanks(saying, own))
            return redirect("portal_matter", matter_id)
    return _matter_page(request, token, own, form, status=422)


@party_only
@require_GET
def attachment(request: HttpRequest, token: PartyToken, matter_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Show a photograph, or let a voice be heard, of one of the party's own matters."""
    own = _own(token, matter_id)
    _read(token, own)
    opened = open_attachment(own.matter, attachment_id)
    if opened is None:
        raise Http404
    return HttpResponse(opened.content, content_type=opened.media_type)


def _ask(token: PartyToken, party: OwnParty, need: Need, form: AskForm) -> MatterAsked | None:
    """Ask, with what is attached; None if that was refused, which the form then says."""
    member = party.member(form.cleaned_data.get("who") or "")
    by = party_actor(token, form.cleaned_data["command_id"])
    try:
        kept = _keep(token, form)
        asked = ask(
            by=by, site_id=token.site_id, need=need.key, words=form.said,
            person_id=member.stay.person_id if member else None, attachment_id=kept[0] if kept else None,
            about=form.cleaned_data.get("about"),
        )  # fmt: skip
        for more in kept[1:]:
            say_on_matter(
                by=party_actor(token), site_id=token.site_id, matter_id=asked.matter_id, attachment_id=more
            )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    return asked


def _said(token: PartyToken, own: OwnMatter, act: Any, form: ThreadForm, *, attach: bool) -> None:
    by = party_actor(token, form.cleaned_data["command_id"])
    kept = _keep(token, form) if attach else []
    first = {"attachment_id": kept[0]} if kept else {}
    act(by=by, site_id=token.site_id, matter_id=own.matter.id, words=form.said, **first)
    for more in kept[1:]:
        say_on_matter(
            by=party_actor(token), site_id=token.site_id, matter_id=own.matter.id, attachment_id=more
        )


def _keep(token: PartyToken, form: ThreadForm) -> list[UUID]:
    return [
        keep_attachment(by=party_actor(token, own_id), site_id=token.site_id, content=file.read())
        for own_id, file in form.attached
    ]


def _own(token: PartyToken, matter_id: UUID) -> OwnMatter:
    """Return a matter that this phone may show; else it is not found."""
    found = next((one for one in visible_matters(token) if one.matter.id == matter_id), None)
    if found is None:
        raise Http404
    return found


def _matter_page(
    request: HttpRequest, token: PartyToken, own: OwnMatter, form: ThreadForm, status: int = 200
) -> HttpResponse:
    _read(token, own)
    need = needs()[own.matter.need]
    context = {
        **surroundings(own_party(token)), "own": own, "matter": own.matter, "form": form, "need": need,
        "answer": need.answer,
    }  # fmt: skip
    return render(request, "portal/asking/matter.html", context, status=status)


def _read(token: PartyToken, own: OwnMatter) -> None:
    record_audit(party_actor(token), "duty.read_own_matter", site_id=token.site_id, matter=str(own.matter.id))


def _met(matters: Iterable[OwnMatter]) -> list[tuple[UUID, str]]:
    """Return those of the crew whom the party knows by name from what it asked before."""
    names: dict[UUID, str] = {}
    for one in matters:
        for account in (one.matter.responsible, *(line.account for line in one.lines)):
            if account:
                names[account.id] = account.display_name
    return sorted(names.items(), key=lambda pair: pair[1])


def _thanks(saying: str, own: OwnMatter) -> str:
    responsible = own.matter.responsible
    name = responsible.display_name if responsible else ""
    if saying == "confirm":
        return _("Thank you. It is closed.")
    return _("%(name)s knows now.") % {"name": name} if name else _("The site knows now.")
