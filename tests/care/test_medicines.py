"""Medicines: how long they last, who is warned when, who got what for whom: hand-worked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from uuid import UUID

    from tests.intake.night import Night

NOON = datetime(2022, 3, 16, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("counted", "per_day", "hours", "left", "supply"),
    [
        # Two a day, ten counted: five days. Three days before that it warns, to the minute.
        ("10", "2", 0, "10.00", "lasts"),
        ("10", "2", 47.9, "6.01", "lasts"),
        ("10", "2", 48, "6.00", "low"),
        ("10", "2", 119, "0.08", "low"),
        ("10", "2", 120, "0.00", "out"),
        ("10", "2", 500, "0.00", "out"),
        # Half a tablet a day.
        ("1", "0.5", 0, "1.00", "low"),
        # When needed: time takes nothing, the number warns.
        ("4", "0", 9000, "4.00", "lasts"),
        ("3", "0", 0, "3.00", "low"),
        ("0", "0", 0, "0.00", "out"),
    ],
)
def test_medicine_lasts_as_long_as_its_count_says(
    counted: str, per_day: str, hours: float, left: str, supply: str
) -> None:
    from yizhan.care.rules import left_at, supply_at

    moment = NOON + timedelta(hours=hours)
    figures = (Decimal(counted), Decimal(per_day), NOON, moment)
    assert left_at(*figures) == Decimal(left)
    assert supply_at(*figures) == supply


def _keep(hotel: Night, tag: str = "001-A", **facts: Any) -> UUID:
    from tests.care.people import person
    from yizhan.care.actions.medicines import keep_medicine
    from yizhan.care.enums import DoseUnit
    from yizhan.care.rules import MedicineWords

    said = {
        "words": MedicineWords(name="Metformin 500 mg", taken="morning and evening"), "unit": DoseUnit.TABLET,
        "per_day": Decimal(2), "left": Decimal(10),
    } | facts  # fmt: skip
    return keep_medicine(
        by=hotel.by("nurse"), site_id=hotel.site.id, person_id=person(hotel, tag), **said
    ).medicine_id


def _warned(hotel: Night) -> int:
    from yizhan.care.queries.medicines import running_out

    return len(running_out(hotel.site.id))


def test_warning_comes_days_before_and_nothing_has_to_run_for_it(hotel: Night) -> None:
    from tests.care.people import person
    from yizhan.care.actions.orders import ask_medicine
    from yizhan.care.queries.medicines import unattended

    medicine_id = _keep(hotel)
    hotel.minutes(47 * 60)
    assert (_warned(hotel), unattended(hotel.site.id)) == (0, {})
    hotel.minutes(60)
    assert (_warned(hotel), unattended(hotel.site.id)) == (1, {"low": 1})
    # Once somebody is getting it, every page is quiet; the list of medicines is not.
    ask_medicine(
        by=hotel.by("nurse"), site_id=hotel.site.id, person_id=person(hotel, "001-A"), what="more",
        medicine_id=medicine_id,
    )  # fmt: skip
    assert (_warned(hotel), unattended(hotel.site.id)) == (1, {})
    # It is gone and what was asked for has not come: every page says so again.
    hotel.minutes(72 * 60)
    assert (_warned(hotel), unattended(hotel.site.id)) == (1, {"out": 1})


def test_medicine_is_asked_bought_and_handed_over_by_name(hotel: Night) -> None:
    from tests.care.people import person
    from yizhan.care.actions.orders import ask_medicine, buy_medicine, hand_over_medicine
    from yizhan.care.enums import OrderState
    from yizhan.care.models import Medicine, MedicineOrder
    from yizhan.care.queries.medicines import medicines_at, open_orders, orders_of

    medicine_id = _keep(hotel)
    hotel.minutes(72 * 60)
    site, whom = hotel.site.id, person(hotel, "001-A")
    order_id = ask_medicine(
        by=hotel.by("nurse"), site_id=site, person_id=whom, what="Metformin", medicine_id=medicine_id
    ).order_id
    assert b"Metformin" not in bytes(MedicineOrder.objects.get().sealed)
    assert [(one.what, one.state) for one in open_orders(site)] == [("Metformin", OrderState.ASKED)]
    with pytest.raises(Refusal, match="not bought yet"):
        hand_over_medicine(by=hotel.by("logistics"), site_id=site, order_id=order_id)
    # What is only asked for still warns; what lies at the desk does not.
    assert _warned(hotel) == 1
    buy_medicine(by=hotel.by("logistics"), site_id=site, order_id=order_id, cost_cents=1250)
    assert _warned(hotel) == 0
    with pytest.raises(Refusal, match="bought already"):
        buy_medicine(by=hotel.by("logistics"), site_id=site, order_id=order_id)
    hand_over_medicine(by=hotel.by("social"), site_id=site, order_id=order_id, amount=Decimal(28))
    # Ten less six taken in three days, and twenty-eight new ones.
    assert Medicine.objects.get().counted == Decimal("32.00")
    (one,) = medicines_at(site)
    assert (one.days_left, one.supply, one.words.name) == (16, "lasts", "Metformin 500 mg")
    (order,) = orders_of(site, [whom])
    assert order.state == OrderState.HANDED_OVER
    assert (order.order.bought_by_id, order.order.handed_by_id) == (
        hotel.crew["logistics"],
        hotel.crew["social"],
    )
    assert open_orders(site) == []


def test_resident_speaks_for_themselves_and_the_children_only(hotel: Night) -> None:
    from tests.care.people import person
    from yizhan.care.actions.medicines import count_own_medicine
    from yizhan.care.actions.orders import ask_own_medicine
    from yizhan.care.models import Medicine, MedicineCount
    from yizhan.core.actors import Actor, ActorKind
    from yizhan.core.ids import new_id
    from yizhan.people.models import PartyToken

    medicine_id = _keep(hotel)
    token = PartyToken.objects.create(
        id=new_id(), party_id=hotel.stay("001-A").party_id, site_id=hotel.site.id, secret_digest=b"1" * 32,
        created_at=hotel.clock.now(), expires_at=hotel.clock.now() + timedelta(days=1),
    )  # fmt: skip
    page = Actor(ActorKind.PARTY, token.id)
    count_own_medicine(by=page, site_id=hotel.site.id, medicine_id=medicine_id, left=Decimal(7))
    last = MedicineCount.objects.order_by("-at", "-id")[0]
    assert (Medicine.objects.get().counted, last.account_id) == (Decimal(7), None)
    with pytest.raises(Refusal, match="own party only"):
        ask_own_medicine(
            by=page, site_id=hotel.site.id, person_id=person(hotel, "002-A"), what="sleeping pills"
        )


def test_refrigerator_out_of_its_bounds_is_a_matter_until_it_is_right(hotel: Night) -> None:
    from yizhan.care.actions.cold import make_refrigerator, read_refrigerator, retire_refrigerator
    from yizhan.care.queries.medicines import refrigerators
    from yizhan.duty.models import Matter

    site = hotel.site.id
    cold = make_refrigerator(by=hotel.by("nurse"), site_id=site, name="2F").refrigerator_id
    with pytest.raises(Refusal, match="called “2F” already"):
        make_refrigerator(by=hotel.by("nurse"), site_id=site, name="2F")
    _keep(hotel, refrigerator_id=cold)
    read_refrigerator(by=hotel.by("nurse"), site_id=site, refrigerator_id=cold, value_c=Decimal("8.0"))
    assert not Matter.objects.filter(kind="care").exists()
    read_refrigerator(by=hotel.by("nurse"), site_id=site, refrigerator_id=cold, value_c=Decimal("8.1"))
    (now,) = refrigerators(site)
    assert (now.is_wrong, now.kept, now.is_due) == (True, 1, False)
    assert Matter.objects.filter(kind="care", settled_at=None).count() == 1
    hotel.minutes(12 * 60)
    assert refrigerators(site)[0].is_due
    read_refrigerator(by=hotel.by("nurse"), site_id=site, refrigerator_id=cold, value_c=Decimal("4.5"))
    assert not Matter.objects.filter(kind="care", settled_at=None).exists()
    with pytest.raises(Refusal, match="medicine is kept in it"):
        retire_refrigerator(by=hotel.by("nurse"), site_id=site, refrigerator_id=cold)


def test_older_reading_of_a_refrigerator_settles_nothing(hotel: Night) -> None:
    from yizhan.care.actions.cold import make_refrigerator, read_refrigerator
    from yizhan.duty.models import Matter

    site, before = hotel.site.id, hotel.clock.now()
    cold = make_refrigerator(by=hotel.by("nurse"), site_id=site, name="2F").refrigerator_id
    hotel.minutes(60)
    read_refrigerator(by=hotel.by("nurse"), site_id=site, refrigerator_id=cold, value_c=Decimal("12.0"))
    late = hotel.by("nurse", at=before)
    read_refrigerator(by=late, site_id=site, refrigerator_id=cold, value_c=Decimal("4.5"))
    assert Matter.objects.filter(kind="care", settled_at=None).count() == 1


def test_count_that_comes_late_counts_from_when_it_was_made(hotel: Night) -> None:
    from yizhan.care.actions.medicines import count_medicine
    from yizhan.care.models import Medicine

    medicine_id, start = _keep(hotel, left=Decimal(20), per_day=Decimal(2)), hotel.clock.now()
    facts = {"site_id": hotel.site.id, "medicine_id": medicine_id}
    hotel.minutes(24 * 60)
    count_medicine(by=hotel.by("nurse", at=start + timedelta(hours=6)), left=Decimal(19), **facts)
    one = Medicine.objects.get()
    assert (one.counted, one.counted_at) == (Decimal(19), start + timedelta(hours=6))
    # An older one, sent later still, takes nothing back.
    count_medicine(by=hotel.by("nurse", at=start + timedelta(hours=1)), left=Decimal(5), **facts)
    one.refresh_from_db()
    assert (one.counted, one.counts.count()) == (Decimal(19), 3)


def test_medicines_ask_as_often_for_three_as_for_one(hotel: Night) -> None:
    from yizhan.care.queries.medicines import medicines_at

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            medicines_at(hotel.site.id)
        return len(caught)

    _keep(hotel)
    once = queries()
    _keep(hotel, "001-B")
    _keep(hotel, "002-A")
    assert queries() == once == 4


def test_wrong_facts_break_the_database_constraints(hotel: Night) -> None:
    from django.db import IntegrityError, transaction

    from yizhan.care.models import Medicine, MedicineOrder, Refrigerator
    from yizhan.core.ids import new_id

    medicine_id = _keep(hotel)
    moment, account = hotel.clock.now(), hotel.crew["nurse"]
    order = {
        "id": new_id(), "site_id": hotel.site.id, "person_id": hotel.stay("001-A").person_id, "sealed": b"",
        "asked_at": moment, "asked_by": "x",
    }  # fmt: skip
    wrong: list[Any] = [
        lambda: Medicine.objects.filter(id=medicine_id).update(counted=-1),
        lambda: Medicine.objects.filter(id=medicine_id).update(ended_at=moment),
        lambda: MedicineOrder.objects.create(**order, bought_at=moment),
        lambda: MedicineOrder.objects.create(**order, handed_at=moment, handed_by_id=account),
        lambda: MedicineOrder.objects.create(**order, called_off_at=moment),
        lambda: Refrigerator.objects.create(
            id=new_id(), site_id=hotel.site.id, name="x", low_c=8, high_c=2, made_at=moment
        ),
    ]
    for write in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
