"""The room map: the whole house on one page, kept current for everybody who looks at it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.http import require_GET

from yizhan.core.actions import record_audit
from yizhan.people.queries.identity import find_persons
from yizhan.places.models import Room, Site
from yizhan.stays.queries.room_map import RoomMap, room_map
from yizhan.web.access import actor_of, capabilities_here, posted
from yizhan.web.desk.map_faces import Tiles, filters, states, waiting_faces

UNCHANGED = 204


@posted("map.read")
@require_GET
def map_page(request: HttpRequest, site: Site) -> HttpResponse:
    """Show every room, and who waits for one."""
    return render(request, "desk/map/map.html", _whole(site, room_map(site)))


@posted("map.read")
@require_GET
def map_print(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the map for paper: signs instead of colours."""
    return render(request, "desk/map/print.html", _whole(site, room_map(site)))


@posted("map.read")
@require_GET
def map_changes(request: HttpRequest, site: Site) -> HttpResponse:
    """Return the tiles that changed after the version that the page has; nothing if none did."""
    since = request.GET.get("since", "")
    if since == str(site.map_version):
        return HttpResponse(status=UNCHANGED)
    found = room_map(site, since=int(since) if since.isdigit() else -1)
    tile, waiting = get_template("desk/map/_tile.html"), get_template("desk/map/_waiting.html")
    shown: dict[str, object] = {"site": site, "can": capabilities_here(request)}
    made = Tiles(site)
    faces = [made.tile(one) for one in found.tiles]
    tiles = {face["id"]: tile.render({"face": face}) for face in faces}
    lobby = waiting.render({"waiting": waiting_faces(found), **shown}, request)
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


def _whole(site: Site, found: RoomMap) -> dict[str, object]:
    made = Tiles(site)
    faces = [(floor, [made.tile(tile) for tile in floor.tiles]) for floor in found.floors if floor.tiles]
    return {
        "map": found, "floors": faces, "waiting": waiting_faces(found),
        "states": states(), "filters": filters(),
        "people": sum(floor.people for floor, _ in faces), "vacant": sum(floor.vacant for floor, _ in faces),
    }  # fmt: skip
