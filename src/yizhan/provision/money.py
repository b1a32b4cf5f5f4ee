"""Sums of money: whole cents inside, as people write them outside."""

import re
import unicodedata
from functools import cache
from typing import Any

from yizhan.core.shipped import read_shipped

MOST_CENTS = 10_000_000
_WRITTEN = re.compile(r"(\d{1,6})(?:\.(\d{1,2})0*)?")


def money(cents: int) -> str:
    """Return a sum as it is read: "¥12.50"; what is owed back stands with a minus."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'−' if cents < 0 else ''}{_sign()}{whole:,}.{rest:02d}"


def cents_of(text: str) -> int | None:
    """Return the cents of a sum as people write it ("12.5", "¥3"); None for anything else.

    Tenths of a cent are no sum of money, and are not rounded away.
    """
    written = _WRITTEN.fullmatch(_around().sub("", unicodedata.normalize("NFKC", text)))
    if written is None:
        return None
    cents = int(written[1]) * 100 + int((written[2] or "").ljust(2, "0"))
    return cents if cents <= MOST_CENTS else None


@cache
def _sign() -> str:
    sign: str = _table()["sign"]
    return sign


@cache
def _around() -> re.Pattern[str]:
    """What people write before, after and within a sum: its currency, spaces, commas between thousands."""
    names = "|".join(re.escape(name) for name in _table()["written"])
    return re.compile(rf"[\s,]+|^\s*(?:{names})|(?:{names})\s*$", re.IGNORECASE)


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.provision", "money.yaml")
    return table
