"""A party on the map: rooms proposed for it, and putting it into one."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.intake.queries.proposals import proposals_for
from yizhan.places.models import Site
from yizhan.stays.actions.rooming import move_party, room_party
from yizhan.stays.queries.placing import Placing, placing_of
from yizhan.stays.queries.room_map import room_map
from yizhan.stays.rules import RoomShare
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.map_faces import waiting_faces
from yizhan.web.desk.map_forms import MoveForm, RoomingForm, WayForm, shares_in
from yizhan.web.desk.sheets import CONFLICT, done, sheet


@posted("room.assign")
@require_GET
def party_page(request: HttpRequest, site: Site, party_id: UUID) -> HttpResponse:
    """Show who waits and the rooms proposed, each with its reasons and one tap to accept it."""
    found = next((one for one in waiting_faces(room_map(site)) if one.party.party_id == party_id), None)
    proposals = [(proposal, new_id()) for proposal in proposals_for(site.id, party_id)]
    return sheet(request, "desk/map/party.html", {"face": found, "proposals": proposals})


@posted("room.assign")
@require_GET
def placing_page(request: HttpRequest, site: Site, party_id: UUID, room_id: UUID) -> HttpResponse:
    """Check one room for a party: what it breaks, and the reason that it takes."""
    form = WayForm({"from_room": request.GET.get("from", ""), "letters": request.GET.get("letters", "")})
    if not form.is_valid():
        raise Http404
    way = form.cleaned_data
    return _check(
        request, placing_of(site.id, party_id, [RoomShare(room_id=room_id)], way["from_room"], way["letters"])
    )


@posted("room.assign")
@require_POST
def roomings(request: HttpRequest, site: Site, party_id: UUID) -> HttpResponse:
    """Give a party the rooms that were accepted."""
    form = RoomingForm(request.POST)
    try:
        shares = shares_in(request.POST)
    except ValueError:
        return HttpResponseBadRequest()
    if not form.is_valid():
        return HttpResponseBadRequest()
    sent = form.cleaned_data
    try:
        room_party(
            by=actor_of(request, sent["command_id"]), site_id=site.id, party_id=party_id, rooms=shares,
            reasons=sent["reasons"], reason=sent["reason"], knowing=sent["knowing"],
        )  # fmt: skip
    except Refusal as refusal:
        placing = placing_of(site.id, party_id, shares)
        return _check(request, placing, error=str(refusal), typed=sent["reason"])
    return done(request, site, _("The party has its room."))


@posted("room.assign")
@require_POST
def moves(request: HttpRequest, site: Site, party_id: UUID) -> HttpResponse:
    """Move those of a party who are in one room to another, or some of them alone."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    sent = form.cleaned_data
    try:
        move_party(
            by=actor_of(request, sent["command_id"]), site_id=site.id, party_id=party_id,
            from_room_id=sent["from_room"], to_room_id=sent["to_room"], reason=sent["reason"],
            knowing=sent["knowing"], letters=tuple(sent["letters"]),
        )  # fmt: skip
    except Refusal as refusal:
        target = [RoomShare(room_id=sent["to_room"])]
        placing = placing_of(site.id, party_id, target, sent["from_room"], sent["letters"])
        return _check(request, placing, error=str(refusal), typed=sent["reason"])
    if sent["letters"]:
        return done(request, site, _("Moved. The rest of the party stays where it is."))
    return done(request, site, _("The party has moved. The room it left is to be disinfected."))


def _check(
    request: HttpRequest, placing: Placing | None, *, error: str = "", typed: str = ""
) -> HttpResponse:
    context: dict[str, object] = {"placing": placing, "error": error, "typed": typed, "command_id": new_id()}
    return sheet(request, "desk/map/placing.html", context, status=CONFLICT if error else 200)
