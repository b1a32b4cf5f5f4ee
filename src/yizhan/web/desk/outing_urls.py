"""Addresses of treatment elsewhere."""

from django.urls import path

from yizhan.web.desk import outings

ONE = "<uuid:appointment_id>/"

urlpatterns = [
    path("", outings.show, name="outings"),
    path(f"{ONE}out/", outings.out, name="outing_out"),
    path(f"{ONE}back/", outings.back, name="outing_back"),
    path(f"{ONE}drop/", outings.drop, name="outing_dropped"),
    path(f"{ONE}cancellation/", outings.call_off, name="appointment_called_off"),
]
