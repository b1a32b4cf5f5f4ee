"""What a cell looks like, whatever its column is called."""

import re

from yizhan.people.identity import fold_number
from yizhan.people.phones import normal_phone
from yizhan.reading.cells import Day, Number
from yizhan.reading.shown import fold, visible
from yizhan.roster.reading.garbled import repaired
from yizhan.roster.reading.patterns import pattern
from yizhan.roster.reading.words import heading, words

RESIDENT = re.compile(r"[1-9]\d{5}(?:19|20)\d{9}[\dX]|[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}")
_OTHER_DOCUMENT = re.compile(
    r"[A-Z]{1,2}\d{7,9}|[HM]\d{8}(?:\d{2})?|[A-Z]{3}\d{12}|8[123]\d{15}[\dX]|9\d{16}[\dX]"
)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LONGEST_HAN_NAME = 15
_LONGEST_NAME = 120
_HAN = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0003134f]")

DOCUMENT, PHONE, SEX, BIRTH_DATE, NAME = "document_number", "phone", "sex", "birth_date", "name"
KINDS = (DOCUMENT, PHONE, SEX, BIRTH_DATE, NAME)


def looks_like(text: str) -> str | None:
    """Return which kind of fact a cell holds by its looks alone; None if it says nothing."""
    shown = visible(text)
    if not shown:
        return None
    number = fold_number(shown)
    if RESIDENT.fullmatch(number) or _OTHER_DOCUMENT.fullmatch(number) or is_rounded(text):
        return DOCUMENT
    if _MOBILE.fullmatch(normal_phone(shown)):
        return PHONE
    if isinstance(text, Day) or pattern("looks_like_a_day").fullmatch(shown):
        return BIRTH_DATE
    if not shown.isdigit() and fold(shown) in words().sexes:
        return SEX
    return NAME if could_be_name(shown) else None


def is_rounded(text: str) -> bool:
    """Tell whether a cell is a number of eighteen digits of which a spreadsheet kept fifteen."""
    shown = visible(text).upper()
    if re.fullmatch(r"\d(?:\.\d+)?E\+?1[5-9]", shown):
        return True
    return bool(re.fullmatch(r"[1-9]\d{14}000", shown)) and isinstance(text, Number)


def could_be_name(shown: str) -> bool:
    """Tell whether a text, without invisible marks, could be somebody's name in any script."""
    if len(shown) > _LONGEST_NAME or not any(character.isalpha() for character in shown):
        return False
    if any(character.isdigit() for character in shown) or fold(shown) in words().nobody:
        return False
    if _HAN.search(shown):
        return (
            len(shown) <= _LONGEST_HAN_NAME and not pattern("place").search(shown) and heading(shown) is None
        )
    return len(shown) >= 2 and heading(shown) is None


def is_chinese_name(shown: str) -> bool:
    """Tell whether a text looks like a usual Chinese name of two to four characters."""
    return 2 <= len(shown) <= 4 and all(_HAN.match(character) for character in shown) and could_be_name(shown)


def mended(text: str) -> str:
    """Return a text as it was meant, if it was decoded wrongly before it reached us."""
    return repaired(text) or text
