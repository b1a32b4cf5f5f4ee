"""Addresses of late rosters: bringing, looking through, deciding, bringing in."""

from django.urls import path

from yizhan.web.desk import roster

ROSTER = "<uuid:roster_id>/"

urlpatterns = [
    path("", roster.bring, name="rosters"),
    path(ROSTER, roster.show, name="roster"),
    path(f"{ROSTER}answers/", roster.answer, name="roster_answers"),
    path(f"{ROSTER}people/", roster.take, name="roster_people"),
    path(f"{ROSTER}removal/", roster.remove, name="roster_removal"),
    path(f"{ROSTER}questions.xlsx", roster.held_xlsx, name="roster_questions"),
    path(f"{ROSTER}labels.pdf", roster.labels_pdf, name="roster_labels"),
]
