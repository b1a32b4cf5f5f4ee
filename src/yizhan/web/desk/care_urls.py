"""Addresses of special care: the register, medicines and what keeps them cold."""

from django.urls import path

from yizhan.web.desk import care, medicine, medicine_orders, refrigerator

RECORD = "records/<uuid:record_id>/"
TAKEN = "medicines/<uuid:medicine_id>/"
SUPPLY = "medicines/supplies/<uuid:supply_id>/"
COLD = "medicines/refrigerators/"

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
]
