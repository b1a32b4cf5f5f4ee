"""Addresses of special care: the register, medicines and what keeps them cold."""

from django.urls import path

from yizhan.web.desk import (
    cards,
    care,
    crisis,
    crisis_changes,
    medicine,
    medicine_orders,
    refrigerator,
    screening,
)

RECORD = "records/<uuid:record_id>/"
TAKEN = "medicines/<uuid:medicine_id>/"
SUPPLY = "medicines/supplies/<uuid:supply_id>/"
COLD = "medicines/refrigerators/"
THREAD = "threads/<uuid:crisis_id>/"

urlpatterns = [
    path("", care.board, name="care"),
    path("suggestions/", care.suggestions, name="care_suggestions"),
    path("people/", care.find, name="care_find"),
    path("people/<uuid:person_id>/dismissals/", care.dismissed, name="care_dismissals"),
    path("people/<uuid:person_id>/records/", care.new, name="care_records"),
    path(RECORD, care.record, name="care_record"),
    path(f"{RECORD}versions/", care.versions, name="care_versions"),
    path(f"{RECORD}looks/", care.looks, name="care_looks"),
    path(f"{RECORD}closing/", care.closing, name="care_closing"),
    path("medicines/", medicine.board, name="medicines"),
    path("medicines/alarm/", medicine.alarm, name="medicines_alarm"),
    path("medicines/people/", medicine.find, name="medicine_find"),
    path("medicines/people/<uuid:person_id>/", medicine.new, name="medicine_new"),
    path("medicines/people/<uuid:person_id>/supplies/", medicine_orders.asked, name="medicine_supplies"),
    path(f"{SUPPLY}prescription/", medicine_orders.prescription, name="medicine_prescription"),
    path(f"{SUPPLY}purchase/", medicine_orders.bought, name="medicine_purchase"),
    path(f"{SUPPLY}hand-over/", medicine_orders.handed_over, name="medicine_hand_over"),
    path(f"{SUPPLY}cancellation/", medicine_orders.called_off, name="medicine_cancellation"),
    path(COLD, refrigerator.made, name="refrigerators"),
    path(f"{COLD}<uuid:refrigerator_id>/", refrigerator.show, name="refrigerator"),
    path(f"{COLD}<uuid:refrigerator_id>/readings/", refrigerator.read, name="cold_readings"),
    path(f"{COLD}<uuid:refrigerator_id>/retirement/", refrigerator.retired, name="refrigerator_retirement"),
    path(TAKEN, medicine.show, name="medicine"),
    path(f"{TAKEN}counts/", medicine.counted, name="medicine_counts"),
    path(f"{TAKEN}end/", medicine.ended, name="medicine_end"),
    path("threads/", crisis.threads, name="crises"),
    path("threads/alarm/", crisis.alarm, name="crises_alarm"),
    path("threads/on-call/", crisis.on_call, name="on_call"),
    path("threads/on-call/end/", crisis.off_call, name="off_call"),
    path(THREAD, crisis.thread, name="crisis"),
    path(f"{THREAD}entry/", crisis.entry, name="crisis_entry"),
    path(f"{THREAD}looks/", crisis_changes.looks, name="crisis_looks"),
    path(f"{THREAD}watch/", crisis_changes.watch, name="crisis_watch"),
    path(f"{THREAD}offers/", crisis_changes.offers, name="crisis_offers"),
    path(f"{THREAD}acceptance/", crisis_changes.acceptance, name="crisis_acceptance"),
    path(f"{THREAD}notes/", crisis_changes.notes, name="crisis_notes"),
    path(f"{THREAD}wishes/", crisis_changes.wishes, name="crisis_wishes"),
    path(f"{THREAD}calls/", crisis_changes.calls, name="crisis_calls"),
    path(f"{THREAD}readers/", crisis_changes.readers, name="crisis_readers"),
    path(f"{THREAD}readers/<uuid:account_id>/removal/", crisis_changes.removal, name="crisis_removal"),
    path(f"{THREAD}proposal/", crisis_changes.proposal, name="crisis_proposal"),
    path(f"{THREAD}refusal/", crisis_changes.refusal, name="crisis_refusal"),
    path(f"{THREAD}signature/", crisis_changes.signature, name="crisis_signature"),
    path("cards/", cards.shelf, name="care_cards"),
    path("cards/interpreters/<uuid:interpreter_id>/removal/", cards.removal, name="interpreter_removal"),
    path("screenings/", screening.board, name="screenings"),
    path("screenings/people/<uuid:person_id>/<slug:instrument>/", screening.ask, name="screening_ask"),
    path("screenings/<uuid:screening_id>/following/", screening.followed, name="screening_following"),
]
