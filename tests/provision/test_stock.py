"""The book of a store: what comes, goes, is counted and lost; and never less than nothing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.provision.store import TODAY, faults, issue, lots, receive, shelf
from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from tests.intake.night import Night


def test_a_new_site_opens_its_store_with_what_was_counted(night: Night) -> None:
    from yizhan.provision.queries.stock import movements_at

    assert (shelf(night, "suit").on_hand, shelf(night, "quilt").on_hand) == (20, 96)
    assert shelf(night, "suit").counted_at is not None
    assert {(one.kind, one.change) for one in movements_at(night.site.id, "suit")} == {("count", 20)}
    assert faults(night.site.id) == []


def test_what_expires_first_goes_first(night: Night) -> None:
    receive(night, "tube", 5, "late", days=90)
    receive(night, "tube", 5, "lasting")
    receive(night, "tube", 5, "soon", days=3)
    assert [number for number, _ in lots(night, "tube")] == ["soon", "late", "lasting"]
    assert issue(night, "tube", 7, purpose="sampling") == 8
    assert lots(night, "tube") == [("late", 3), ("lasting", 5)]
    assert faults(night.site.id) == []


def test_what_has_expired_goes_out_with_a_reason_only_and_last(night: Night) -> None:
    receive(night, "antigen", 4, "old", days=-1)
    receive(night, "antigen", 3, "good", days=0)
    assert (shelf(night, "antigen").usable, shelf(night, "antigen").expired) == (3, 4)
    with pytest.raises(Refusal) as refused:
        issue(night, "antigen", 5)
    assert refused.value.code == "only_expired"
    assert issue(night, "antigen", 5, although_expired="the authority prolonged them by letter") == 2
    assert lots(night, "antigen") == [("old", 2)]


def test_more_than_there_is_is_refused_and_nothing_moves(night: Night) -> None:
    with pytest.raises(Refusal) as refused:
        issue(night, "suit", 21)
    assert (refused.value.code, refused.value.facts["there"]) == ("not_enough", 20)
    assert shelf(night, "suit").on_hand == 20
    with pytest.raises(Refusal, match="No store holds"):
        issue(night, "gold", 1)


def test_a_count_that_differs_needs_a_reason_and_then_the_book_follows(night: Night) -> None:
    from yizhan.provision.actions.stock_issuing import count_stock

    def count(item: str, counted: int, reason: str = "") -> int:
        facts = {"site_id": night.site.id, "item": item, "counted": counted, "reason": reason}
        return count_stock(by=night.by("clerk"), **facts).difference

    receive(night, "suit", 10, "fresh", days=300)
    with pytest.raises(Refusal, match="The book says 30"):
        count("suit", 28)
    assert (count("suit", 28, "two were torn"), lots(night, "suit")) == (-2, [("fresh", 8), ("", 20)])
    assert count("suit", 28) == 0
    assert count("suit", 31, "a box stood behind the door") == 3
    assert count("pillow", 40) == 40, "what nobody ever counted needs no reason"
    assert faults(night.site.id) == []


def test_what_is_lost_says_how_and_what_comes_back_stands_there_again(night: Night) -> None:
    from yizhan.provision.actions.stock_issuing import lose_stock, return_stock
    from yizhan.provision.models import StockMovement

    receive(night, "tube", 10, "old", days=-5)
    receive(night, "tube", 10, "new", days=50)
    facts = {"site_id": night.site.id, "item": "tube"}
    lose_stock(by=night.by("clerk"), **facts, count=12, cause="expired")
    assert lots(night, "tube") == [("new", 8)]
    return_stock(by=night.by("clerk"), **facts, count=2, words="not used")
    assert lots(night, "tube") == [("new", 10)]
    with pytest.raises(Refusal, match="no such reason"):
        lose_stock(by=night.by("clerk"), **facts, count=1, cause="eaten")
    lost = StockMovement.objects.filter(kind="loss").values_list("purpose", "change")
    assert sorted(lost) == [("expired", -10), ("expired", -2)]


def test_what_comes_back_is_no_fresher_than_what_was_given_out(night: Night) -> None:
    from yizhan.provision.actions.stock_issuing import return_stock

    receive(night, "tube", 10, "soon", days=5)
    receive(night, "tube", 10, "late", days=500)
    receive(night, "tube", 10, "never")
    issue(night, "tube", 6)
    facts = {"site_id": night.site.id, "item": "tube"}
    return_stock(by=night.by("clerk"), **facts, count=2, words="not used")
    assert lots(night, "tube") == [("soon", 6), ("late", 10), ("never", 10)]


def test_movements_cannot_be_changed_or_deleted(night: Night) -> None:
    from django.db import DatabaseError, transaction

    from yizhan.provision.models import StockMovement

    for spoil in (
        lambda: StockMovement.objects.update(change=1),
        lambda: StockMovement.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            spoil()


@pytest.mark.parametrize("model", ["Stock", "StockLot"])
def test_the_database_itself_holds_nothing_below_nothing(night: Night, model: str) -> None:
    from django.db import IntegrityError, transaction

    from yizhan.provision import models

    with pytest.raises(IntegrityError), transaction.atomic():
        getattr(models, model).objects.update(on_hand=-1)


def test_a_second_tap_moves_nothing(night: Night) -> None:
    from yizhan.provision.actions.stock_issuing import issue_stock

    facts = {"by": night.by("clerk"), "site_id": night.site.id, "item": "suit", "count": 3}
    assert (issue_stock(**facts).left, issue_stock(**facts).left) == (17, 17)
    assert shelf(night, "suit").on_hand == 17


def test_a_donation_is_thanked_for_once_and_its_donor_is_in_no_receipt(night: Night) -> None:
    from yizhan.core.models import AuditEvent, CommandReceipt
    from yizhan.provision.actions.stock_receiving import thank_donor
    from yizhan.provision.queries.stock_transfers import donations_at

    given = receive(night, "mask", 500, donor="Old Wang's grocery")
    donation = donations_at(night.site.id).get()
    assert (donation.donor, [one.change for one in donation.movements.all()]) == ("Old Wang's grocery", [500])
    thank_donor(by=night.by("clerk"), site_id=night.site.id, donation_id=given.donation_id)
    first = donations_at(night.site.id).get().thanked_at
    night.minutes(5)
    thank_donor(by=night.by("clerk"), site_id=night.site.id, donation_id=given.donation_id)
    assert donations_at(night.site.id).get().thanked_at == first
    kept = [*AuditEvent.objects.values_list("subject"), *CommandReceipt.objects.values_list("result")]
    assert "Wang" not in str(kept)


def test_days_left_follow_from_real_use_and_from_who_comes(night: Night) -> None:
    from yizhan.provision.queries.stock import Arriving

    assert shelf(night, "quilt").days_left is None, "nobody uses a quilt, and nobody comes"
    comes = [Arriving(night.clock.now() + timedelta(days=2), 100)]
    assert shelf(night, "quilt", expected=comes).days_left == 2
    assert shelf(night, "suit", expected=comes).days_left is None, "12 for the crew, and 20 are there"
    night.minutes(24 * 60)
    issue(night, "suit", 8)
    found = shelf(night, "suit")
    assert (found.measured, found.daily, found.days_left, found.is_low) == (True, Decimal(8), 1, True)
    assert (found.to_ask, found.wanted) == (True, 8 * 7 - 12)


def test_asking_upward_is_a_matter_of_the_command_post_until_it_is_settled(night: Night) -> None:
    from yizhan.duty.models import Matter
    from yizhan.provision.actions.stock_asking import StockWanted, ask_for_stock

    night.minutes(24 * 60)
    issue(night, "suit", 8)
    asked = ask_for_stock(
        by=night.by("clerk"),
        site_id=night.site.id,
        lines=(StockWanted(item="suit", count=50),),
        words="please",
    )
    matter = Matter.objects.get(id=asked.matter_id)
    assert (matter.need, matter.plain.splitlines()[0]) == ("supplies", "please")
    assert "50" in matter.plain
    found = shelf(night, "suit")
    assert (found.asked, found.matter_id, found.to_ask) == (50, asked.matter_id, False)


def test_what_expires_soon_is_listed_first_to_go_first(night: Night) -> None:
    from yizhan.provision.queries.stock import expiring_at

    receive(night, "tube", 5, "month", days=29)
    receive(night, "tube", 5, "gone", days=-1)
    receive(night, "tube", 5, "year", days=365)
    assert [lot.number for lot in expiring_at(night.site.id)] == ["gone", "month"]
    assert shelf(night, "tube").expires_first == TODAY - timedelta(days=1)


def test_what_stood_in_a_store_before_there_was_a_book_is_written_down_once(night: Night) -> None:
    from importlib import import_module

    from django.apps import apps

    from yizhan.core.clock import now
    from yizhan.provision.models import Stock

    Stock.objects.create(site=night.site, item="pillow", on_hand=7, counted_at=now())
    assert [(one.item, one.book, one.moved) for one in faults(night.site.id)] == [("pillow", 7, 0)]
    opening = import_module("yizhan.provision.migrations.0006_opening_movements")
    for _ in range(2):
        opening.open_the_book(apps, None)
    assert (faults(night.site.id), lots(night, "pillow")) == ([], [("", 7)])


def test_a_store_takes_the_same_queries_whatever_it_holds(night: Night) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from yizhan.provision.queries.stock import store_of

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            store_of(night.site.id)
        return len(seen)

    few = queries()
    for item in ("tube", "mask", "gloves", "alcohol"):
        receive(night, item, 5, days=9)
        issue(night, item, 1)
    assert queries() == few <= 9
