"""Addresses of the crew page."""

from django.urls import path

from yizhan.web.desk import crew, crew_phones

urlpatterns = [
    path("", crew.crew_list, name="crew"),
    path("invitations/", crew.invite_member, name="crew_invite"),
    path("<uuid:account_id>/links/", crew.new_link, name="crew_link"),
    path("postings/<uuid:posting_id>/end/", crew.end, name="crew_end"),
    path("badges/", crew_phones.make, name="crew_badges"),
    path("badges/paper/", crew_phones.badges_pdf, name="crew_badges_pdf"),
    path("badges/<uuid:badge_id>/end/", crew_phones.revoke, name="crew_badge_end"),
    path("phones/", crew_phones.offer, name="crew_phones"),
    path("phones/<uuid:phone_id>/end/", crew_phones.end, name="crew_phone_end"),
]
