"""A party's own medicines: how long they last, telling the count, asking for more, and who got it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.leaving.conftest import going, protocols  # noqa: F401 - the fixtures
from tests.web.own import keep, person
from tests.web.test_portal_asking import JPEG
from tests.web.test_portal_days import four, phone_of, shown  # noqa: F401 - the fixture
from yizhan.core.ids import new_id

if TYPE_CHECKING:
    from uuid import UUID

    from django.test import Client

    from tests.leaving.going import Going

MEDICINES = "/r/party/medicines/"


def count(phone: Client, medicine_id: UUID, left: str) -> Any:
    return phone.post(f"{MEDICINES}{medicine_id}/counts/", {"command_id": str(new_id()), "left": left})


def get(phone: Client, **said: Any) -> Any:
    ids = {name: str(new_id()) for name in ("command_id", "photo_id")}
    return phone.post(f"{MEDICINES}orders/", {**ids, "who": "A", **said})


def test_medicine_says_how_long_it_lasts_and_a_count_changes_it(going: Going) -> None:  # noqa: F811
    from yizhan.care.models import MedicineCount

    phone, medicine_id = phone_of(going), keep(going)
    page = shown(phone, MEDICINES)
    for words in (
        "Metformin 500 mg",
        "morning and evening",
        "2 tablets a day",
        "lasts 5 more days",
        "10 tablets left",
    ):
        assert words in page, words
    assert count(phone, medicine_id, "２,５")["Location"] == MEDICINES
    page = shown(phone, MEDICINES)
    assert "lasts 1 more day " in page
    assert "2.5 tablets left" in page
    said = MedicineCount.objects.order_by("-at", "-id").first()
    assert said is not None
    assert (said.counted, said.account_id, said.by[:6]) == (Decimal("2.50"), None, "party:")


def test_one_of_anything_is_said_in_the_singular(going: Going) -> None:  # noqa: F811
    from yizhan.care.enums import DoseUnit

    phone = phone_of(going)
    keep(going, per_day=Decimal(1), left=Decimal(1))
    keep(going, unit=DoseUnit.PUFF, per_day=Decimal(1), left=Decimal(3))
    page = shown(phone, MEDICINES)
    for words in ("1 tablet a day", "1 tablet left", "1 puff a day", "3 puffs left"):
        assert words in page, words


def test_figure_that_cannot_be_read_changes_nothing_and_is_asked_again(going: Going) -> None:  # noqa: F811
    from yizhan.care.models import Medicine

    phone, medicine_id = phone_of(going), keep(going)
    for left in ("", "many", "-1", "10000", "1.234"):
        reply = phone.post(
            f"{MEDICINES}{medicine_id}/counts/", {"command_id": str(new_id()), "left": left}, follow=True
        )
        assert "as a figure, such as 12 or 2.5" in reply.content.decode(), left
    assert Medicine.objects.get().counted == Decimal(10)


def test_more_is_asked_for_by_photograph_and_its_way_is_shown_with_names(going: Going) -> None:  # noqa: F811
    from yizhan.care.actions.orders import buy_medicine, hand_over_medicine
    from yizhan.care.models import MedicineOrder
    from yizhan.care.queries.medicines import prescription_of

    phone, medicine_id = phone_of(going), keep(going)
    assert "More of Metformin 500 mg" in shown(phone, f"{MEDICINES}orders/?medicine={medicine_id}")
    picture = SimpleUploadedFile("box.jpg", JPEG, "image/jpeg")
    assert get(phone, medicine=str(medicine_id), what="two boxes", photo=picture)["Location"] == MEDICINES
    order = MedicineOrder.objects.get()
    assert (order.medicine_id, order.person_id) == (medicine_id, person(going, "001-A"))
    opened = prescription_of(order.site_id, order.id)
    assert opened is not None
    assert opened.media_type == "image/jpeg"
    page = shown(phone, MEDICINES)
    assert "being got" in page
    assert "Metformin 500 mg · two boxes To be bought" in page
    night = going.night
    facts = {"by": night.by("nurse"), "site_id": night.site.id, "order_id": order.id}
    buy_medicine(**facts, cost_cents=1250)
    night.minutes(5)
    hand_over_medicine(**facts | {"by": night.by("nurse")}, amount=Decimal(20))
    page = shown(phone, MEDICINES)
    assert re.search(r"Bought nurse \S+ ¥ 12.50 Handed over nurse \S+", page), page
    assert "lasts 14 more days" in page


def test_erased_people_leave_no_prescription_that_can_be_opened(going: Going) -> None:  # noqa: F811
    from yizhan.care.models import MedicineOrder
    from yizhan.care.queries.medicines import prescription_of
    from yizhan.people.actions.identity import erase_identities

    phone = phone_of(going)
    for who in "AB":
        get(phone, who=who, photo=SimpleUploadedFile("box.jpg", JPEG, "image/jpeg"))
    orders = dict(MedicineOrder.objects.values_list("person_id", "id"))
    erase_identities([person(going, "001-A")])
    site_id = going.night.site.id
    assert prescription_of(site_id, orders[person(going, "001-A")]) is None
    assert prescription_of(site_id, orders[person(going, "001-B")]) is not None


def test_what_is_not_got_is_said_with_the_reason(going: Going) -> None:  # noqa: F811
    from yizhan.care.actions.orders import call_off_medicine
    from yizhan.care.models import MedicineOrder

    phone, night = phone_of(going), going.night
    get(phone, what="Cough syrup")
    call_off_medicine(
        by=night.by("nurse"), site_id=night.site.id, order_id=MedicineOrder.objects.get().id,
        because="the doctor sees you first",
    )  # fmt: skip
    page = shown(phone, MEDICINES)
    assert "Cough syrup Called off" in page
    assert "Not got: the doctor sees you first nurse" in page


def test_nothing_at_all_is_asked_again_and_a_picture_alone_is_enough(going: Going) -> None:  # noqa: F811
    from yizhan.care.models import MedicineOrder

    phone = phone_of(going)
    reply = get(phone)
    assert reply.status_code == 422
    assert "take a picture of the box" in reply.content.decode()
    assert not MedicineOrder.objects.exists()
    assert get(phone, photo=SimpleUploadedFile("a.jpg", JPEG, "image/jpeg")).status_code == 302
    assert "What the photographed prescription says" in shown(phone, MEDICINES)
    broken = SimpleUploadedFile("a.jpg", b"MZ not a picture", "image/jpeg")
    reply = get(phone, what="Insulin", photo=broken)
    assert (reply.status_code, MedicineOrder.objects.count()) == (422, 1)
    assert "Insulin" in reply.content.decode()


def test_same_tap_twice_asks_and_counts_once(going: Going) -> None:  # noqa: F811
    from yizhan.care.models import MedicineCount, MedicineOrder

    phone, medicine_id = phone_of(going), keep(going)
    ids = {name: str(new_id()) for name in ("command_id", "photo_id")}
    for _ in range(2):
        phone.post(f"{MEDICINES}orders/", {**ids, "who": "A", "what": "Insulin"})
        phone.post(f"{MEDICINES}{medicine_id}/counts/", {"command_id": ids["photo_id"], "left": "4"})
    assert (MedicineOrder.objects.count(), MedicineCount.objects.count()) == (1, 2)


def test_guardian_acts_for_the_children_and_for_no_other_adult(four: Going) -> None:  # noqa: F811
    from yizhan.care.models import Medicine, MedicineOrder

    mine, childs, others = (keep(four, tag) for tag in ("003-A", "003-C", "003-B"))
    nobody, phone = phone_of(four, "3", "401"), phone_of(four, "3", "401", "A")
    assert "Say whose phone this is" in shown(nobody, MEDICINES)
    assert get(nobody, who="A", what="Insulin").status_code == 422
    with_three = phone.get(MEDICINES).content.decode()
    assert [str(one) in with_three for one in (mine, childs, others)] == [True, True, False]
    assert count(phone, childs, "4").status_code == 302
    assert count(phone, others, "4").status_code == 404
    assert count(nobody, mine, "4").status_code == 404
    counted = dict(Medicine.objects.values_list("id", "counted"))
    assert [counted[one] for one in (mine, childs, others)] == [Decimal(10), Decimal(4), Decimal(10)]
    # The other adult's letter or medicine is nothing that this phone can choose.
    assert get(phone, who="B", what="Insulin").status_code == 422
    get(phone, who="C", what="Syrup")
    get(phone, who="A", medicine=str(others), what="Drops")
    assert not MedicineOrder.objects.exclude(medicine=None).exists()
    asked = set(MedicineOrder.objects.values_list("person_id", flat=True))
    assert asked == {person(four, "003-C"), person(four, "003-A")}


def test_queries_do_not_grow_with_the_medicines(going: Going) -> None:  # noqa: F811
    phone = phone_of(going)
    keep(going)
    get(phone, what="Insulin")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert phone.get(MEDICINES).status_code == 200
        return len(seen)

    before = queries()
    for _ in range(3):
        keep(going)
        get(phone, what="Insulin")
    assert queries() == before
