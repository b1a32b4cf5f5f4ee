"""Addresses of the lists: on screen, as files, and what is printed before anybody comes."""

from django.urls import path

from yizhan.web.desk import notes, papers
from yizhan.web.desk.list_files import (
    meal_labels_pdf,
    meals_pdf,
    meals_xlsx,
    muster_pdf,
    samples_pdf,
    samples_xlsx,
    tubes_pdf,
)
from yizhan.web.desk.list_pages import lists, meals_page, muster_page, samples_page
from yizhan.web.desk.list_paper import cards_pdf, paper_page, wristbands_pdf

urlpatterns = [
    path("", lists, name="lists"),
    path("meals/", meals_page, name="list_meals"),
    path("meals/<slug:meal>/", meals_page, name="list_meal"),
    path("meals/<slug:meal>/bags.pdf", meals_pdf, name="list_meal_pdf"),
    path("meals/<slug:meal>/labels.pdf", meal_labels_pdf, name="list_meal_labels"),
    path("meals/<slug:meal>/bags.xlsx", meals_xlsx, name="list_meal_xlsx"),
    path("samples/", samples_page, name="list_samples"),
    path("samples/round.pdf", samples_pdf, name="list_samples_pdf"),
    path("samples/round.xlsx", samples_xlsx, name="list_samples_xlsx"),
    path("samples/tubes.pdf", tubes_pdf, name="list_tubes"),
    path("muster/", muster_page, name="list_muster"),
    path("muster/muster.pdf", muster_pdf, name="list_muster_pdf"),
    path("notices/", papers.show, name="papers"),
    path("notices/notices.pdf", papers.papers_pdf, name="papers_pdf"),
    path("notices/terms/", papers.terms, name="paper_terms"),
    path("notices/<uuid:party_id>/service/", papers.serve, name="paper_service"),
    path("note/", notes.show_today, name="note_today"),
    path("note/<str:day>/", notes.show, name="note"),
    path("note/<str:day>/versions/", notes.keep, name="note_versions"),
    path("note/<str:day>/<int:version>.pdf", notes.note_pdf, name="note_pdf"),
    path("paper/", paper_page, name="paper"),
    path("paper/cards.pdf", cards_pdf, name="paper_cards"),
    path("paper/wristbands.pdf", wristbands_pdf, name="paper_wristbands"),
]
