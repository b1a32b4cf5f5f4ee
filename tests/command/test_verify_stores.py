"""Invariant 10: what somebody with the database in hand does to a store is named, and a count mends it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import translation

from tests.command.tampering import without_triggers
from tests.provision.store import faults, receive, second_site, shelf
from tests.provision.test_stock_transfers import confirm, send
from yizhan.command.queries.verify import verify
from yizhan.provision.actions.stock_issuing import count_stock

if TYPE_CHECKING:
    from uuid import UUID

    from tests.intake.night import Night


@pytest.fixture
def stocked(db: None) -> Iterator[Night]:
    """A hotel with a second site; tubes came, and went to the other in part: 40 sent, 38 arrived."""
    from tests.intake.night import open_night
    from yizhan.core.clock import running

    night = open_night()
    with running(night.clock):
        receive(night, "tube", 60, "L1", days=40)
        other = second_site()
        confirm(night, other, send(night, other, "tube", 40), 38, words="a tray fell down")
        yield night


def by_hand(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def found(site_code: str | None = None) -> list[tuple[str, str]]:
    report = verify(site_code=site_code)
    every = [*report.faults, *(fault for site in report.sites for fault in site.faults)]
    with translation.override("en"):
        return [(fault.code, fault.why) for fault in every if fault.invariant == 10]


def stock_id(site_id: UUID | None) -> str:
    from yizhan.provision.models import Stock
    from yizhan.provision.stores import in_store

    (stock,) = Stock.objects.filter(in_store(site_id), item="tube")
    return stock.id.hex if connection.vendor == "sqlite" else str(stock.id)


def test_verify_passes_stores_that_gave_took_and_sent(stocked: Night) -> None:
    assert found() == []
    assert verify().clean


def test_a_shelf_changed_by_hand_is_named_with_what_to_do_and_a_count_mends_it(stocked: Night) -> None:
    by_hand("UPDATE provision_stock SET on_hand = 25 WHERE id = %s", stock_id(stocked.site.id))
    ((code, why),) = found()
    assert code == "stock_differs"
    assert why.startswith(
        f"{stocked.site.name}, Sample tubes: the book says 25, its lots 20, its movements 20."
    )
    assert "Count what stands there" in why
    assert found("second") == []
    count_stock(by=stocked.by("clerk"), site_id=stocked.site.id, item="tube", counted=19, reason="one broken")
    assert (found(), shelf(stocked, "tube").on_hand, faults(stocked.site.id)) == ([], 19, [])


def test_a_lot_changed_together_with_its_shelf_is_found_by_what_moved(stocked: Night) -> None:
    by_hand("UPDATE provision_stock SET on_hand = 21 WHERE id = %s", stock_id(stocked.site.id))
    by_hand("UPDATE provision_stocklot SET on_hand = 21 WHERE stock_id = %s", stock_id(stocked.site.id))
    ((code, why),) = found()
    assert (code, "the book says 21, its lots 21, its movements 20" in why) == ("stock_differs", True)


def test_a_receipt_taken_out_of_the_book_leaves_a_store_below_nothing(stocked: Night) -> None:
    with without_triggers():
        by_hand("DELETE FROM provision_stockmovement WHERE kind = %s", "receipt")
    ((code, why),) = found()
    assert code == "stock_below_nothing"
    assert "below nothing (book 20, lots 20, movements -40)" in why


def test_a_transfer_of_which_the_two_sides_differ_names_both_stores(stocked: Night) -> None:
    by_hand("UPDATE provision_transferline SET arrived = 40")
    ((code, why),) = found()
    assert code == "stock_transfer_differs"
    assert why.startswith(f"{stocked.site.name} to ")
    assert "says 40 sent and 40 arrived, the books say 40 out and 38 in" in why


def test_the_command_posts_own_store_is_proved_too(stocked: Night) -> None:
    from yizhan.provision.actions.stock_receiving import StockReceiving, receive_stock

    line = StockReceiving(item="tube", count=9)
    receive_stock(by=stocked.by("post"), site_id=None, lines=(line,))
    by_hand("UPDATE provision_stock SET on_hand = 8 WHERE id = %s", stock_id(None))
    ((code, why),) = found()
    assert (code, why.startswith("Command post, Sample tubes: the book says 8")) == ("stock_differs", True)
