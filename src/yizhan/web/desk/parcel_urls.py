"""Addresses of the parcels: the board, what is scanned in, and each step after it."""

from django.urls import path

from yizhan.web.desk import parcels

urlpatterns = [
    path("parcels/", parcels.board, name="parcels"),
    path("parcels/arrivals/", parcels.arrivals, name="parcel_arrivals"),
    path("parcels/disinfections/", parcels.disinfections, name="parcel_disinfections"),
    path("parcels/<uuid:parcel_id>/checks/", parcels.checks, name="parcel_checks"),
    path("parcels/<uuid:parcel_id>/addressing/", parcels.addressing, name="parcel_addressing"),
    path("parcels/<uuid:parcel_id>/refusals/", parcels.refusals, name="parcel_refusals"),
]
