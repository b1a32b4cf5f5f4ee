"""One room on the map: a quick look, its card, and what may be done with it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.actions import record_audit
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.people.models import Person
from yizhan.people.queries.identity import identities
from yizhan.places.enums import RoomState
from yizhan.places.models import Site
from yizhan.stays.actions.room_state import set_room_state
from yizhan.stays.queries.room_look import RoomLook, room_look
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.map_faces import party_face
from yizhan.web.desk.map_forms import RoomStateForm
from yizhan.web.desk.sheets import CONFLICT, done, sheet
from yizhan.web.qr import qr_picture


@posted("map.read")
@require_GET
def room_page(request: HttpRequest, site: Site, room_id: UUID) -> HttpResponse:
    """Show one room: who by wristband, what to know, its card; names only when asked, and audited."""
    return _show(request, site, _look(site, room_id))


@posted("room.assign")
@require_POST
def room_state(request: HttpRequest, site: Site, room_id: UUID) -> HttpResponse:
    """Mark an empty room ready, to be disinfected, or blocked."""
    form = RoomStateForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    sent = form.cleaned_data
    by, state = actor_of(request, sent["command_id"]), RoomState(sent["state"])
    try:
        set_room_state(by=by, site_id=site.id, room_id=room_id, state=state, reason=sent["reason"])
    except Refusal as refusal:
        told = {"error": str(refusal), "typed": sent["reason"]}
        return _show(request, site, _look(site, room_id), told, status=CONFLICT)
    words = {"room": _look(site, room_id).room.name, "state": state.label}
    return done(request, site, _("Room %(room)s: %(state)s.") % words)


@posted("person.register")
@require_GET
def room_card(request: HttpRequest, site: Site, room_id: UUID) -> HttpResponse:
    """Show the card that lies in a room, for printing one alone; who saw the code is audited."""
    look = _look(site, room_id)
    record_audit(actor_of(request), "web.show_card", site_id=site.id, room=str(room_id))
    address = request.build_absolute_uri(reverse("portal_card", args=[look.card]))
    context = {"look": look, "address": address, "picture": qr_picture(address)}
    return sheet(request, "desk/map/card.html", context)


def _look(site: Site, room_id: UUID) -> RoomLook:
    look = room_look(site, room_id)
    if look is None:
        raise Http404
    return look


def _show(
    request: HttpRequest, site: Site, look: RoomLook, told: dict[str, object] | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, object] = {
        "look": look, "parties": [party_face(party) for party in look.parties],
        "names": _names(request, site, look),
        "command_id": new_id(), "ready": look.room.state == RoomState.READY,
    }  # fmt: skip
    return sheet(request, "desk/map/room.html", context | (told or {}), status=status)


def _names(request: HttpRequest, site: Site, look: RoomLook) -> dict[UUID, str]:
    """Open the names of a room's people when somebody asks who may; each reading is audited."""
    if "names" not in request.GET or "person.read" not in getattr(request, "yizhan_capabilities", ()):
        return {}
    known = identities(Person.objects.filter(id__in=look.person_ids))
    record_audit(
        actor_of(request), "web.read_names", site_id=site.id, persons=[str(one) for one in look.person_ids]
    )
    return {person_id: identity.name for person_id, identity in known.items()}
