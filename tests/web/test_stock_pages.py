"""Stores and care packs at the desk: who may see, who may move, and what the pages then say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.provision.store import faults, issue, receive, second_site, shelf
from tests.web.test_order_pages import get, post

if TYPE_CHECKING:
    from tests.intake.night import Night


@pytest.fixture
def hotel(db: None) -> Iterator[Night]:
    """001, two people, in 305; 002, one adult, downstairs. It is half past nine in the evening."""
    from tests.intake.night import open_night
    from yizhan.core.clock import running

    night = open_night()
    with running(night.clock):
        night.announce(expected=4)
        night.count(1)
        night.house(1, "305")
        night.count(2, ("adult",))
        yield night


def page(hotel: Night, name: str, path: str) -> str:
    return " ".join(get(hotel, name, path).content.decode().split())


@pytest.mark.parametrize(
    ("name", "sees", "moves", "hands", "all_stores"),
    [
        ("clerk", 200, 200, 200, 403), ("nurse", 200, 200, 200, 403), ("reception", 200, 403, 200, 403),
        ("hotel", 200, 403, 200, 403), ("kitchen", 200, 403, 403, 403), ("counter1", 200, 403, 403, 403),
        ("post", 200, 200, 403, 200),
    ],
)  # fmt: skip
def test_who_sees_moves_and_hands_over(
    hotel: Night, name: str, sees: int, moves: int, hands: int, all_stores: int
) -> None:
    for path in ("stock/", "stock/items/suit/", "stock/donations/", "stock/count-sheet/"):
        assert get(hotel, name, path).status_code == sees, path
    assert get(hotel, name, "stock/receipts/").status_code == moves
    assert get(hotel, name, "packs/").status_code == hands
    assert get(hotel, name, "stores/").status_code == all_stores


def test_giving_out_counting_and_writing_off_from_the_pages(hotel: Night) -> None:
    assert "The book is kept" in post(hotel, "clerk", "stock/issues/", item="suit", count=3, purpose="round")
    assert shelf(hotel, "suit").on_hand == 17
    assert "wanted, the book has 17" in post(
        hotel, "clerk", "stock/issues/", item="suit", count=18, purpose="crew"
    )
    assert "Say why, or count again" in post(hotel, "clerk", "stock/counts/", item="suit", counted=15)
    kept = post(hotel, "clerk", "stock/counts/", item="suit", counted=15, words="two torn", stay="1")
    assert "The book says the same now" in kept
    assert "two torn" in kept
    assert "Written off" in post(hotel, "clerk", "stock/losses/", item="suit", count=5, cause="soiled")
    assert "stands there again" in post(hotel, "clerk", "stock/returns/", item="suit", count=1)
    assert (shelf(hotel, "suit").on_hand, faults(hotel.site.id)) == (11, [])


def test_a_delivery_of_several_lines_comes_in_and_a_donor_is_thanked(hotel: Night) -> None:
    lines = {
        "item_0": "mask", "count_0": "500", "lot_0": "M7", "expires_0": "2023-03-16", "item_1": "tissue",
        "count_1": "40", "donor": "Old Wang's grocery",
    }  # fmt: skip
    kept = post(hotel, "clerk", "stock/receipts/", **lines)
    assert "2 lines are in the store" in kept
    assert "not thanked yet" in kept
    assert "we have received Surgical masks 500 pcs, Tissue paper 40 packs" in kept
    from yizhan.provision.models import Donation

    thanked = post(hotel, "clerk", f"stock/donations/{Donation.objects.get().id}/thanks/")
    assert "thanked 3-16" in thanked
    assert "Say the article and how many" in post(
        hotel, "clerk", "stock/receipts/", item_0="mask", count_0=""
    )
    assert (shelf(hotel, "mask").on_hand, shelf(hotel, "tissue").on_hand) == (500, 40)


def test_a_delivery_note_is_taken_in_whole_or_not_at_all(hotel: Night) -> None:
    wrong = SimpleUploadedFile("note.csv", "品名,数量\n口罩,500\n金条,1\n".encode())
    kept = post(hotel, "clerk", "stock/receipts/", file=wrong)
    assert "Nothing was taken in" in kept
    assert "1 row was not understood" in kept
    assert "A3" in kept
    assert faults(hotel.site.id) == []
    note = SimpleUploadedFile(
        "note.csv", "品名,数量,批号,有效期\n口罩,500,M1,2023-01-01\n采样管,80,,\n".encode()
    )
    assert "2 lines are in the store" in post(hotel, "clerk", "stock/receipts/", file=note)
    assert (shelf(hotel, "mask").on_hand, shelf(hotel, "tube").on_hand) == (500, 80)


def test_what_runs_out_is_offered_to_be_asked_for_and_then_stands_as_asked(hotel: Night) -> None:
    assert "Ask the command post" not in page(hotel, "clerk", "stock/")
    hotel.minutes(24 * 60)
    issue(hotel, "suit", 8)
    shown = page(hotel, "clerk", "stock/")
    # 8 a day, and 12 for the crew of the party that is still expected today: 12 are there.
    assert "not enough for today" in shown
    assert 'name="n_suit" min="0" max="1000000" value="56"' in shown
    assert 'name="n_suit"' not in page(hotel, "kitchen", "stock/")
    asked = post(hotel, "clerk", "stock/asks/", n_suit=60, words="for the night")
    assert "asked for 60" in asked
    assert "Ask the command post" not in asked
    assert "Say how many of what you need" in post(hotel, "clerk", "stock/asks/", n_suit=0)


def test_from_the_command_post_to_a_site_with_two_lost_on_the_way(hotel: Night) -> None:
    from yizhan.provision.models import TransferLine

    second_site()
    assert "1 line is in the store" in post(hotel, "post", "stores/receipts/", item_0="suit", count_0=100)
    assert "On its way" in post(hotel, "post", "stores/transfers/", item="suit", count=40, to=hotel.site.id)
    shown = page(hotel, "clerk", "stock/")
    assert "of 40 came" in shown
    assert "40 on the way" in shown
    line = TransferLine.objects.get()
    path = f"stock/transfers/{line.transfer_id}/confirmations/"
    assert "Say what happened" in post(hotel, "clerk", path, **{f"line_{line.id}": 38})
    assert "In the book" in post(hotel, "clerk", path, **{f"line_{line.id}": 38, "words": "wet"})
    assert shelf(hotel, "suit").on_hand == 58
    assert (faults(None), faults(hotel.site.id)) == ([], [])
    assert "Command post" in page(hotel, "clerk", "stock/items/suit/")


def test_the_command_posts_own_store_is_run_from_its_pages_as_a_sites_is(hotel: Night) -> None:
    from yizhan.provision.models import Donation, StockTransfer
    from yizhan.provision.queries.stock import lots_at

    def here() -> int:
        return sum(lot.on_hand for lot in lots_at(None, "suit"))

    second_site()
    given = post(hotel, "post", "stores/receipts/", item_0="suit", count_0=100, donor="A charity")
    assert "we have received Protective suits 100 pcs" in given
    assert "Command post" in given
    kept = post(hotel, "post", f"stores/donations/{Donation.objects.get().id}/thanks/")
    assert "They were thanked" not in kept
    gone = post(hotel, "post", "stores/issues/", item="suit", count=7, purpose="crew", words="driver", stay=1)
    assert "The book is kept" in gone
    assert "driver" in gone
    assert f'action="/s/{hotel.site.code}/stores/losses/"' in gone
    assert "wanted, the book has 93" in post(
        hotel, "post", "stores/issues/", item="suit", count=94, purpose="crew"
    )
    assert "Written off" in post(hotel, "post", "stores/losses/", item="suit", count=3, cause="soiled")
    assert "stands there again" in post(hotel, "post", "stores/returns/", item="suit", count=2)
    assert "says the same now" in post(hotel, "post", "stores/counts/", item="suit", counted=90, words="torn")
    assert "On its way" in post(hotel, "post", "stores/transfers/", item="suit", count=40, to=hotel.site.id)
    path = f"stores/transfers/{StockTransfer.objects.get().id}/recalls/"
    assert here() == 50
    assert "stands there again" in post(hotel, "post", path, words="no car")
    assert ">90<" in page(hotel, "post", "stores/count-sheet/")
    assert (here(), faults(None), shelf(hotel, "suit").on_hand) == (90, [], 20)


@pytest.mark.parametrize("path", ["", "issues/", "losses/", "donations/", "items/suit/", "count-sheet/"])
def test_nobody_of_a_site_comes_to_the_command_posts_store(hotel: Night, path: str) -> None:
    assert get(hotel, "clerk", f"stores/{path}").status_code == 403


def test_packs_are_handed_over_at_one_tap_and_taken_back(hotel: Night) -> None:
    from yizhan.provision.models import PackGiven

    for item, count in {"toiletries": 9, "tissue": 9, "slippers": 9, "water": 18, "letter": 9}.items():
        receive(hotel, item, count)
    shown = page(hotel, "reception", "packs/")
    assert shown.index("002-A") < shown.index(">305<") < shown.index("001-A")
    person = str(hotel.stay("002-A").person_id)
    assert person in shown
    assert "Handed over." in post(hotel, "reception", "packs/arrival/given/", people=person)
    given = PackGiven.objects.get()
    assert (given.person_id, given.lacking, shelf(hotel, "water").on_hand) == (
        hotel.stay("002-A").person_id,
        {},
        16,
    )
    taken = post(hotel, "reception", f"pack/{given.id}/withdrawals/", words="wrong person")
    assert "stand in the store again" in taken
    assert shelf(hotel, "water").on_hand == 18


def test_packs_come_in_pages_that_a_phone_on_a_bad_network_can_load(
    hotel: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yizhan.web.desk import packs

    def weight(doors: int) -> int:
        shown = get(hotel, "reception", "packs/").content.decode()
        assert shown.count('class="thing-room"') == doors
        return len(shown.encode())

    one = weight(1)
    for number, room in ((3, "306"), (4, "307")):
        hotel.count(number, ("adult", "child", "child"))
        hotel.house(number, room)
    row = (weight(3) - one) // 2
    # Ten KiB are left for what was handed over last.
    assert one + packs.ON_A_PAGE * row < 50 * 1024
    monkeypatch.setattr(packs, "ON_A_PAGE", 2)
    first, second = page(hotel, "reception", "packs/"), page(hotel, "reception", "packs/?page=2")
    doors = ("002-A", ">305<", ">306<", ">307<")
    assert [door in first for door in doors] == [True, True, False, False]
    assert [door in second for door in doors] == [False, False, True, True]
    assert '<a class="btn" href="?page=1">' in second
    people = str(hotel.stay("003-A").person_id)
    assert "1 / 2" in post(hotel, "reception", "packs/arrival/given/?page=1", people=people, partly="1")
    assert "2 / 2" in post(hotel, "reception", "packs/arrival/given/?page=2", people=people, partly="1")


def test_who_asks_is_found_by_room_or_wristband_and_what_lacks_is_said(hotel: Night) -> None:
    found = page(hotel, "reception", "packs/women/?q=305")
    assert "001-A" in found
    assert 'name="partly" value="1"' in found
    assert "002-A" in page(hotel, "reception", "packs/women/?q=002")
    assert "Nobody of this room" in page(hotel, "reception", "packs/women/?q=999")
    person = str(hotel.stay("001-A").person_id)
    assert "wanted, the book has 0" in post(hotel, "reception", "packs/women/given/", people=person)
    lacked = post(hotel, "reception", "packs/women/given/", people=person, partly="1")
    assert "lacked Sanitary pads ×2, Disposable underwear ×1" in lacked


@pytest.mark.parametrize("path", ["stock/", "packs/", "stores/", "stock/count-sheet/", "stock/items/tube/"])
def test_pages_take_the_same_queries_whatever_the_store_holds(hotel: Night, path: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        name = "post" if path == "stores/" else "clerk"
        with CaptureQueriesContext(connection) as seen:
            assert get(hotel, name, path).status_code == 200
        return len(seen)

    queries()
    receive(hotel, "tube", 5, "A", days=9)
    few = queries()
    for item in ("tube", "mask", "gloves"):
        receive(hotel, item, 5, "B", days=8)
        issue(hotel, item, 1)
    hotel.count(3, ("adult", "adult"))
    hotel.house(3, "306")
    assert queries() == few
