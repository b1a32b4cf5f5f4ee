"""Addresses of the record: ledger, journal, and their comparison with what was seen."""

from django.urls import path

from yizhan.web.desk.ledger import ledger_page, ledger_xlsx
from yizhan.web.desk.ledger_comparison import comparison_page
from yizhan.web.desk.ledger_journal import corrections, journal_note, journal_page

urlpatterns = [
    path("", ledger_page, name="ledger"),
    path("ledger.xlsx", ledger_xlsx, name="ledger_xlsx"),
    path("journal/", journal_page, name="journal"),
    path("journal/<int:sequence>/note/", journal_note, name="journal_note"),
    path("journal/<int:sequence>/corrections/", corrections, name="journal_corrections"),
    path("comparison/", comparison_page, name="comparison"),
]
