"""The desk of one site, area by area."""

from django.urls import include, path

from yizhan.web.desk.release_papers import communities
from yizhan.web.emergency import urls as emergency

urlpatterns = [
    path("", include("yizhan.web.desk.arrival_urls")),
    path("map/", include("yizhan.web.desk.map_urls")),
    path("rounds/", include("yizhan.web.desk.round_urls")),
    path("samples/", include("yizhan.web.desk.sampling_urls")),
    path("observation/", include("yizhan.web.desk.observation_urls")),
    path("outings/", include("yizhan.web.desk.outing_urls")),
    path("cases/", include("yizhan.web.desk.case_urls")),
    path("care/", include("yizhan.web.desk.care_urls")),
    path("plans/", include("yizhan.web.desk.plan_urls")),
    path("course/", include("yizhan.web.desk.course_urls")),
    path("protocols/", include("yizhan.web.desk.protocol_urls")),
    path("leaving/", include("yizhan.web.desk.release_urls")),
    path("transfers/", include("yizhan.web.desk.transfer_urls")),
    path("contact-book/", communities, name="communities"),
    path("ledger/", include("yizhan.web.desk.ledger_urls")),
    path("", include("yizhan.web.desk.meal_urls")),
    path("", include("yizhan.web.desk.order_urls")),
    path("", include("yizhan.web.desk.parcel_urls")),
    path("", include("yizhan.web.desk.stock_urls")),
    path("lists/", include("yizhan.web.desk.list_urls")),
    path("rosters/", include("yizhan.web.desk.roster_urls")),
    path("rosters/<uuid:roster_id>/bindings/", include("yizhan.web.desk.binding_urls")),
    path("matters/", include("yizhan.web.desk.matter_urls")),
    path("notices/", include("yizhan.web.desk.notice_urls")),
    path("crew/", include("yizhan.web.desk.crew_urls")),
    path("radio/", include("yizhan.web.desk.radio_urls")),
    path("rehearsal/", include("yizhan.web.desk.rehearsal_urls")),
    path("questions/", include("yizhan.web.desk.question_urls")),
    path("new-site/", include("yizhan.web.desk.wizard_urls")),
    path("emergencies/", include(emergency.at_the_desk)),
]
