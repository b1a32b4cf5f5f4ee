"""Addresses of transfers."""

from django.urls import path

from yizhan.web.desk import transfer

urlpatterns = [
    path("", transfer.board, name="transfers"),
    path("new/", transfer.new, name="transfer_new"),
    path("returns/", transfer.returns, name="transfer_returns"),
    path("accepted/", transfer.accept, name="transfer_accept"),
    path("<uuid:order_id>/", transfer.show, name="transfer"),
    path("<uuid:order_id>/departures/", transfer.departures, name="transfer_departures"),
    path("<uuid:order_id>/arrivals/", transfer.arrivals, name="transfer_arrivals"),
    path("<uuid:order_id>/receptions/", transfer.receptions, name="transfer_receptions"),
    path("<uuid:order_id>/refusals/", transfer.refusals, name="transfer_refusals"),
    path("<uuid:order_id>/call-offs/", transfer.call_offs, name="transfer_call_offs"),
]
