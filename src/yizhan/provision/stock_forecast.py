"""How long a store lasts: pure arithmetic over lots, daily use and days on which people come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class LotLeft:
    """So many of a lot, and the last day on which they may be used; None if they last."""

    count: int
    expires_on: date | None = None


def days_left(
    lots: Sequence[LotLeft], *, today: date, daily: Decimal, extra: Mapping[date, Decimal], horizon: int
) -> int | None:
    """Return how many whole days, today included, this is enough; None if it is for all `horizon`.

    Each day uses `daily` and what `extra` says of it, from what expires first; what has expired is lost.
    """
    left = [(lot.expires_on or date.max, Decimal(lot.count)) for lot in sorted(lots, key=_last_day)]
    for ahead in range(horizon):
        day = today + timedelta(days=ahead)
        left = [(until, count) for until, count in left if until >= day]
        wanted = daily + extra.get(day, Decimal(0))
        while wanted > 0 and left:
            until, count = left[0]
            used = min(count, wanted)
            wanted -= used
            left[:1] = [(until, count - used)] if count > used else []
        if wanted > 0:
            return ahead
    return None


def _last_day(lot: LotLeft) -> date:
    return lot.expires_on or date.max
