"""Addresses of the arrivals desk: announcing, counting, names, attention."""

from django.urls import path

from yizhan.web.desk import (
    arrival_announce,
    arrival_attention,
    arrival_batch,
    arrival_countdown,
    arrival_counts,
    arrival_names,
    arrival_tonight,
)

BATCH = "batches/<uuid:batch_id>/"

urlpatterns = [
    path("", arrival_tonight.show, name="tonight"),
    path("batches/new/", arrival_announce.new, name="announce"),
    path("batches/", arrival_announce.announce, name="batches"),
    path(BATCH, arrival_batch.show, name="batch"),
    path(f"{BATCH}newer/", arrival_announce.newer, name="newer"),
    path(f"{BATCH}revisions/", arrival_announce.revise, name="revisions"),
    path(f"{BATCH}cancellation/", arrival_batch.cancel, name="cancellation"),
    path(f"{BATCH}entrances/<uuid:entrance_id>/", arrival_batch.measure, name="entrance_measured"),
    path(f"{BATCH}counts/", arrival_counts.show, name="batch_counts"),
    path(f"{BATCH}settlements/", arrival_counts.settle, name="settlements"),
    path(f"{BATCH}end/", arrival_counts.finish, name="batch_end"),
    path("countdown/", arrival_countdown.show, name="countdown"),
    path("countdown/<uuid:step_id>/", arrival_countdown.tick, name="tick"),
    path("counts/", arrival_counts.show_latest, name="counts"),
    path("attention/", arrival_attention.show, name="attention"),
    path("attention/<uuid:party_id>/look-ins/", arrival_attention.looked_in, name="look_ins"),
    path("attention/<uuid:party_id>/responsible/", arrival_attention.give, name="look_in_named"),
    path("names/", arrival_names.show, name="names"),
    path("names/found/", arrival_names.search, name="names_found"),
    path("names/calls/", arrival_names.call, name="calls"),
    path("names/<uuid:stay_id>/", arrival_names.register, name="person"),
]
