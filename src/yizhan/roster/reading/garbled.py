"""Text that was decoded wrongly before it reached us, and what it said.

Bytes of UTF-8 read as GB18030 turn a name into other, rarer characters; read as Latin-1, both
UTF-8 and GB18030 turn into accented letters. Each way back is tried and believed only if it gives
Chinese characters throughout.
"""

import re
from codecs import getincrementaldecoder

from yizhan.roster.reading.patterns import pattern

_HAN = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0003134f]")
_TRAILING = "?\ufffd\u20ac"
_WAYS = (("gb18030", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "utf-8"), ("latin-1", "gb18030"))


def repaired(text: str) -> str | None:
    """Return what a wrongly decoded text said, or None if it does not look like one."""
    if text.isascii() or not text:
        return None
    for read_as, written_as in _WAYS:
        try:
            back = text.encode(read_as).decode(written_as)
        except UnicodeError:
            continue
        if back != text and _is_chinese(back):
            return back
    return None


def is_lost(text: str) -> bool:
    """Tell whether characters of a text were replaced for good, so that nobody can restore them."""
    if text.isascii():
        return "??" in text
    return bool(pattern("lost_characters").search(text) or beginning(text))


def beginning(text: str) -> str:
    """Return what can still be read of a wrongly decoded text whose last byte was lost, or ""."""
    bare = text.rstrip(_TRAILING)
    try:
        # What stands at the end may be incomplete; a fault before it says that this is no such text.
        back = getincrementaldecoder("utf-8")().decode(bare.encode("gb18030"))
    except UnicodeError:
        return ""
    return back if _is_chinese(back) and len(back) < len(bare) else ""


def _is_chinese(text: str) -> bool:
    letters = [character for character in text if not character.isspace() and character not in "\u00b7()"]
    return (
        bool(letters)
        and all(_HAN.match(character) or character.isdigit() for character in letters)
        and (any(_HAN.match(character) for character in letters))
    )
