"""Addresses of observation: today's board, courses of persons, fevers."""

from django.urls import path

from yizhan.web.desk import fevers, observation, outings

PERSON = "people/<uuid:person_id>/"

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
]
