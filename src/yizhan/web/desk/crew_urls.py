"""Addresses of the crew page."""

from django.urls import path

from yizhan.web.desk import crew

urlpatterns = [
    path("", crew.crew_list, name="crew"),
    path("invitations/", crew.invite_member, name="crew_invite"),
    path("<uuid:account_id>/links/", crew.new_link, name="crew_link"),
    path("postings/<uuid:posting_id>/end/", crew.end, name="crew_end"),
]
