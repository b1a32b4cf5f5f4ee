"""Group orders at the desk: from the shop's list to the last cent, and who may do any of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.provision.grocer import LIST, article, clock, close, line, open_day, order, page_of, stock
from tests.web.test_lists import client_of, contents, readable

if TYPE_CHECKING:
    from tests.intake.night import Night


@pytest.fixture
def hotel(db: None) -> Iterator[Night]:
    """001 in 305 and 002 in 306; it is nine in the morning."""
    from tests.intake.night import open_night
    from yizhan.core.clock import running

    night = open_night()
    with running(night.clock):
        night.announce(expected=4)
        for number, room in ((1, "305"), (2, "306")):
            night.count(number)
            night.house(number, room)
        clock(night, "09:00")
        yield night


def get(night: Night, name: str, path: str) -> Any:
    return client_of(night, name).get(f"/s/{night.site.code}/{path}")


def post(night: Night, name: str, path: str, **sent: Any) -> str:
    from yizhan.core.ids import new_id

    sent = {"command_id": str(new_id()), **sent}
    reply = client_of(night, name).post(f"/s/{night.site.code}/{path}", sent, follow=True)
    return " ".join(reply.content.decode().split())


@pytest.mark.parametrize(
    ("name", "status"), [("clerk", 200), ("kitchen", 200), ("reception", 403), ("nurse", 403), ("post", 403)]
)
def test_whoever_buys_sees_orders_and_nobody_else(hotel: Night, name: str, status: int) -> None:
    for path in ("orders/", "catalogue/", "order-accounts/"):
        assert get(hotel, name, path).status_code == status


def test_a_list_is_brought_in_and_says_what_was_not_taken(hotel: Night) -> None:
    listed = SimpleUploadedFile("march.csv", (LIST + "105,茶,盒,饮料,面议\n").encode())
    page = post(hotel, "clerk", "catalogue/", file=listed)
    assert "Articles: 5. Not brought to rooms: 1. Rows not taken: 1." in page
    assert "1 row was not taken" in page
    assert "E7" in page
    assert "面议" in page
    assert "This is no price with at most two decimals." in page
    assert "Alcohol" in page
    assert "not for: allergic: Peanuts" in page


def test_what_is_no_list_is_said_on_the_form(hotel: Night) -> None:
    page = post(hotel, "clerk", "catalogue/", file=SimpleUploadedFile("page.csv", b"<html>"))
    assert "This is a web page under another name." in page


def test_an_order_from_opening_to_settling(hotel: Night) -> None:
    from yizhan.provision.models import OrderDay

    stock(hotel)
    opened = post(hotel, "clerk", "orders/days/", day="2022-03-17", closes_at="2022-03-17T11:00")
    assert "Open: residents order on their pages until the cut-off." in opened
    day = f"orders/{OrderDay.objects.get().id}/"
    assert "Nobody lives in this room" in get(hotel, "clerk", f"{day}room/?room=309").content.decode()
    led = get(hotel, "clerk", f"{day}room/?room=305")
    party = f"{day}{hotel.stay('001-A').party_id}/"
    assert led.url == f"/s/{hotel.site.code}/{party}"
    found = get(hotel, "clerk", f"{party}?q=啤酒").content.decode()
    assert "Soft drinks, milk and tea can be ordered." in found
    milk = str(article(hotel, "牛奶").id)
    post(hotel, "clerk", f"{party}lines/", article=milk, quantity="3")
    assert "People still order" in get(hotel, "clerk", f"{day}list/").content.decode()
    post(hotel, "clerk", f"{day}listing/")
    short = post(
        hotel, "clerk", f"{day}brought/", article=milk, arrived="2", price="9.05", instead="豆奶",
        instead_arrived="1", instead_price="4.20",
    )  # fmt: skip
    assert "came: 2" in short
    assert "in its place: 1" in short
    post(hotel, "kitchen", f"orders/doors/{hotel.room('305').id}/handing/")
    # 2 × 9.05 + 4.20
    accounts = get(hotel, "clerk", "order-accounts/").content.decode()
    assert accounts.count("¥22.30") >= 2
    settled = post(
        hotel,
        "clerk",
        f"order-accounts/{hotel.stay('001-A').party_id}/",
        sum="22.30",
        way="phone",
        note="slip 7",
    )
    assert "¥0.00" in settled
    assert "slip 7" in settled


def test_lines_are_corrected_by_what_a_party_really_has(hotel: Night) -> None:
    from tests.provision.grocer import bring_rest

    stock(hotel)
    day = open_day(hotel)
    order(hotel, day, page_of(hotel, 1), 苹果=2)
    close(hotel, day)
    bring_rest(hotel, day)
    wrong = post(hotel, "clerk", f"orders/lines/{line(hotel, 1, '苹果').id}/corrections/", handed="3")
    assert "2 were brought" in wrong
    right = post(hotel, "clerk", f"orders/lines/{line(hotel, 1, '苹果').id}/corrections/", handed="1")
    assert "Corrected: what they owe follows." in right
    assert "¥6.50" in right


def test_the_workbook_has_the_shops_list_and_the_bags_and_nobodys_name(hotel: Night) -> None:
    from yizhan.people.actions.identity import seal_identity
    from yizhan.people.identity import Identity

    seal_identity(hotel.stay("001-A").person, Identity(name="Canary Name"), scope=hotel.site.id)
    stock(hotel)
    day = open_day(hotel)
    order(hotel, day, page_of(hotel, 1), 牛奶=2, 抽纸=3)
    reply = get(hotel, "clerk", f"orders/{day}/list.xlsx")
    assert reply["Content-Disposition"] == 'attachment; filename="county-order-2022-03-17.xlsx"'
    text = readable(contents(reply))
    for words in ("牛奶", "抽纸", "¥18.85", "305"):
        assert words in text
    assert "Canary" not in text


def test_pages_name_rooms_and_nobody(hotel: Night) -> None:
    from yizhan.people.actions.identity import seal_identity
    from yizhan.people.identity import Identity

    told = Identity(name="Canary Name", allergies=("milk",))
    seal_identity(hotel.stay("001-A").person, told, scope=hotel.site.id)
    stock(hotel)
    day = open_day(hotel)
    order(hotel, day, page_of(hotel, 1), 牛奶=2)
    party = f"orders/{day}/{hotel.stay('001-A').party_id}/"
    for path in ("orders/", f"orders/{day}/", f"orders/{day}/list/", party, "order-accounts/", "catalogue/"):
        page = get(hotel, "clerk", path).content.decode()
        assert "Canary" not in page
        assert "001-A" not in page
    assert "not for: allergic: Milk" in get(hotel, "clerk", f"{party}?q=牛奶").content.decode()
