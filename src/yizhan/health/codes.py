"""The numbers on tubes: eight digits and two that check them, read aloud and typed without slips.

ISO 7064, MOD 97-10: a wrong digit or two digits exchanged never give another valid number. Ten digits stay
whole in every spreadsheet, and none begins with 0, which spreadsheets drop.
"""

import re

from yizhan.reading.shown import visible

DIGITS = 10
FIRST, LAST = 10_000_000, 99_999_999
_BETWEEN = re.compile(r"[\s-]")


def tube_number(serial: int) -> str:
    """Return the ten digits of a serial of eight."""
    return f"{serial}{98 - serial * 100 % 97:02d}"


def read_tube_number(text: str) -> str:
    """Return what was scanned or typed without spaces, dashes and full-width forms; perhaps no number."""
    return _BETWEEN.sub("", visible(text))


def is_tube_number(number: str) -> bool:
    """Tell whether ten digits check."""
    return len(number) == DIGITS and number.isascii() and number.isdigit() and int(number) % 97 == 1


def spoken(number: str) -> str:
    """Return a number as it stands under its QR code: 4728 1905 37."""
    return f"{number[:4]} {number[4:8]} {number[8:]}"
