"""R11: eight phones at once at one shelf; never one article too many, and each pack given once."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.fault.crowd import crowd
from tests.leaving.conftest import committed_going, protocols  # noqa: F401 - the fixtures

if TYPE_CHECKING:
    from tests.leaving.going import Going

THREADS = 8
RACES = [pytest.param(200, id="quick"), pytest.param(10_000, id="long", marks=pytest.mark.soak)]

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("races", RACES)
def test_eight_phones_never_take_more_than_there_is(committed_going: Going, races: int) -> None:  # noqa: F811
    from yizhan.provision.actions.stock_issuing import issue_stock
    from yizhan.provision.actions.stock_receiving import StockReceiving, receive_stock
    from yizhan.provision.models import Stock
    from yizhan.provision.queries.stock_proof import stock_faults

    night = committed_going.night
    site_id, clerk = night.site.id, partial(night.by, "clerk")
    with crowd(THREADS, night.clock) as threads:
        for race in range(races):
            there = 1 + race % THREADS
            line = StockReceiving(item="tube", count=there, lot=str(race % 3))
            receive_stock(by=clerk(), site_id=site_id, lines=(line,))
            counts = [1] * (THREADS - 1) + [there]
            told = threads.race(
                [
                    partial(issue_stock, by=clerk(), site_id=site_id, item="tube", count=count)
                    for count in counts
                ]
            )
            taken = sum(count for count, code in zip(counts, told, strict=True) if not code)
            assert Stock.objects.get(site_id=site_id, item="tube").on_hand == there - taken >= 0
            assert set(told) <= {"", "not_enough"}, (race, told)
            if taken < there:
                issue_stock(by=clerk(), site_id=site_id, item="tube", count=there - taken)
    assert stock_faults(site_id) == []


@pytest.mark.parametrize("races", RACES)
def test_a_shelf_that_nobody_had_is_made_once(committed_going: Going, races: int) -> None:  # noqa: F811
    from yizhan.provision.actions.packs import give_pack
    from yizhan.provision.actions.stock_receiving import StockReceiving, receive_stock
    from yizhan.provision.models import PackGiven, Stock
    from yizhan.provision.queries.stock_proof import stock_faults
    from yizhan.provision.stock_rules import items, packs

    night = committed_going.night
    site_id = night.site.id
    with crowd(THREADS, night.clock) as threads:
        for key in list(items())[: max(races // 100, 2)]:
            line = (StockReceiving(item=key, count=1),)
            before = sum(Stock.objects.filter(site_id=site_id, item=key).values_list("on_hand", flat=True))
            told = threads.race(
                [
                    partial(receive_stock, by=night.by("clerk"), site_id=site_id, lines=line)
                    for _ in range(THREADS)
                ]
            )
            assert set(told) == {""}
            assert Stock.objects.get(site_id=site_id, item=key).on_hand == before + THREADS
        people = [night.stay("001-A").person_id, night.stay("002-A").person_id]
        give = partial(give_pack, site_id=site_id, kind="arrival", person_ids=people, partly=True)
        assert Counter(threads.race([partial(give, by=night.by("reception")) for _ in range(THREADS)])) == {
            "": THREADS
        }
    assert PackGiven.objects.count() == len(people)
    assert set(packs()["arrival"].contents) <= set(Stock.objects.values_list("item", flat=True))
    assert stock_faults(site_id) == []
