"""What anybody may look up of a release: a paper's code, a community's own newcomers, one's own papers."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from yizhan.core.actors import SYSTEM
from yizhan.core.refusals import Refusal
from yizhan.leaving.actions.handing_over import confirm_by_link
from yizhan.leaving.queries.communities import newcomers, opens
from yizhan.leaving.queries.papers import departed_token, papers_of, papers_of_party, verified
from yizhan.places.models import Community, Site
from yizhan.web.access import Access, anyone, declare
from yizhan.web.desk.list_files import pdf
from yizhan.web.desk.release_forms import StaysForm
from yizhan.web.desk.release_papers import verification_address
from yizhan.web.paper.certificates import certificate_facts
from yizhan.web.paper.typesetting import typeset
from yizhan.web.portal.access import COOKIE, party_actor


class ReceivedForm(StaysForm):
    """Who at the community has these people."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=60)


@anyone
@require_GET
def verify_paper(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a paper is valid: number, site, day, and nothing that is not printed on it."""
    found = verified(code)
    context = {"paper": found, "site": found.site if found else None}
    return render(request, "portal/verify.html", context, status=200 if found else 404)


@anyone
@require_http_methods(["GET", "POST"])
def community_page(
    request: HttpRequest, site_code: str, community_id: UUID, ends: int, seal: str
) -> HttpResponse:
    """Show a community, by its own link, who comes to it, and let it confirm by name."""
    site = Site.objects.filter(code=site_code).first()
    community = Community.objects.filter(id=community_id).first()
    if site is None or community is None or not opens(site.id, community.id, ends, seal):
        raise Http404
    form = ReceivedForm(request.POST or None)
    if form.is_bound and form.is_valid():
        if _confirmed(request, form, site, community):
            return redirect(request.path)
    elif form.is_bound:
        messages.error(request, _("Tick whom you have, and write your name."))
    rows = newcomers(site, community, by=SYSTEM.tapping())
    found = {"site": site, "community": community, "rows": rows, "form": form}
    return render(request, "portal/community.html", found)


@require_GET
def own_papers(request: HttpRequest) -> HttpResponseBase:
    """Return the papers of one's own party as a PDF, also some days after it has left."""
    token = departed_token(request.COOKIES.get(COOKIE, ""))
    mine = papers_of_party(token) if token else []
    if token is None or not mine:
        messages.info(request, _("There are no papers to fetch yet."))
        return redirect("portal_home")
    views = papers_of(mine[0].site, [one.id for one in mine], by=party_actor(token))
    facts = certificate_facts(mine[0].site, views, address=verification_address(request))
    return pdf(typeset("certificates", facts), "certificate")


declare(own_papers, Access("party"))


def _confirmed(request: HttpRequest, form: ReceivedForm, site: Site, community: Community) -> bool:
    said = form.cleaned_data
    try:
        confirm_by_link(
            by=SYSTEM.tapping(said["command_id"]), site_id=site.id, community_id=community.id,
            stay_ids=said["stay"], name=said["name"],
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, _("Thank you. The site knows now that you have them."))
    return True
