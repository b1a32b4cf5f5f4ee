"""Comparing words without minding how they are spelled: separators, order, one slip of a finger."""

import re
import unicodedata
from functools import lru_cache

_BETWEEN = re.compile(r"[\s·•‧・．.,，、/\\_'’`\-‐-―－⸱ꞏ・]+")
_PREFIX_MOST = 4


def plain(text: str) -> str:
    """Return a text in one form: compatible characters unified, invisible marks gone, no case."""
    if text.isascii():
        return text.lower()
    form = unicodedata.normalize("NFKC", text)
    return "".join(c for c in form if unicodedata.category(c) != "Cf").casefold()


def words(text: str) -> tuple[str, ...]:
    """Return the parts of a name or an address, whatever stands between them."""
    return tuple(part for part in _BETWEEN.split(plain(text)) if part)


def turns(parts: tuple[str, ...]) -> set[str]:
    """Return the parts joined, begun with each of them in turn: family name first, or last."""
    return {"".join(parts[start:] + parts[:start]) for start in range(len(parts))}


def is_han(text: str) -> bool:
    """Tell whether a text is written in Chinese characters, all of it."""
    return bool(text) and all(0x3400 <= ord(c) <= 0x9FFF or 0x20000 <= ord(c) <= 0x3FFFF for c in text)


def one_slip(left: str, right: str) -> bool:
    """Tell whether one character was changed, added or left out, or two neighbours changed places."""
    if abs(len(left) - len(right)) > 1:
        return False
    if len(left) > len(right):
        left, right = right, left
    start = 0
    while start < len(left) and left[start] == right[start]:
        start += 1
    if len(left) < len(right):
        return left[start:] == right[start + 1 :]
    rest, other = left[start:], right[start:]
    changed_places = len(rest) > 1 and rest[0] == other[1] and rest[1] == other[0] and rest[2:] == other[2:]
    return rest[1:] == other[1:] or changed_places


@lru_cache(maxsize=100_000)
def alike(left: str, right: str, limit: float) -> bool:
    """Tell whether two words are alike by Jaro and Winkler's measure: at least `limit`, of 1.

    Winkler, W. E.: String Comparator Metrics and Enhanced Decision Rules (1990).
    """
    if left == right:
        return True
    prefix = 0
    while prefix < min(_PREFIX_MOST, len(left), len(right)) and left[prefix] == right[prefix]:
        prefix += 1
    # More cannot be shared than letters that both have: most strangers part here.
    one, two = _letters(left), _letters(right)
    most = min(len(left) - len(one - two), len(right) - len(two - one))
    if not most or _winkler(most / len(left) + most / len(right) + 1, prefix) < limit:
        return False
    common, places = _common(left, right)
    if not common:
        return False
    moved = sum(a != right[place] for a, place in zip(common, sorted(places), strict=True)) / 2
    shared = len(common)
    thirds = shared / len(left) + shared / len(right) + (shared - moved) / shared
    return _winkler(thirds, prefix) >= limit


def _winkler(thirds: float, prefix: int) -> float:
    return thirds / 3 + prefix * 0.1 * (1 - thirds / 3)


@lru_cache(maxsize=100_000)
def _letters(word: str) -> frozenset[str]:
    return frozenset(word)


def _common(left: str, right: str) -> tuple[list[str], list[int]]:
    """Return the characters of `left` that stand near their place in `right`, and those places."""
    reach = max(max(len(left), len(right)) // 2 - 1, 0)
    free, common, places = right, [], []
    for place, character in enumerate(left):
        found = free.find(character, max(0, place - reach), place + reach + 1)
        if found >= 0:
            free = f"{free[:found]}\0{free[found + 1 :]}"
            common.append(character)
            places.append(found)
    return common, places
