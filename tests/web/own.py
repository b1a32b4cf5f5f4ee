"""What a party's own page shows beside its days: medicines, parcels, how somebody has been."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

    from tests.leaving.going import Going


def person(going: Going, tag: str) -> UUID:
    return going.night.stay(tag).person_id


def keep(going: Going, tag: str = "001-A", **facts: Any) -> UUID:
    """Write down what somebody takes: two tablets a day, ten left; returns the medicine."""
    from yizhan.care.actions.medicines import keep_medicine
    from yizhan.care.enums import DoseUnit
    from yizhan.care.rules import MedicineWords

    said = {
        "words": MedicineWords(name="Metformin 500 mg", taken="morning and evening"), "unit": DoseUnit.TABLET,
        "per_day": Decimal(2), "left": Decimal(10),
    } | facts  # fmt: skip
    kept = keep_medicine(
        by=going.night.by("nurse"), site_id=going.night.site.id, person_id=person(going, tag), **said
    )
    return kept.medicine_id


def receive(going: Going, number: str, room: str, **more: Any) -> UUID:
    """Take a parcel in at the gate; returns it."""
    from yizhan.provision.actions.parcels import receive_parcel

    night = going.night
    kept = receive_parcel(
        by=night.by("reception"), site_id=night.site.id, number=number, room_id=night.room(room).id, **more
    )
    return kept.parcel_id


def on_call(going: Going) -> None:
    """Somebody comes, if a mind is in crisis, for the next two hours."""
    from yizhan.care.actions.on_call import go_on_call

    go_on_call(by=going.night.by("nurse"), site_id=going.night.site.id, hours=2)


def born(going: Going, tag: str, day: date) -> None:
    """Say when somebody was born."""
    from yizhan.people.actions.identity import seal_identity
    from yizhan.people.identity import Identity

    seal_identity(going.night.stay(tag).person, Identity(birth_date=day), scope=going.night.site.id)
