"""The room map: the whole house on one page, kept current for everybody who looks at it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from yizhan.core.actions import record_audit
from yizhan.people.queries.identity import find_persons
from yizhan.places.models import Room, Site
from yizhan.stays.queries.room_map import RoomMap, room_map
from yizhan.web.access import actor_of, capabilities_here, posted
from yizhan.web.desk.map_faces import TileFace, Tiles, drawn, filters, states, waiting_faces

UNCHANGED = 204


@posted("map.read")
@require_GET
def map_page(request: HttpRequest, site: Site) -> HttpResponse:
    """Show every room, and who waits for one."""
    return render(request, "desk/map/map.html", _whole(site, room_map(site), drawn))


@posted("map.read")
@require_GET
def map_print(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the map for paper: signs instead of colours."""
    return render(request, "desk/map/print.html", _whole(site, room_map(site), TileFace._asdict))


@posted("map.read")
@require_GET
def map_changes(request: HttpRequest, site: Site) -> HttpResponse:
    """Return the tiles that changed after the version that the page has; nothing if none did."""
    since = request.GET.get("since", "")
    if since == str(site.map_version):
        return HttpResponse(status=UNCHANGED)
    found = room_map(site, since=int(since) if since.isdigit() else -1)
    made = Tiles(site)
    tiles = {str(tile.id): drawn(made.face(tile)) for tile in found.tiles}
    shown = {"waiting": waiting_faces(found), "site": site, "can": capabilities_here(request)}
    lobby = render_to_string("desk/map/_waiting.html", shown, request)
    return JsonResponse({"version": found.version, "tiles": tiles, "waiting": lobby})


@posted("person.read")
@require_GET
def map_search(request: HttpRequest, site: Site) -> JsonResponse:
    """Find the rooms of people by name, pinyin, document or phone number; the search is audited."""
    text = request.GET.get("q", "").strip()
    persons = find_persons(text, scope=site.id) if text else []
    ids = [person.id for person in persons]
    record_audit(actor_of(request), "web.search_map", site_id=site.id, persons=[str(one) for one in ids])
    rooms = Room.objects.filter(site=site, occupancies__person_id__in=ids, occupancies__ended_at=None)
    return JsonResponse({"rooms": [str(one) for one in rooms.values_list("id", flat=True).distinct()]})


def _whole(site: Site, found: RoomMap, shown: Callable[[TileFace], object]) -> dict[str, object]:
    made = Tiles(site)
    floors = [floor for floor in found.floors if floor.tiles]
    return {
        "map": found, "waiting": waiting_faces(found), "states": states(), "filters": filters(),
        "floors": [(floor, [shown(made.face(tile)) for tile in floor.tiles]) for floor in floors],
        "people": sum(floor.people for floor in floors), "vacant": sum(floor.vacant for floor in floors),
    }  # fmt: skip
