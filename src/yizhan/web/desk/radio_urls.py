"""Addresses of the desk for when phones fail: the radio clerk's lines, and sheets filled in by hand."""

from django.urls import path

from yizhan.web.desk import radio, radio_paper, radio_sheets

SHEET = "sheets/<uuid:batch_id>/<slug:sheet_kind>/<int:sheet_number>/"

urlpatterns = [
    path("", radio.show, name="radio"),
    path("heard/", radio.read_back, name="radio_heard"),
    path("lines/", radio.enter, name="radio_lines"),
    path("lines/<uuid:line_id>/withdrawal/", radio.take_back, name="radio_withdrawal"),
    path("sheets/", radio_sheets.index, name="sheets"),
    path(SHEET, radio_sheets.show, name="sheet"),
    path(f"{SHEET}heard/", radio_sheets.read_back, name="sheet_heard"),
    path(f"{SHEET}rows/", radio_sheets.enter, name="sheet_rows"),
    path("paper/plan.pdf", radio_paper.plan_pdf, name="paper_plan"),
    path("paper/<slug:sheet_kind>.pdf", radio_paper.sheets_pdf, name="paper_sheets"),
]
