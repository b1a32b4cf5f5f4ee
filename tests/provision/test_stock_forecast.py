"""How long a store lasts, worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from yizhan.provision.stock_forecast import LotLeft, days_left

TODAY = date(2022, 3, 16)


def lasts(*lots: tuple[int, int | None], daily: str = "0", extra: dict[int, int] | None = None) -> int | None:
    left = [LotLeft(count, None if days is None else TODAY + timedelta(days=days)) for count, days in lots]
    people = {TODAY + timedelta(days=ahead): Decimal(count) for ahead, count in (extra or {}).items()}
    return days_left(left, today=TODAY, daily=Decimal(daily), extra=people, horizon=60)


@pytest.mark.parametrize(
    ("lots", "daily", "extra", "days"),
    [
        (((30, None),), "10", {}, 3),
        (((29, None),), "10", {}, 2),
        ((), "1", {}, 0),
        ((), "0", {}, None),
        (((600, None),), "10", {}, None),
        (((599, None),), "10", {}, 59),
        (((100, None),), "0", {5: 100}, None),
        (((100, None),), "0", {5: 101}, 5),
        (((30, None),), "10", {1: 10}, 2),
        # 30 expire tonight: 10 are used today, 20 are lost; the other 15 are enough for one day more.
        (((30, 0), (15, None)), "10", {}, 2),
        # What expires first goes first, however the lots are given.
        (((10, None), (10, 1)), "10", {}, 2),
        (((10, None), (10, -1)), "10", {}, 1),
        (((1, None),), "0.4", {}, 2),
    ],
)
def test_days_left(
    lots: tuple[tuple[int, int | None], ...], daily: str, extra: dict[int, int], days: int | None
) -> None:
    assert lasts(*lots, daily=daily, extra=extra) == days
