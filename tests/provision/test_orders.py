"""Group orders from the cut-off to the last cent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.provision.grocer import (
    article,
    bring,
    bring_rest,
    clock,
    close,
    line,
    open_day,
    order,
    page_of,
    stock,
)
from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from uuid import UUID

    from tests.intake.night import Night


@pytest.fixture
def hotel(night: Night) -> Night:
    """001 in 305, 002 in 306, 003 in 401; the shop's list is in, and it is nine in the morning."""
    night.announce(expected=6)
    for number, room in ((1, "305"), (2, "306"), (3, "401")):
        night.count(number)
        night.house(number, room)
    clock(night, "09:00")
    stock(night)
    return night


def party_of(hotel: Night, number: int) -> UUID:
    return hotel.stay(f"{number:03d}-A").party_id


def hand(hotel: Night, room: str, **more: Any) -> tuple[int, int]:
    from yizhan.provision.actions.order_delivery import hand_over_order

    told = hand_over_order(by=hotel.by("hotel"), site_id=hotel.site.id, room_id=hotel.room(room).id, **more)
    return told.whole, told.lacking


def account(hotel: Night, number: int) -> tuple[int, int, int]:
    from yizhan.provision.queries.orders import account_of_party

    found = account_of_party(hotel.site.id, party_of(hotel, number))
    return found.owed_cents, found.settled_cents, found.balance_cents


def settle(hotel: Night, number: int, way: str, cents: int) -> int:
    from yizhan.provision.actions.order_delivery import settle_order

    return settle_order(
        by=hotel.by("clerk"), site_id=hotel.site.id, party_id=party_of(hotel, number), way=way, cents=cents
    ).balance_cents


def test_party_orders_changes_and_takes_back_until_the_cut_off(hotel: Night) -> None:
    from yizhan.provision.models import OrderLine

    day, page = open_day(hotel), page_of(hotel, 1)
    assert order(hotel, day, page, 牛奶=2, 苹果=3) == 2 * 890 + 3 * 650
    assert order(hotel, day, page, 牛奶=1) == 890 + 3 * 650
    assert order(hotel, day, page, 苹果=0) == 890
    assert OrderLine.objects.count() == 1
    clock(hotel, "11:00")
    with pytest.raises(Refusal, match="closed"):
        order(hotel, day, page, 苹果=1)


def test_the_list_with_the_shop_takes_nothing_more(hotel: Night) -> None:
    day, page = open_day(hotel), page_of(hotel, 1)
    close(hotel, day)
    with pytest.raises(Refusal, match="closed"):
        order(hotel, day, page, 苹果=1)


def test_what_may_not_come_to_rooms_and_too_much_of_a_thing_is_refused(hotel: Night) -> None:
    from yizhan.provision.models import OrderLine

    day, page = open_day(hotel), page_of(hotel, 1)
    with pytest.raises(Refusal, match="cannot be brought to rooms"):
        order(hotel, day, page, 苹果=1, 青岛啤酒=1)
    with pytest.raises(Refusal, match="at most 20"):
        order(hotel, day, page, 苹果=21)
    stock(hotel, "编号,名称,单价\n300,鲍鱼礼盒,1000.01\n")
    with pytest.raises(Refusal, match="limit of 2000"):
        order(hotel, day, page, 鲍鱼礼盒=2)
    with pytest.raises(Refusal, match="has no 苹果 now"):
        order(hotel, day, page, 苹果=1)
    assert OrderLine.objects.count() == 0


def test_only_a_live_page_orders_and_only_for_its_own_party(hotel: Night) -> None:
    from yizhan.people.models import PartyToken

    day, page = open_day(hotel), page_of(hotel, 1)
    order(hotel, day, page, 苹果=1)
    assert line(hotel, 1, "苹果").quantity == 1
    PartyToken.objects.update(revoked_at=hotel.clock.now())
    with pytest.raises(Refusal, match="page is closed"):
        order(hotel, day, page, 苹果=2)
    with pytest.raises(Refusal, match="page is closed"):
        order(hotel, day, hotel.by("clerk"), 苹果=2)


def test_a_second_tap_of_the_same_order_changes_nothing(hotel: Night) -> None:
    from yizhan.provision.actions.orders import Wanted, order_own

    day, page = open_day(hotel), page_of(hotel, 1).tapping()
    wanted = (Wanted(article_id=article(hotel, "苹果").id, quantity=3),)
    first = order_own(by=page, site_id=hotel.site.id, order_day_id=day, wanted=wanted)
    order(hotel, day, page, 苹果=1)
    assert order_own(by=page, site_id=hotel.site.id, order_day_id=day, wanted=wanted) == first
    assert line(hotel, 1, "苹果").quantity == 1


def test_one_order_a_day_and_none_without_a_list(hotel: Night) -> None:
    from yizhan.provision.models import Article

    open_day(hotel)
    with pytest.raises(Refusal, match="already"):
        open_day(hotel, until="10:00")
    Article.objects.update(offered=False)
    with pytest.raises(Refusal, match="nothing to order"):
        open_day(hotel)


def test_the_shops_list_adds_up(hotel: Night) -> None:
    from yizhan.provision.queries.orders import order_of, party_orders, shopping_list

    day = open_day(hotel)
    order(hotel, day, page_of(hotel, 1), 牛奶=2, 抽纸=3)
    order(hotel, day, page_of(hotel, 3), 牛奶=1, 花生酱=1)
    assert [(row.article.name, row.quantity, row.cents) for row in shopping_list(day)] == [
        ("牛奶", 3, 2670), ("花生酱", 1, 1205), ("抽纸", 3, 105),
    ]  # fmt: skip
    parties = party_orders(day)
    assert [(one.room.name if one.room else "", one.ordered_cents) for one in parties] == [
        ("305", 2 * 890 + 3 * 35), ("401", 890 + 1205),
    ]  # fmt: skip
    figures = order_of(hotel.site.id, day)
    assert figures is not None
    assert figures.ordered_cents == sum(one.ordered_cents for one in parties) == 2670 + 1205 + 105
    assert (figures.parties, figures.lines) == (2, 4)


def test_short_delivery_is_shared_and_a_substitute_goes_to_who_takes_one(hotel: Night) -> None:
    """Three want 3, 1 and 2 apples; 4 come at 6.00, and 5 pears at 7.25 in their place."""
    from yizhan.provision.actions.order_supply import Substitute
    from yizhan.provision.actions.orders import Wanted, order_own
    from yizhan.provision.queries.orders import order_of

    day = open_day(hotel)
    order(hotel, day, page_of(hotel, 1), 苹果=3)
    order(hotel, day, page_of(hotel, 2), 苹果=1)
    only = (Wanted(article_id=article(hotel, "苹果").id, quantity=2, takes_substitute=False),)
    order_own(by=page_of(hotel, 3).tapping(), site_id=hotel.site.id, order_day_id=day, wanted=only)
    with pytest.raises(Refusal, match="Close the order first"):
        bring(hotel, day, "苹果", 4)
    close(hotel, day)
    pears = Substitute(name="梨", arrived=5, cents=725)
    assert bring(hotel, day, "苹果", 4, cents=600, substitute=pears) == (5, 1, 4)
    assert [line(hotel, number, "苹果").brought for number in (1, 2, 3)] == [2, 1, 1]
    assert (line(hotel, 1, "梨").brought, line(hotel, 1, "梨").price_cents) == (1, 725)
    figures = order_of(hotel.site.id, day)
    assert figures is not None
    # The pear stands beside the three lines that were ordered: four things go to doors.
    assert (figures.lines, figures.handed, figures.to_hand) == (3, 0, 4)
    # Counted once more: one apple was overlooked.
    assert bring(hotel, day, "苹果", 5, cents=600) == (5, 1, 0)
    assert [line(hotel, number, "苹果").brought for number in (1, 2, 3)] == [2, 1, 2]
    hand(hotel, "305")
    figures = order_of(hotel.site.id, day)
    assert figures is not None
    assert (figures.handed, figures.to_hand) == (1, 3)
    with pytest.raises(Refusal, match="handed over"):
        bring(hotel, day, "苹果", 6)


def test_who_sends_the_page_again_with_one_thing_more_keeps_the_turn_of_the_rest(hotel: Night) -> None:
    """The page sends the articles of a whole group: three want two apples each, four come."""
    day, first = open_day(hotel), page_of(hotel, 1)
    order(hotel, day, first, 苹果=2)
    clock(hotel, "09:10")
    order(hotel, day, page_of(hotel, 2), 苹果=2)
    clock(hotel, "09:20")
    order(hotel, day, page_of(hotel, 3), 苹果=2)
    order(hotel, day, first, 苹果=2, 牛奶=1)
    close(hotel, day)
    assert bring(hotel, day, "苹果", 4) == (4, 2, 0)
    assert [line(hotel, number, "苹果").brought for number in (1, 2, 3)] == [2, 1, 1]


def test_only_what_reached_the_door_is_owed_and_settled_to_the_cent(hotel: Night) -> None:
    """3 × 8.90 ordered, 2 came at 9.05, one broke: 9.05; 7 × 0.35 = 2.45: 11.50 in all."""
    from yizhan.provision.actions.order_delivery import HandedLine

    day, page = open_day(hotel), page_of(hotel, 1)
    order(hotel, day, page, 牛奶=3, 抽纸=7)
    close(hotel, day)
    bring(hotel, day, "牛奶", 2, cents=905)
    bring_rest(hotel, day)
    assert account(hotel, 1) == (0, 0, 0)
    at_door = {"牛奶": 1, "抽纸": 7}
    lines = tuple(HandedLine(line_id=line(hotel, 1, name).id, quantity=at_door[name]) for name in at_door)
    assert hand(hotel, "305", lines=lines) == (1, 1)
    assert account(hotel, 1) == (1150, 0, 1150)
    assert settle(hotel, 1, "cash", 1200) == -50
    assert settle(hotel, 1, "refund", 50) == 0
    assert account(hotel, 1) == (1150, 1150, 0)
    with pytest.raises(Refusal, match="paid back"):
        settle(hotel, 1, "refund", 1151)
    with pytest.raises(Refusal, match="ordered nothing"):
        settle(hotel, 2, "cash", 1)


def test_round_carries_what_was_brought_and_confirms_each_line(hotel: Night) -> None:
    from yizhan.duty.actions.round_plans import plan_round
    from yizhan.duty.actions.round_walks import start_round
    from yizhan.duty.models import RoundTask
    from yizhan.duty.queries.rounds import round_of
    from yizhan.provision.orders_round import items, tasks
    from yizhan.stays.queries.walk import walk_of

    day = open_day(hotel)
    order(hotel, day, page_of(hotel, 1), 牛奶=2, 苹果=1)
    order(hotel, day, page_of(hotel, 3), 抽纸=1)
    close(hotel, day)
    moment = hotel.clock.now()
    assert list(tasks(hotel.site.id, moment, moment)) == []
    bring(hotel, day, "抽纸", 0)
    bring_rest(hotel, day)
    (due,) = tasks(hotel.site.id, moment, moment)
    room_id = hotel.room("305").id
    assert due.room_id == room_id
    assert [one.words for one in items(hotel.site.id, [room_id])[room_id]] == ["牛奶 1L ×2", "苹果 斤 ×1"]
    planned = plan_round(
        by=hotel.by("nurse"), site_id=hotel.site.id, kinds=["orders"], floors=[hotel.room("305").floor_id],
        planned_at=moment,
    )  # fmt: skip
    start_round(by=hotel.by("hotel"), site_id=hotel.site.id, round_id=planned.round_id)
    seen = round_of(hotel.site.id, planned.round_id)
    assert seen is not None
    (stop,) = walk_of(hotel.site, seen, by=hotel.by("hotel")).stops
    assert [item.count for item in stop.items["orders"]] == [2, 1]
    assert hand(hotel, "305", round_id=planned.round_id) == (2, 0)
    assert RoundTask.objects.get().state == "done"
    assert list(tasks(hotel.site.id, moment, moment)) == []
    # The phone sends it once more, late: nothing changes.
    assert hand(hotel, "305", round_id=planned.round_id) == (0, 0)


def test_party_says_what_is_missing_and_the_desk_answers(hotel: Night) -> None:
    from yizhan.provision.actions.order_delivery import confirm_own_order, correct_order_line
    from yizhan.provision.queries.orders import order_of

    day, page = open_day(hotel), page_of(hotel, 1)
    order(hotel, day, page, 牛奶=2, 苹果=1)
    close(hotel, day)
    bring_rest(hotel, day)
    hand(hotel, "305")
    milk = line(hotel, 1, "牛奶")
    said = confirm_own_order(by=page.tapping(), site_id=hotel.site.id, order_day_id=day, missing=(milk.id,))
    assert (said.confirmed, said.missing) == (1, 1)
    figures = order_of(hotel.site.id, day)
    assert figures is not None
    assert figures.missing == 1
    correct_order_line(by=hotel.by("clerk"), site_id=hotel.site.id, line_id=milk.id, handed=1)
    assert account(hotel, 1) == (890 + 650, 0, 890 + 650)
    with pytest.raises(Refusal, match="2 were brought"):
        correct_order_line(by=hotel.by("clerk"), site_id=hotel.site.id, line_id=milk.id, handed=3)


def test_an_order_is_called_off_until_something_was_brought(hotel: Night) -> None:
    from yizhan.provision.actions.orders import call_off_order_day

    day = open_day(hotel)
    order(hotel, day, page_of(hotel, 1), 苹果=1)
    close(hotel, day)
    bring_rest(hotel, day)
    with pytest.raises(Refusal, match="Deliver it first"):
        call_off_order_day(by=hotel.by("clerk"), site_id=hotel.site.id, order_day_id=day)
    bring(hotel, day, "苹果", 0)
    call_off_order_day(by=hotel.by("clerk"), site_id=hotel.site.id, order_day_id=day)
    open_day(hotel)


def test_lines_and_settlements_hold_in_the_database(hotel: Night) -> None:
    from django.db import IntegrityError, transaction

    from yizhan.provision.models import OrderLine, Settlement

    day = open_day(hotel)
    order(hotel, day, page_of(hotel, 1), 苹果=1)
    found = line(hotel, 1, "苹果")
    for wrong in ({"brought": 2}, {"handed": 1}, {"article": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OrderLine.objects.filter(id=found.id).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Settlement.objects.create(
            site=hotel.site, party_id=found.party_id, cents=0, way="cash", settled_at=hotel.clock.now(),
            settled_by_id=hotel.crew["clerk"],
        )  # fmt: skip


def test_pages_take_the_same_queries_for_any_house(hotel: Night) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from yizhan.provision.queries.orders import party_accounts, party_orders, recent_orders, shopping_list

    day = open_day(hotel)
    order(hotel, day, page_of(hotel, 1), 牛奶=2)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            recent_orders(hotel.site.id)
            party_orders(day)
            shopping_list(day)
            party_accounts(hotel.site.id)
        return len(seen)

    few = queries()
    order(hotel, day, page_of(hotel, 2), 苹果=1, 抽纸=1)
    order(hotel, day, page_of(hotel, 3), 苹果=1)
    assert queries() == few
