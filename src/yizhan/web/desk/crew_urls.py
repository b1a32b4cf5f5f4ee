"""Addresses of the crew page."""

from django.urls import path

from yizhan.web.desk import crew, crew_phones, crew_unwell

urlpatterns = [
    path("", crew.crew_list, name="crew"),
    path("invitations/", crew.invite_member, name="crew_invite"),
    path("<uuid:account_id>/links/", crew.new_link, name="crew_link"),
    path("postings/<uuid:posting_id>/lead/", crew.lead, name="crew_lead"),
    path("postings/<uuid:posting_id>/end/", crew.end, name="crew_end"),
    path("unwell/", crew_unwell.show, name="crew_unwell"),
    path("unwell/stood-down/", crew_unwell.stood_down, name="crew_stood_down"),
    path("unwell/<uuid:off_duty_id>/examinations/", crew_unwell.examined, name="crew_examined"),
    path("badges/", crew_phones.make, name="crew_badges"),
    path("badges/paper/", crew_phones.badges_pdf, name="crew_badges_pdf"),
    path("badges/<uuid:badge_id>/end/", crew_phones.revoke, name="crew_badge_end"),
    path("phones/", crew_phones.offer, name="crew_phones"),
    path("phones/<uuid:phone_id>/end/", crew_phones.end, name="crew_phone_end"),
]
