"""Sums of money: whole cents inside, as people write them outside."""

import re
import unicodedata
from functools import cache

from yizhan.core.shipped import read_shipped

MOST_CENTS = 10_000_000
_WRITTEN = re.compile(r"(\d{1,6})(?:\.(\d{1,2})0*)?")
_AROUND = re.compile(r"[\s,]|^(?:rmb|cny|[¥$€£])|(?:rmb|cny|元|块)$", re.IGNORECASE)


def money(cents: int) -> str:
    """Return a sum as it is read: "¥12.50"; what is owed back stands with a minus."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'−' if cents < 0 else ''}{_sign()}{whole:,}.{rest:02d}"


def cents_of(text: str) -> int | None:
    """Return the cents of a sum as people write it ("12.5", "¥3"); None for anything else.

    Tenths of a cent are no sum of money, and are not rounded away.
    """
    written = _WRITTEN.fullmatch(_AROUND.sub("", unicodedata.normalize("NFKC", text).strip()))
    if written is None:
        return None
    cents = int(written[1]) * 100 + int((written[2] or "").ljust(2, "0"))
    return cents if cents <= MOST_CENTS else None


@cache
def _sign() -> str:
    sign: str = read_shipped("yizhan.provision", "money.yaml")["sign"]
    return sign
