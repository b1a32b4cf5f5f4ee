"""Whatever is done to three stores, in any order: book, lots and movements agree, and nothing is lost."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.provision.store import faults, second_site
from tests.provision.test_stock_transfers import held, send
from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from uuid import UUID

    from tests.intake.night import Night

STEPS, ITEM = 60, "tube"


class Plain:
    """The same stores as plain numbers."""

    def __init__(self, *stores: UUID | None) -> None:
        self.held = Counter[Any](dict.fromkeys(stores, 0))
        self.on_the_way: dict[UUID, tuple[UUID | None, int]] = {}
        self.came = self.gone = 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_stores_agree_with_plain_numbers_and_with_themselves(night: Night, seed: int) -> None:
    stores = [night.site.id, second_site(), None]
    chance, plain = random.Random(seed), Plain(*stores)
    for _ in range(STEPS):
        step = chance.choice([_receive, _receive, _use, _use, _lose, _count, _send, _confirm])
        step(night, chance, plain, chance.choice(stores))
        for store in stores:
            assert held(store, ITEM) == plain.held[store] >= 0
    on_the_way = sum(count for _, count in plain.on_the_way.values())
    assert sum(plain.held.values()) + on_the_way == plain.came - plain.gone
    assert [faults(store) for store in stores] == [[], [], []]


def _receive(night: Night, chance: random.Random, plain: Plain, store: UUID | None) -> None:
    from datetime import timedelta

    from tests.provision.store import TODAY
    from yizhan.provision.actions.stock_receiving import StockReceiving, receive_stock

    line = StockReceiving(
        item=ITEM, count=chance.randint(1, 20), lot=chance.choice(["", "A", "B"]),
        expires_on=chance.choice([None, TODAY + timedelta(days=1), TODAY + timedelta(days=30)]),
    )  # fmt: skip
    receive_stock(by=night.by("post"), site_id=store, lines=(line, line))
    plain.held[store] += 2 * line.count
    plain.came += 2 * line.count


def _use(night: Night, chance: random.Random, plain: Plain, store: UUID | None) -> None:
    from yizhan.provision.actions.stock_issuing import issue_stock

    _out(plain, store, count := chance.randint(1, 15), lambda: issue_stock(
        by=night.by("post"), site_id=store, item=ITEM, count=count,
    ))  # fmt: skip


def _lose(night: Night, chance: random.Random, plain: Plain, store: UUID | None) -> None:
    from yizhan.provision.actions.stock_issuing import lose_stock

    _out(plain, store, count := chance.randint(1, 5), lambda: lose_stock(
        by=night.by("post"), site_id=store, item=ITEM, count=count, cause="broken",
    ))  # fmt: skip


def _out(plain: Plain, store: UUID | None, count: int, do: Any) -> None:
    if count > plain.held[store]:
        with pytest.raises(Refusal):
            do()
        return
    do()
    plain.held[store] -= count
    plain.gone += count


def _count(night: Night, chance: random.Random, plain: Plain, store: UUID | None) -> None:
    from yizhan.provision.actions.stock_issuing import count_stock

    counted = max(plain.held[store] + chance.randint(-4, 4), 0)
    done = count_stock(by=night.by("post"), site_id=store, item=ITEM, counted=counted, reason="counted again")
    assert done.difference == counted - plain.held[store]
    plain.came += done.difference
    plain.held[store] = counted


def _send(night: Night, chance: random.Random, plain: Plain, store: UUID | None) -> None:
    to = chance.choice([other for other in plain.held if other != store])
    count = chance.randint(1, 10)
    if count <= plain.held[store]:
        plain.on_the_way[send(night, to, ITEM, count, by="post", store=store)] = (to, count)
        plain.held[store] -= count


def _confirm(night: Night, chance: random.Random, plain: Plain, _store: UUID | None) -> None:
    from yizhan.provision.actions.stock_transfers import StockArriving, confirm_stock
    from yizhan.provision.models import TransferLine

    if not plain.on_the_way:
        return
    transfer_id = chance.choice(list(plain.on_the_way))
    to, count = plain.on_the_way.pop(transfer_id)
    line = TransferLine.objects.filter(transfer_id=transfer_id).earliest("sent")
    came = chance.randint(0, line.sent)
    arrived = (StockArriving(line_id=line.id, count=came),)
    confirm_stock(
        by=night.by("post"), site_id=to, transfer_id=transfer_id, arrived=arrived, words="fell down"
    )
    plain.held[to] += count - line.sent + came
    plain.gone += line.sent - came
