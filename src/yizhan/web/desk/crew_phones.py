"""Badges of the crew, and phones that are shared for a shift."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.actions import Action, record_audit
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.badges import make_badges, revoke_badge
from yizhan.duty.actions.shared_phones import end_phone, offer_phone
from yizhan.duty.badges import badge_rules
from yizhan.duty.queries.badges import badges_in_force
from yizhan.places.models import Site
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.crew import CONFLICT, crew_page
from yizhan.web.desk.crew_forms import InviteForm, LinkForm
from yizhan.web.desk.list_files import pdf
from yizhan.web.field.sharing import SharingForm
from yizhan.web.paper.badges import badge_facts
from yizhan.web.paper.typesetting import typeset
from yizhan.web.qr import qr_picture


@posted("account.invite")
@require_POST
def make(request: HttpRequest, site: Site) -> HttpResponse:
    """Make the badges that are missing, and lead back to where they are printed."""
    form = LinkForm(request.POST)
    if form.is_valid():
        made = make_badges(by=actor_of(request, form.cleaned_data["command_id"]), site_id=site.id).made
        word = ngettext("%(made)s badge made. Print it now.", "%(made)s badges made. Print them now.", made)
        messages.success(
            request, word % {"made": made} if made else _("Everybody has a badge that lasts the shift.")
        )
    return redirect("crew", site.code)


@posted("account.invite")
@require_GET
def badges_pdf(request: HttpRequest, site: Site) -> FileResponse:
    """Return every badge that is good now as a PDF, eight on a sheet; who printed them is audited."""
    held = badges_in_force(site.id)
    record_audit(actor_of(request), "web.print_badges", site_id=site.id, badges=len(held))
    return pdf(typeset("badges", badge_facts(site, held)), f"{site.code}-badges")


@posted("account.invite")
@require_POST
def revoke(request: HttpRequest, site: Site, badge_id: UUID) -> HttpResponse:
    """Make a lost badge worthless; it takes effect with the next request."""
    return _do(request, site, _("The badge opens nothing any more."), revoke_badge, badge_id=badge_id)


@posted("account.invite")
@require_POST
def end(request: HttpRequest, site: Site, phone_id: UUID) -> HttpResponse:
    """End the sharing of a phone; it takes effect with the next request."""
    return _do(request, site, _("The phone is not shared any more."), end_phone, phone_id=phone_id)


@posted("account.invite")
@require_POST
def offer(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the code that makes one phone a shared one."""
    form = SharingForm(request.POST)
    if not form.is_valid():
        return crew_page(request, site, InviteForm(site.id), phone=form, status=CONFLICT)
    by, label = actor_of(request, form.cleaned_data["command_id"]), form.cleaned_data["label"]
    ticket = offer_phone(by=by, site_id=site.id, label=label, hours=form.cleaned_data["hours"])
    address = request.build_absolute_uri(reverse("field_take", args=[site.code, ticket]))
    minutes = int(badge_rules().ticket_lasts.total_seconds() // 60)
    shown = {"label": label, "address": address, "picture": qr_picture(address), "minutes": minutes}
    return render(request, "desk/crew_phone.html", shown)


def _do(request: HttpRequest, site: Site, done: str, act: Action[..., Any], **what: UUID) -> HttpResponse:
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            act(by=actor_of(request, form.cleaned_data["command_id"]), site_id=site.id, **what)
            messages.success(request, done)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return redirect("crew", site.code)
