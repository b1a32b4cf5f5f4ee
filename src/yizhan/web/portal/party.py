"""A party's own page, and one page for what it says about each of its members."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.course.queries.courses import courses_of_party
from yizhan.duty.emergency import numbers_at
from yizhan.intake.actions.registration import MemberFacts, close_own_page, register_own, say_holder
from yizhan.intake.queries.own_party import OwnMember, OwnParty, own_party
from yizhan.leaving.queries.papers import papers_of_party
from yizhan.notices.queries.reading import unread_of_party
from yizhan.people.models import PartyToken
from yizhan.protocols.queries.rulings import protocol
from yizhan.protocols.reading import shelf
from yizhan.provision.queries.orders import has_ordered, open_order
from yizhan.provision.rules import next_meal
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.paper.served import papers_of
from yizhan.web.paper.words import language
from yizhan.web.portal.access import forget_party, party_actor, party_only
from yizhan.web.portal.forms import MemberForm
from yizhan.web.portal.household import household
from yizhan.web.portal.own_asked import visible_matters


@party_only
def party_page(request: HttpRequest, token: PartyToken) -> HttpResponse:
    """Show a party its days, when it leaves and why then, what comes next, and what is still open."""
    party = own_party(token)
    local = now().astimezone(ZoneInfo(party.site.timezone))
    matters, shop = visible_matters(token), open_order(token.site_id)
    context = {
        **surroundings(party), "home": household(token, party), "matters": matters,
        "open_matters": sum(one.matter.settled_at is None for one in matters), "next_meal": next_meal(local),
        "order_closes_at": shop.closes_at if shop else None,
        "has_ordered": shop is None and has_ordered(token.party_id),
        "next_open": next((member for member in party.members if member.missing), None),
        "command_id": new_id(), "papers": papers_of_party(token),
        "unread_notices": unread_of_party(token.site_id, token.party_id),
    }  # fmt: skip
    return render(request, "portal/party.html", context)


@party_only
def member_page(request: HttpRequest, token: PartyToken, letter: str) -> HttpResponseBase:
    """Ask for one member's particulars, and keep them."""
    party = own_party(token)
    member = party.member(letter)
    if member is None:
        raise Http404
    form = MemberForm(
        request.POST or None, member=member, asks_relation=party.has_children and not member.child
    )
    if form.is_valid() and _keep(request, token, party, member, form):
        return redirect("portal_party")
    status = 422 if form.errors else 200
    return render(
        request, "portal/member.html", {**surroundings(party), "member": member, "form": form}, status=status
    )


@party_only
def papers_page(request: HttpRequest, token: PartyToken) -> HttpResponse:
    """Show the party its notice and leaflet, as they are handed over on paper."""
    party = own_party(token)
    papers = papers_of(party.site, [member.stay for member in party.members], language())
    return render(request, "portal/papers.html", {**surroundings(party), "papers": papers})


@party_only
def rules_page(request: HttpRequest, token: PartyToken) -> HttpResponse:
    """Show what the rules say under which the party is here, with the texts they come from."""
    party = own_party(token)
    here = dict.fromkeys(course.row.protocol for course in courses_of_party(party.site.id, token.party_id))
    rules = [protocol(one, party.site.id) for one in here if one in shelf().protocols]
    found = [{"protocol": one, "sources": shelf().sources_of(one)} for one in rules]
    return render(request, "portal/rules.html", {**surroundings(party), "rules": found})


@party_only
@require_POST
def holder_said(request: HttpRequest, token: PartyToken) -> HttpResponseBase:
    """Keep who of the party holds this phone."""
    form = CommandForm(request.POST)
    if form.is_valid():
        by = party_actor(token, form.cleaned_data["command_id"])
        try:
            say_holder(by=by, site_id=token.site_id, letter=request.POST.get("letter", ""))
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return redirect("portal_party")


@party_only
@require_POST
def close_page(request: HttpRequest, token: PartyToken) -> HttpResponseBase:
    """Close the page on this phone."""
    close_own_page(by=party_actor(token), site_id=token.site_id)
    messages.info(request, _("The page is closed on this phone."))
    return forget_party(redirect("portal_home"))


def surroundings(party: OwnParty) -> dict[str, object]:
    """Return what every page of a party shows: the site, its telephone and the emergency numbers."""
    site = party.site
    return {"party": party, "site": site, "emergency_numbers": numbers_at(site.timezone, site.code)}


def _keep(
    request: HttpRequest, token: PartyToken, party: OwnParty, member: OwnMember, form: MemberForm
) -> bool:
    by = party_actor(token, form.cleaned_data["command_id"])
    facts = MemberFacts(stay_id=member.stay.id, identity=form.identity, relation=form.to_children)
    try:
        register_own(by=by, site_id=party.site.id, facts=facts)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Saved: %(who)s") % {"who": form.identity.name or member.stay.tag})
    return True
