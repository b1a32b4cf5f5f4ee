"""The desk's pages of special care and of medicines: what they show, what they record, who may not."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

if TYPE_CHECKING:
    from tests.intake.night import Night


@pytest.fixture
def hotel(db: None) -> Iterator[Night]:
    """The county hotel at 19:00 with two families and somebody to care for them."""
    from tests.care.people import opened_hotel

    with opened_hotel() as night:
        yield night


def test_suggestion_becomes_a_record_and_a_look_in(hotel: Night) -> None:
    from tests.care.desk import Desk
    from tests.care.people import person
    from yizhan.care.models import CareLook, CareRecord
    from yizhan.health.actions.observations import observe

    whom = person(hotel, "001-A")
    observe(by=hotel.by("nurse"), site_id=hotel.site.id, person_id=whom, mood="distressed")
    desk = Desk(hotel, "social")
    assert "1 person suggested" in desk.get()
    assert "State of mind" in desk.get("suggestions/")
    form = desk.get(f"people/{whom}/records/?needs=mind&from=observation")
    assert 'value="mind" required id' in form or 'value="mind"' in form
    told = desk.post(
        f"people/{whom}/records/", needs="mind", door="let her talk", plan="a call each evening",
        carer=str(hotel.crew["social"]), every_hours="8", found_from="observation",
    )  # fmt: skip
    assert "On the register." in told
    record = CareRecord.objects.get()
    assert (record.needs, record.every_hours, record.found_from) == (["mind"], 8, "observation")
    assert "let her talk" in desk.get()
    page = desk.get("people/?tag=001-A")
    assert "a call each evening" in page
    assert "Recorded." in desk.post(f"records/{record.id}/looks/", state="worse", note="cries")
    assert CareLook.objects.get().state == "worse"
    assert "cries" in desk.get(f"records/{record.id}/")
    assert "Off the register" in desk.post(f"records/{record.id}/closing/", because="better")


def test_what_was_typed_is_kept_when_it_is_refused(hotel: Night) -> None:
    from tests.care.desk import Desk
    from tests.care.people import on_register, person

    desk = Desk(hotel, "social")
    on_register(hotel, "001-A")
    page = desk.post(
        f"people/{person(hotel, '001-A')}/records/", needs="age", plan="my long plan", every_hours="8",
        carer=str(hotel.crew["social"]), found_from="visit",
    )  # fmt: skip
    assert "on the register already" in page
    assert "my long plan" in page


def test_reading_a_record_is_audited_and_catering_reads_none(hotel: Night) -> None:
    from tests.care.desk import Desk
    from tests.care.people import join, on_register
    from yizhan.core.models import AuditEvent

    record_id = on_register(hotel, "001-A")
    Desk(hotel, "social").get(f"records/{record_id}/")
    (event,) = AuditEvent.objects.filter(action="care.read_record")
    assert event.subject == {"record": str(record_id)}
    join(hotel, "cook", "catering")
    cook = Desk(hotel, "cook")
    for path in ("", "suggestions/", f"records/{record_id}/", "medicines/"):
        cook.get(path, status=403)
    # Logistics buys and carries medicines and reads nothing else of anybody.
    buyer = Desk(hotel, "logistics")
    buyer.get("", status=403)
    assert "Medicines" in buyer.get("medicines/")


def test_medicine_is_written_down_runs_low_and_is_got(hotel: Night) -> None:
    from tests.care.desk import Desk
    from tests.care.people import person
    from yizhan.care.models import Medicine, MedicineOrder
    from yizhan.core.models import AuditEvent

    whom, desk = person(hotel, "001-A"), Desk(hotel, "nurse")
    told = desk.post(
        f"medicines/people/{whom}/",
        name="Insulin",
        taken="before meals",
        unit="unit",
        per_day="30",
        left="100",
    )
    assert "Written down." in told
    board = desk.get("medicines/")
    assert "3 days" in board
    assert "305" in board
    picture = SimpleUploadedFile("p.png", _png(), "image/png")
    desk.post(f"medicines/people/{whom}/supplies/", what="Insulin pen", photograph=picture)
    order = MedicineOrder.objects.get()
    shown = desk.client.get(f"{desk.root}medicines/supplies/{order.id}/prescription/")
    assert (shown.headers["Content-Type"], shown.content[:4]) == ("image/png", b"\x89PNG")
    assert AuditEvent.objects.filter(action="care.read_prescription").count() == 1
    buyer = Desk(hotel, "logistics")
    assert "It is to be handed over." in buyer.post(f"medicines/supplies/{order.id}/purchase/", yuan="45.90")
    assert "Handed over." in buyer.post(f"medicines/supplies/{order.id}/hand-over/")
    order.refresh_from_db()
    assert (order.cost_cents, order.handed_by_id) == (4590, hotel.crew["logistics"])
    medicine = Medicine.objects.get()
    desk.post(f"medicines/{medicine.id}/counts/", left="90.5")
    medicine.refresh_from_db()
    assert medicine.counted == Decimal("90.50")
    assert "90.5 units (insulin)" in desk.get(f"medicines/{medicine.id}/")
    assert "Not taken any more." in desk.post(f"medicines/{medicine.id}/end/")


def test_refrigerator_is_read_at_the_desk(hotel: Night) -> None:
    from tests.care.desk import Desk
    from yizhan.care.models import Refrigerator

    desk = Desk(hotel, "nurse")
    desk.post("medicines/refrigerators/", name="Nurses' room")
    cold = Refrigerator.objects.get()
    page = desk.post(f"medicines/refrigerators/{cold.id}/readings/", value_c="9.5")
    assert "out of bounds" in page
    assert "9.5 °C" in desk.get(f"medicines/refrigerators/{cold.id}/")


def _png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"\0\0")), chunk(b"IEND", b""))
    )
