"""Addresses of positive cases: the list, one case, its steps, its contacts."""

from django.urls import path

from yizhan.web.desk import case, case_steps, case_tracing

CASE = "<uuid:positive_id>/"

urlpatterns = [
    path("", case.board, name="cases"),
    path("alarm/", case.alarm, name="cases_alarm"),
    path("openings/", case.opened, name="case_openings"),
    path(CASE, case.show, name="case"),
    path(f"{CASE}apart/", case_steps.apart, name="case_apart"),
    path(f"{CASE}transfer/", case_steps.transfer, name="case_transfer"),
    path(f"{CASE}contacts/", case_tracing.contacts, name="case_contacts"),
    path(f"{CASE}contacts/decisions/", case_tracing.decisions, name="case_decisions"),
    path(f"{CASE}due-times/", case_tracing.due_times, name="case_due_times"),
    path(f"{CASE}report/", case_tracing.report, name="case_report"),
    path(f"{CASE}report/sent/", case_steps.sent, name="case_report_sent"),
    path(f"{CASE}relatives/", case_steps.relatives, name="case_relatives"),
    path(f"{CASE}sealing/", case_steps.sealed, name="case_sealing"),
    path(f"{CASE}clearing/", case_steps.cleared, name="case_clearing"),
    path(f"{CASE}waivers/", case_steps.waivers, name="case_waivers"),
    path(f"{CASE}reopenings/", case_steps.reopenings, name="case_reopenings"),
    path(f"{CASE}closing/", case.closed, name="case_closing"),
    path(f"{CASE}withdrawal/", case.withdrawn, name="case_withdrawal"),
]
