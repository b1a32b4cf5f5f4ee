"""Addresses of observation: today's board, courses of persons, fevers, treatment elsewhere."""

from django.urls import path

from yizhan.web.desk import fevers, observation, outings

PERSON = "people/<uuid:person_id>/"
OUTING = "outings/<uuid:appointment_id>/"

urlpatterns = [
    path("", observation.board, name="observation"),
    path("floors/<uuid:floor_id>/", observation.floor, name="observation_floor"),
    path(PERSON, observation.person, name="health_course"),
    path(f"{PERSON}observations/", observation.observed, name="observations"),
    path(
        f"{PERSON}observations/<uuid:observation_id>/withdrawal/",
        observation.withdrawn,
        name="observation_withdrawn",
    ),
    path(f"{PERSON}appointments/", outings.arrange, name="appointments"),
    path("fevers/<uuid:case_id>/", fevers.show, name="fever"),
    path("fevers/<uuid:case_id>/told/", fevers.told, name="fever_told"),
    path("fevers/<uuid:case_id>/decision/", fevers.decided, name="fever_decision"),
    path("outings/", outings.show, name="outings"),
    path(f"{OUTING}out/", outings.out, name="outing_out"),
    path(f"{OUTING}back/", outings.back, name="outing_back"),
    path(f"{OUTING}drop/", outings.drop, name="outing_dropped"),
    path(f"{OUTING}cancellation/", outings.call_off, name="appointment_called_off"),
]
