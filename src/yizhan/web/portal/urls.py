"""Addresses of the residents' page. A card's code stands where nothing else does."""

from django.urls import path

from yizhan.web.portal.asking import ask_page, attachment, matter_page, needs_page, say
from yizhan.web.portal.claim import front_door
from yizhan.web.portal.feelings import feelings_page, questions_page, somebody_comes
from yizhan.web.portal.health import health_page, report
from yizhan.web.portal.leaving import own_papers
from yizhan.web.portal.medicines import count_medicine, get_medicine, medicines_page
from yizhan.web.portal.notices import notices_page, survey_page, thanks_page
from yizhan.web.portal.ordering import order, order_came, order_page
from yizhan.web.portal.parcels import parcels_page, say_of_parcel, want_again
from yizhan.web.portal.party import close_page, holder_said, member_page, papers_page, party_page, rules_page

urlpatterns = [
    path("", front_door, name="portal_home"),
    path("party/", party_page, name="portal_party"),
    path("party/closing/", close_page, name="portal_close"),
    path("party/certificate.pdf", own_papers, name="portal_certificate"),
    path("party/papers/", papers_page, name="portal_papers"),
    path("party/rules/", rules_page, name="portal_rules"),
    path("party/notices/", notices_page, name="portal_notices"),
    path("party/thanks/", thanks_page, name="portal_thanks"),
    path("party/survey/", survey_page, name="portal_survey"),
    path("party/holder/", holder_said, name="portal_holder"),
    path("party/needs/", needs_page, name="portal_needs"),
    path("party/needs/<slug:need>/", ask_page, name="portal_ask"),
    path("party/matters/<uuid:matter_id>/", matter_page, name="portal_matter"),
    path("party/matters/<uuid:matter_id>/<slug:saying>/", say, name="portal_matter_say"),
    path(
        "party/matters/<uuid:matter_id>/attachments/<uuid:attachment_id>/",
        attachment,
        name="portal_attachment",
    ),
    path("party/medicines/", medicines_page, name="portal_medicines"),
    path("party/medicines/orders/", get_medicine, name="portal_medicine_get"),
    path("party/medicines/<uuid:medicine_id>/counts/", count_medicine, name="portal_medicine_count"),
    path("party/parcels/", parcels_page, name="portal_parcels"),
    path("party/parcels/<uuid:parcel_id>/matters/", say_of_parcel, name="portal_parcel_say"),
    path("party/parcels/<uuid:parcel_id>/wants/", want_again, name="portal_parcel_want"),
    path("party/somebody-comes/", somebody_comes, name="portal_somebody_comes"),
    path("party/<str:letter>/feelings/", feelings_page, name="portal_feelings"),
    path("party/<str:letter>/feelings/<slug:instrument>/", questions_page, name="portal_questions"),
    path("party/order/", order_page, name="portal_order"),
    path("party/order/lines/", order, name="portal_order_keep"),
    path("party/order/<uuid:order_day_id>/receipt/", order_came, name="portal_order_came"),
    path("party/<str:letter>/health/", health_page, name="portal_health"),
    path("party/<str:letter>/reports/", report, name="portal_report"),
    path("party/<str:letter>/", member_page, name="portal_member"),
    path("<str:code>/", front_door, name="portal_card"),
]
