"""Addresses of protocols: each with its source and time line, what is ruled about it, what it would mean."""

from django.urls import path

from yizhan.web.desk import protocols

urlpatterns = [
    path("", protocols.index, name="protocols"),
    path("<slug:protocol_id>/", protocols.show, name="protocol"),
    path("<slug:protocol_id>/rulings/", protocols.rule, name="protocol_rulings"),
    path("<slug:protocol_id>/rulings/<uuid:ruling_id>/signatures/", protocols.sign, name="ruling_signatures"),
    path(
        "<slug:protocol_id>/rulings/<uuid:ruling_id>/refusals/", protocols.turn_down, name="ruling_refusals"
    ),
]
