"""Addresses of rounds."""

from django.urls import path

from yizhan.web.desk import rounds

urlpatterns = [
    path("", rounds.board, name="rounds"),
    path("new/", rounds.new, name="round_new"),
    path("<uuid:round_id>/", rounds.show, name="round"),
    path("<uuid:round_id>/packing/", rounds.packing, name="round_packing"),
    path("<uuid:round_id>/additions/", rounds.additions, name="round_additions"),
    path("<uuid:round_id>/cancellations/", rounds.cancellations, name="round_cancellations"),
    path("<uuid:round_id>/hand-overs/", rounds.hand_overs, name="round_hand_overs"),
    path("<uuid:round_id>/ends/", rounds.ends, name="round_ends"),
]
