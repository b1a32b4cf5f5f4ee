"""Addresses of the parcels: the board, finding one, what is scanned, and each step by hand."""

from django.urls import path

from yizhan.web.desk import parcel_scans, parcels

urlpatterns = [
    path("parcels/", parcels.board, name="parcels"),
    path("parcels/found/", parcels.found, name="parcels_found"),
    path("parcels/arrivals/", parcel_scans.arrivals, name="parcel_arrivals"),
    path("parcels/checks/", parcel_scans.scanned_checks, name="parcel_scanned_checks"),
    path(
        "parcels/disinfections/scanned/", parcel_scans.scanned_disinfections,
        name="parcel_scanned_disinfections",
    ),
    path("parcels/hand-overs/", parcel_scans.hand_overs, name="parcel_hand_overs"),
    path("parcels/disinfections/", parcels.disinfections, name="parcel_disinfections"),
    path("parcels/<uuid:parcel_id>/checks/", parcels.checks, name="parcel_checks"),
    path("parcels/<uuid:parcel_id>/addressing/", parcels.addressing, name="parcel_addressing"),
    path("parcels/<uuid:parcel_id>/refusals/", parcels.refusals, name="parcel_refusals"),
]  # fmt: skip
