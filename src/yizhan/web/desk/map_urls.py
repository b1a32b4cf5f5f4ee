"""Addresses of the room map."""

from django.urls import path

from yizhan.web.desk.map import map_changes, map_page, map_print, map_search
from yizhan.web.desk.map_parties import moves, party_page, placing_page, roomings
from yizhan.web.desk.map_rooms import room_card, room_page, room_state
from yizhan.web.desk.map_swaps import swaps

urlpatterns = [
    path("", map_page, name="map"),
    path("changes/", map_changes, name="map_changes"),
    path("print/", map_print, name="map_print"),
    path("search/", map_search, name="map_search"),
    path("rooms/<uuid:room_id>/", room_page, name="map_room"),
    path("rooms/<uuid:room_id>/state/", room_state, name="map_room_state"),
    path("rooms/<uuid:room_id>/card/", room_card, name="map_room_card"),
    path("parties/<uuid:party_id>/", party_page, name="map_party"),
    path("parties/<uuid:party_id>/rooms/", roomings, name="map_roomings"),
    path("parties/<uuid:party_id>/rooms/<uuid:room_id>/", placing_page, name="map_placing"),
    path("parties/<uuid:party_id>/moves/", moves, name="map_moves"),
    path("parties/<uuid:party_id>/swaps/", swaps, name="map_swaps"),
]
