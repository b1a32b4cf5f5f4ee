"""Texts as people see them: full-width signs made plain, marks that nobody sees left out."""

import re
import unicodedata
from functools import lru_cache

_SIGNS = re.compile(r"[\W_]+")


@lru_cache(maxsize=32768)
def visible(text: str) -> str:
    """Return a text in one form, without marks that nobody sees and with plain spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    shown = "".join(
        character
        for character in unicodedata.normalize("NFKC", text)
        if unicodedata.category(character) not in ("Cf", "Cc") or character.isspace()
    )
    return " ".join(shown.split())


@lru_cache(maxsize=32768)
def fold(text: str) -> str:
    """Return a text as headings and words are compared: small letters, no spaces and no signs."""
    shown = visible(text).casefold()
    return _SIGNS.sub("", shown) or shown
