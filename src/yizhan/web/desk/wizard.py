"""A further site in minutes: described, looked at, made; and everything it needs on paper as one PDF."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.command.actions.opening import open_site
from yizhan.core.actions import record_audit
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.postings import give_link
from yizhan.duty.queries.badges import badges_in_force
from yizhan.duty.queries.postings import capabilities_of
from yizhan.places.models import Site
from yizhan.stays.queries.cards import cards_in_force
from yizhan.web.access import account_of, actor_of, posted
from yizhan.web.desk.list_files import pdf
from yizhan.web.desk.wizard_forms import MakeForm, SiteForm, shown
from yizhan.web.paper.everything import everything
from yizhan.web.qr import qr_picture

CONFLICT = 409
OPENING = "site.open"


@posted(OPENING)
@require_GET
def new(request: HttpRequest, site: Site) -> HttpResponse:
    """Ask what the further site is made of."""
    return render(request, "desk/wizard/new.html", {"form": SiteForm()})


@posted(OPENING)
@require_POST
def preview(request: HttpRequest, site: Site) -> HttpResponse:
    """Show its floors before it is made."""
    form = SiteForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "desk/wizard/new.html", {"form": form}, status=CONFLICT)
    found = {"plan": form.cleaned_data["plan"], "said": form.cleaned_data, "make": shown(form)}
    return render(request, "desk/wizard/preview.html", found)


@posted(OPENING)
@require_POST
def make(request: HttpRequest, site: Site) -> HttpResponse:
    """Make the site, and show its head's one-time link once."""
    form = MakeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Open the page again."))
        return redirect("new_site", site.code)
    said, by = form.cleaned_data, actor_of(request, form.cleaned_data["command_id"])
    try:
        opened = open_site(
            by=by, site_id=site.id, new_site_id=by.command_id, plan=said["plan"],
            head_username=said["head_username"], head_name=said["head_name"],
        )  # fmt: skip
        secret = give_link(by=by, site_id=opened.new_site_id, account_id=opened.head_id, lost_key=False)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("new_site", site.code)
    address = request.build_absolute_uri(reverse("enter", args=[secret]))
    found = {
        "opened": opened, "plan": said["plan"], "head": said["head_name"], "address": address,
        "picture": qr_picture(address),
        "may_print": OPENING in capabilities_of(account_of(request).id, opened.new_site_id),
    }  # fmt: skip
    return render(request, "desk/wizard/made.html", found)


@posted(OPENING)
@require_GET
def everything_pdf(request: HttpRequest, site: Site) -> FileResponse:
    """Return badges, room cards, wristbands and tally sheets as one PDF; who printed the codes is audited."""
    cards, badges = cards_in_force(site.id), badges_in_force(site.id)
    record_audit(
        actor_of(request), "web.print_everything", site_id=site.id, cards=len(cards), badges=len(badges)
    )
    address = request.build_absolute_uri(reverse("portal_home"))
    return pdf(everything(site, cards, badges, address=address), f"{site.code}-everything")
