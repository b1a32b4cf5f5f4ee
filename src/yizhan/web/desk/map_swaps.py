"""Two parties swap their rooms: what that breaks is shown first, then one decision moves both."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.places.models import Site
from yizhan.stays.actions.swapping import DECIDES, swap_parties
from yizhan.stays.queries.swapping import swap_of
from yizhan.web.access import actor_of, capabilities_here, posted
from yizhan.web.desk.map_forms import SwapForm, SwapWayForm
from yizhan.web.desk.sheets import CONFLICT, done, sheet


@posted("room.assign")
@require_http_methods(["GET", "POST"])
def swaps(request: HttpRequest, site: Site, party_id: UUID) -> HttpResponse:
    """Show what a swap means and breaks, and carry it out."""
    if request.method == "GET":
        way = SwapWayForm(request.GET)
        if not way.is_valid():
            raise Http404
        return _show(request, site, party_id, way.cleaned_data)
    form = SwapForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    sent = form.cleaned_data
    try:
        swap_parties(
            by=actor_of(request, sent["command_id"]), site_id=site.id, party_id=party_id,
            room_id=sent["from_room"], other_party_id=sent["other_party"], other_room_id=sent["to_room"],
            reason=sent["reason"], cleared=sent["cleared"] == "yes", knowing=sent["knowing"],
        )  # fmt: skip
    except Refusal as refusal:
        return _show(request, site, party_id, sent, error=str(refusal))
    if sent["cleared"] == "yes":
        return done(request, site, _("Both parties have swapped their rooms."))
    return done(request, site, _("Both parties have swapped their rooms. Both rooms are to be disinfected."))


def _show(
    request: HttpRequest, site: Site, party_id: UUID, sent: dict[str, object], *, error: str = ""
) -> HttpResponse:
    way = {name: UUID(str(sent[name])) for name in ("from_room", "other_party", "to_room")}
    context: dict[str, object] = {
        "swap": swap_of(site.id, party_id, way["from_room"], way["other_party"], way["to_room"]),
        "party_id": party_id, "error": error, "typed": sent.get("reason", ""),
        "cleared": sent.get("cleared", ""),
        "decides": DECIDES in capabilities_here(request), "command_id": new_id(),
    }  # fmt: skip
    return sheet(request, "desk/map/swap.html", context, status=CONFLICT if error else 200)
