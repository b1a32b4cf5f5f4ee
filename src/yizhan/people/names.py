"""How a Chinese name may be read aloud, for finding it by pinyin or initials."""

from functools import cache
from itertools import product

from yizhan.core.shipped import read_shipped
from yizhan.people.identity import fold_name

MOST_READINGS = 8


def readings(name: str) -> list[tuple[str, str]]:
    """Return up to eight readings of `name` as (full pinyin, initials), without tones or case."""
    return [("".join(parts), "".join(part[0] for part in parts if part)) for parts in syllables(name)]


def syllables(name: str) -> list[tuple[str, ...]]:
    """Return up to eight readings of `name`, syllable by syllable, without tones or case."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - the dictionary is heavy; start-up must stay quick

    folded = fold_name(name)
    if not folded:
        return []
    # What is not Chinese stays as it is, letter by letter; the library's annotation forgets the list.
    syllables = pinyin(folded, style=Style.NORMAL, heteronym=True, errors=list)  # type: ignore[arg-type]
    choices = [list(dict.fromkeys(part)) for part in syllables]
    surname = _surname_readings().get(folded[0])
    if surname and choices:
        choices[0] = [surname, *(reading for reading in choices[0] if reading != surname)]
    return list(product(*(part[:3] for part in choices)))[:MOST_READINGS]


@cache
def _surname_readings() -> dict[str, str]:
    table: dict[str, str] = read_shipped("yizhan.people", "surnames.yaml")
    return table
