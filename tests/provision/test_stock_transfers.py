"""From one store to another: nothing is there twice, nothing is gone without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.provision.store import faults, lots, receive, second_site, shelf
from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from uuid import UUID

    from tests.intake.night import Night


def send(
    night: Night, to: UUID | None, item: str, count: int, *, by: str = "clerk", store: Any = ...
) -> UUID:
    from yizhan.provision.actions.stock_transfers import StockSending, send_stock

    sent = send_stock(
        by=night.by(by), site_id=night.site.id if store is ... else store, to_site_id=to,
        lines=(StockSending(item=item, count=count),),
    )  # fmt: skip
    return sent.transfer_id


def confirm(
    night: Night, store: UUID | None, transfer_id: UUID, *counts: int, words: str = ""
) -> tuple[int, int]:
    from yizhan.provision.actions.stock_transfers import StockArriving, confirm_stock
    from yizhan.provision.models import TransferLine

    lines = list(TransferLine.objects.filter(transfer_id=transfer_id))
    arrived = tuple(
        StockArriving(line_id=line.id, count=count) for line, count in zip(lines, counts, strict=False)
    )
    done = confirm_stock(
        by=night.by("post"), site_id=store, transfer_id=transfer_id, arrived=arrived, words=words
    )
    return done.arrived, done.lacking


def held(store: UUID | None, item: str) -> int:
    from yizhan.provision.models import Stock
    from yizhan.provision.stores import in_store

    return sum(Stock.objects.filter(in_store(store), item=item).values_list("on_hand", flat=True))


def test_what_is_sent_is_in_neither_store_until_it_is_confirmed_with_its_lot(night: Night) -> None:
    other = second_site()
    receive(night, "tube", 30, "L1", days=40)
    receive(night, "tube", 30, "L2", days=20)
    transfer_id = send(night, other, "tube", 40)
    assert (lots(night, "tube"), held(other, "tube")) == ([("L1", 20)], 0)
    assert confirm(night, other, transfer_id, 30, 8, words="a tray fell down") == (38, 2)
    assert held(other, "tube") == 38
    assert (faults(night.site.id), faults(other)) == ([], [])
    with pytest.raises(Refusal) as again:
        confirm(night, other, transfer_id)
    assert (again.value.code, held(other, "tube")) == ("already_confirmed", 38)


def test_less_needs_a_word_and_more_than_was_sent_cannot_come(night: Night) -> None:
    other = second_site()
    transfer_id = send(night, other, "quilt", 10)
    with pytest.raises(Refusal, match="Less came"):
        confirm(night, other, transfer_id, 9)
    with pytest.raises(Refusal, match="More came"):
        confirm(night, other, transfer_id, 11)
    with pytest.raises(Refusal, match="no such transfer"):
        confirm(night, night.site.id, transfer_id)
    assert confirm(night, other, transfer_id) == (10, 0)


def test_what_is_on_its_way_is_seen_and_can_be_taken_back(night: Night) -> None:
    from yizhan.provision.actions.stock_transfers import recall_stock
    from yizhan.provision.queries.stock_transfers import incoming, outgoing

    other = second_site()
    transfer_id = send(night, other, "quilt", 10)
    assert [one.id for one in outgoing(night.site.id)] == [one.id for one in incoming(other)] == [transfer_id]
    assert shelf(night, "quilt").on_hand == 86
    recall_stock(
        by=night.by("clerk"), site_id=night.site.id, transfer_id=transfer_id, words="they have enough"
    )
    assert (shelf(night, "quilt").on_hand, list(incoming(other))) == (96, [])
    assert faults(night.site.id) == []
    with pytest.raises(Refusal):
        confirm(night, other, transfer_id)


def test_the_command_post_has_a_store_of_its_own_that_nobody_else_touches(night: Night) -> None:
    from yizhan.provision.actions.stock_receiving import StockReceiving, receive_stock

    line = (StockReceiving(item="suit", count=200),)
    with pytest.raises(Refusal) as refused:
        receive_stock(by=night.by("clerk"), site_id=None, lines=line)
    assert refused.value.code == "not_permitted"
    receive_stock(by=night.by("post"), site_id=None, lines=line)
    transfer_id = send(night, night.site.id, "suit", 150, by="post", store=None)
    assert shelf(night, "suit").on_its_way == 150
    assert confirm(night, night.site.id, transfer_id) == (150, 0)
    assert (held(None, "suit"), shelf(night, "suit").on_hand) == (50, 170)
    back = send(night, None, "suit", 20)
    assert confirm(night, None, back) == (20, 0)
    assert (held(None, "suit"), faults(None)) == (70, [])
    with pytest.raises(Refusal, match="another store"):
        send(night, None, "suit", 1, by="post", store=None)
