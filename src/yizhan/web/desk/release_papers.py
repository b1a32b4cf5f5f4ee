"""Papers, vehicles and communities: what goes with somebody who is released."""

from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.leaving.actions.handing_over import (
    confirm_by_phone,
    keep_community,
    plan_ride,
    prepare_hand_over,
)
from yizhan.leaving.actions.reinstating import reinstate
from yizhan.leaving.queries.board import leaving_board
from yizhan.leaving.queries.communities import contact_book, link_of, rides_at
from yizhan.leaving.queries.papers import papers_of, papers_since
from yizhan.places.models import Community, Site
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.list_files import pdf
from yizhan.web.desk.release_forms import CommunityForm, HandOverForm, NameForm, ReasonForm, RideForm
from yizhan.web.paper.certificates import certificate_facts
from yizhan.web.paper.typesetting import typeset

PAPERS_OF_DAYS = 2


@posted("leaving.read")
@require_GET
def papers_pdf(request: HttpRequest, site: Site) -> FileResponse:
    """Return certificates and notices of the last days as one PDF, or of one person (`?of=`)."""
    issued = papers_since(site, PAPERS_OF_DAYS)
    wanted = [one.id for one in issued if request.GET.get("of", str(one.id)) == str(one.id)]
    views = papers_of(site, wanted, by=actor_of(request))
    if not views:
        raise Http404
    facts = certificate_facts(site, views, address=verification_address(request))
    return pdf(typeset("certificates", facts), f"{site.code}-certificates")


@posted("transfer.order")
@require_http_methods(["GET", "POST"])
def hand_overs(request: HttpRequest, site: Site) -> HttpResponse:
    """Say for several people at once where they go, with which vehicle, and when they are visited."""
    form = HandOverForm(site, request.POST or None)
    if form.is_bound and perform(
        request, form, lambda by: prepare_hand_over(by=by, site_id=site.id, **form.facts), _("Written down.")
    ):
        return redirect(_back(request, site))
    board = leaving_board(site)
    found = {
        "form": form,
        "leavers": board.everybody,
        "rides": rides_at(site.id),
        "ride_form": RideForm(site),
    }
    return render(request, "desk/leaving/hand_overs.html", found, status=409 if form.is_bound else 200)


@posted("transfer.order")
@require_POST
def rides(request: HttpRequest, site: Site) -> HttpResponse:
    """Write a vehicle down."""
    form = RideForm(site, request.POST)
    perform(
        request, form,
        lambda by: plan_ride(
            by=by, site_id=site.id,
            **{name: form.cleaned_data[name] for name in ("leaves_at", "plate", "driver_phone")},
        ),
        _("Vehicle written down."),
    )  # fmt: skip
    return redirect("leaving_hand_overs", site.code)


@posted("transfer.confirm")
@require_POST
def confirmations(request: HttpRequest, site: Site) -> HttpResponse:
    """Write down who at a community said on the phone that they have these people."""
    form = NameForm(request.POST)
    perform(
        request, form,
        lambda by: confirm_by_phone(
            by=by, site_id=site.id, stay_ids=form.cleaned_data["stay"], name=form.cleaned_data["name"]
        ),
        _("Confirmed."),
    )  # fmt: skip
    return redirect(_back(request, site))


@posted("leaving.read")
@require_http_methods(["GET", "POST"])
def communities(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the contact book with a link for each community; write an entry."""
    form = CommunityForm(request.POST or None)
    if form.is_bound and _kept(request, site, form):
        return redirect("communities", site.code)
    rows = [(one, _link(request, site, one)) for one in contact_book()]
    found = {"rows": rows, "form": form}
    return render(request, "desk/leaving/communities.html", found, status=409 if form.is_bound else 200)


@posted("ledger.correct")
@require_POST
def reinstatements(request: HttpRequest, site: Site, stay_id: UUID) -> HttpResponse:
    """Strike out a departure that was entered for the wrong person."""
    form = ReasonForm(request.POST)
    perform(
        request, form,
        lambda by: reinstate(by=by, site_id=site.id, stay_id=stay_id, reason=form.cleaned_data["reason"]),
        _("Struck out. They are here, and what is due for them is due again."),
    )  # fmt: skip
    return redirect("leaving", site.code)


def verification_address(request: HttpRequest) -> str:
    """Return where the codes on papers lead: to the residents' address if there is one, else to this one."""
    path = reverse("verify_paper", args=["-"]).removesuffix("-/")
    return f"{settings.RESIDENTS_AT}{path}" if settings.RESIDENTS_AT else request.build_absolute_uri(path)


def _kept(request: HttpRequest, site: Site, form: CommunityForm) -> bool:
    return perform(
        request, form,
        lambda by: keep_community(
            by=by, site_id=site.id, community_id=form.cleaned_data["command_id"],
            **{name: form.cleaned_data[name] for name in ("street", "name", "phone", "contact")},
        ),
        _("Written into the contact book."),
    )  # fmt: skip


def _link(request: HttpRequest, site: Site, community: Community) -> str:
    ends, seal = link_of(site.id, community.id)
    path = reverse("community_page", args=[site.code, community.id, ends, seal])
    return f"{settings.RESIDENTS_AT}{path}" if settings.RESIDENTS_AT else request.build_absolute_uri(path)


def _back(request: HttpRequest, site: Site) -> str:
    """Return the page a small form stood on: a person's own, or the list."""
    stays = request.POST.getlist("stay")
    if request.POST.get("from") == "person" and len(stays) == 1:
        return reverse("leaving_person", args=[site.code, UUID(stays[0])])
    return reverse("leaving", args=[site.code])
