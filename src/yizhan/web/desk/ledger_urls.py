"""Addresses of the record: ledger, journal, and their comparison with what was seen."""

from django.urls import path

from yizhan.web.desk.ledger import ledger_page, ledger_pdf, ledger_xlsx
from yizhan.web.desk.ledger_book import book_page, book_pdf, book_xlsx
from yizhan.web.desk.ledger_comparison import comparison_page
from yizhan.web.desk.ledger_journal import corrections, journal_note, journal_page
from yizhan.web.desk.ledger_lists import outside_list, outside_list_removal, outside_lists

urlpatterns = [
    path("", ledger_page, name="ledger"),
    path("ledger.xlsx", ledger_xlsx, name="ledger_xlsx"),
    path("ledger.pdf", ledger_pdf, name="ledger_pdf"),
    path("journal/", journal_page, name="journal"),
    path("journal/<int:sequence>/note/", journal_note, name="journal_note"),
    path("journal/<int:sequence>/corrections/", corrections, name="journal_corrections"),
    path("comparison/", comparison_page, name="comparison"),
    path("lists/", outside_lists, name="outside_lists"),
    path("lists/<uuid:list_id>/", outside_list, name="outside_list"),
    path("lists/<uuid:list_id>/removal/", outside_list_removal, name="outside_list_removal"),
    path("book/", book_page, name="book"),
    path("book.xlsx", book_xlsx, name="book_xlsx"),
    path("book.pdf", book_pdf, name="book_pdf"),
]
