"""The crew of a site: who serves, who comes in, who leaves."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.postings import end_posting, give_link, invite, name_lead
from yizhan.duty.queries.badges import badges_in_force, shared_phones
from yizhan.duty.queries.people import crew_of
from yizhan.people.queries.accounts import account_named
from yizhan.places.models import Site
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.crew_forms import InviteForm, LinkForm
from yizhan.web.field.sharing import SharingForm
from yizhan.web.qr import qr_picture

CONFLICT = 409


@posted("account.invite")
@require_GET
def crew_list(request: HttpRequest, site: Site) -> HttpResponse:
    """Show who is posted here now, and the form that invites."""
    return crew_page(request, site, InviteForm(site.id))


@posted("account.invite")
@require_POST
def invite_member(request: HttpRequest, site: Site) -> HttpResponse:
    """Make account and posting, and show the one-time link once."""
    form = InviteForm(site.id, request.POST)
    if not form.is_valid():
        return crew_page(request, site, form, status=CONFLICT)
    by = actor_of(request, form.cleaned_data["command_id"])
    try:
        posted_now = invite(by=by, site_id=site.id, **form.facts())
        secret = give_link(by=by, site_id=site.id, account_id=posted_now.account_id, lost_key=False)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return crew_page(request, site, form, status=CONFLICT)
    return _link_page(request, posted_now.account_id, secret)


@posted("account.invite")
@require_POST
def new_link(request: HttpRequest, site: Site, account_id: UUID) -> HttpResponse:
    """Issue a new one-time link; for a lost key, after every key is taken away."""
    form = LinkForm(request.POST)
    if not form.is_valid():
        return redirect("crew", site.code)
    by = actor_of(request, form.cleaned_data["command_id"])
    try:
        secret = give_link(
            by=by, site_id=site.id, account_id=account_id, lost_key=form.cleaned_data["lost_key"]
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("crew", site.code)
    return _link_page(request, account_id, secret)


@posted("account.invite")
@require_POST
def end(request: HttpRequest, site: Site, posting_id: UUID) -> HttpResponse:
    """End a posting; it takes effect with the next request of the account."""
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            end_posting(
                by=actor_of(request, form.cleaned_data["command_id"]), site_id=site.id, posting_id=posting_id
            )
            messages.success(request, _("The posting is over. Access ended with it."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return redirect("crew", site.code)


@posted("account.invite")
@require_POST
def lead(request: HttpRequest, site: Site, posting_id: UUID) -> HttpResponse:
    """Name who leads a team, or take the name back."""
    form, leads = CommandForm(request.POST), request.POST.get("leads") == "yes"
    done = _("Leads the team from now on.") if leads else _("Does not lead the team any more.")
    perform(
        request, form, lambda by: name_lead(by=by, site_id=site.id, posting_id=posting_id, leads=leads), done
    )
    return redirect("crew", site.code)


def crew_page(
    request: HttpRequest, site: Site, form: InviteForm, *, phone: SharingForm | None = None, status: int = 200
) -> HttpResponse:
    """Show the crew, its badges and shared phones, with the forms as they stand."""
    badges = {held.posting.id: held.badge for held in badges_in_force(site.id)}
    found = {
        "crew": [
            (member, badges.get(member.posting_id), [new_id() for _form in range(4)])
            for member in crew_of(site.id)
        ],
        "form": form, "badges": len(badges), "phones": [(one, new_id()) for one in shared_phones(site.id)],
        "phone_form": phone or SharingForm(), "badge_command": new_id(),
    }  # fmt: skip
    return render(request, "desk/crew.html", found, status=status)


def _link_page(request: HttpRequest, account_id: UUID, secret: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("enter", args=[secret]))
    found = {"account": account_named(account_id), "address": address, "picture": qr_picture(address)}
    return render(request, "desk/crew_link.html", found)
