"""Addresses of the red button: for everybody, below the residents' pages, and at the desk of a site."""

from django.urls import path

from yizhan.web.emergency import desk, page

for_everybody = [
    path("", page.show, name="emergency"),
    path("guide.json", page.guide_file, name="emergency_guide"),
    path("calls/", page.call, name="emergency_calls"),
    path("calls/<str:call>/", page.follow, name="emergency_call"),
]
# A party's cookie is sent below the residents' pages only.
for_residents = [
    path("", page.show, name="portal_emergency"),
    path("calls/", page.call, name="portal_emergency_calls"),
    path("calls/<str:call>/", page.follow, name="portal_emergency_call"),
]
at_the_desk = [
    path("", desk.show_all, name="emergencies"),
    path("<uuid:matter_id>/", desk.thread, name="emergency_thread"),
    path("<uuid:matter_id>/entries/", desk.add, name="emergency_entries"),
    path("<uuid:matter_id>/end/", desk.end, name="emergency_end"),
]
