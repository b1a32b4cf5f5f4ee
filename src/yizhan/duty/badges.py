"""What badges and shared phones allow, read from `badges.yaml`, and what is written on a badge."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from yizhan.core import keys
from yizhan.core.shipped import read_shipped

DIGITS = 6
_FORM = "YB1"


@dataclass(frozen=True, slots=True)
class BadgeRules:
    """How long badges and shared phones last, and the capabilities that a badge opens."""

    badge_lasts: timedelta
    renewed_below: timedelta
    shift_hours: tuple[int, ...]
    ticket_lasts: timedelta
    delivers: timedelta
    can: frozenset[str]
    never: frozenset[str]


@cache
def badge_rules() -> BadgeRules:
    """Return the rules."""
    table = read_shipped("yizhan.duty", "badges.yaml")
    return BadgeRules(
        badge_lasts=timedelta(days=table["badge_days"]),
        renewed_below=timedelta(hours=table["renewed_below_hours"]),
        shift_hours=tuple(table["shift_hours"]),
        ticket_lasts=timedelta(minutes=table["ticket_minutes"]),
        delivers=timedelta(days=table["delivers_days"]),
        can=frozenset(table["can"]),
        never=frozenset(table["never"]),
    )


def check_digit(digits: str) -> str:
    """Return the digit that finds a mistyped one: ISO/IEC 7064, MOD 11,10."""
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def statement(
    *, site_code: str, number: str, ends_at: datetime, account_id: UUID, role: str, name: str
) -> str:
    """Return what a badge's QR code says: who it is until when, signed, so that a phone needs no network.

    Parts are divided by "|"; the last is the signature over all before it, the last but one the name.
    """
    account = urlsafe_b64encode(account_id.bytes).decode().rstrip("=")
    called = name.replace("|", " ")
    said = "|".join((_FORM, site_code, number, str(int(ends_at.timestamp())), account, role, called))
    signature = urlsafe_b64encode(keys.sign_for_phones(said.encode())).decode().rstrip("=")
    return f"{said}|{signature}"
