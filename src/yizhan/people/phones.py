"""Telephone numbers as they are stored, compared and dialled."""

import re
import unicodedata

_SEPARATED = re.compile(r"[\s()（）.‐-―－-]+")
_CHINA = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_ANY = re.compile(r"\+?\d{5,15}")


def normal_phone(text: str) -> str:
    """Return a number without separators, full-width digits or China's prefix before a mobile; "" stays "".

    What cannot be a number is returned as it was written, without the space around it.
    """
    visible = text
    if not text.isascii():
        visible = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    bare = _CHINA.sub("", _SEPARATED.sub("", visible))
    return bare if _ANY.fullmatch(bare) else text.strip()


def is_phone(text: str) -> bool:
    """Tell whether somebody could be called there: a Chinese mobile, a landline, a foreign number."""
    number = normal_phone(text)
    if len(number) == 11 and number.startswith("1"):
        return bool(_MOBILE.fullmatch(number))
    return bool(_ANY.fullmatch(number))
