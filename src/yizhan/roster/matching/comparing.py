"""How far two records agree, field by field: the levels that are weighed and shown as reasons."""

from collections.abc import Iterator
from enum import StrEnum

from yizhan.roster.matching.records import Record, Said
from yizhan.roster.matching.spelling import alike, one_slip

NAME, BORN, SEX, IDENTIFIER, PHONE, COMPANY = "name", "born", "sex", "identifier", "phone", "company"
PERSONAL = (NAME, BORN, IDENTIFIER, PHONE)
_ALIKE, _NEARLY_ALIKE = 0.92, 0.88
_SHORTEST_SOUND = 5
_DIGITS_OF_A_DAY = 8


class Level(StrEnum):
    """How far a field agrees. What is not known on one of the sides has no level."""

    SAME = "same"
    ORDER = "order"
    SOUND = "sound"
    HOMOPHONE = "homophone"
    SWAPPED = "swapped"
    NEAR = "near"
    PART = "part"
    PARTY = "party"
    OTHER = "other"


Agreement = tuple[tuple[str, Level], ...]
"""The fields that are known on both sides, each with its level."""


def compare(left: Record, right: Record, near_right: frozenset[str], near_left: frozenset[str]) -> Agreement:
    """Return how two records agree.

    `near_left` and `near_right` are the identifiers and telephones of the others in their parties:
    a number that belongs to another of the party speaks neither for this person nor against.
    """
    return tuple(_levels(left, right, near_right | near_left))


def compare_names(left: Record, right: Record) -> Level | None:
    """Return how the names agree; "sound" is one name in characters and in letters."""
    if not left.spellings or not right.spellings:
        return None
    if left.spellings & right.spellings:
        return Level.SAME
    if left.orders & right.orders:
        return Level.ORDER
    if left.sounds & right.sounds:
        return Level.HOMOPHONE if left.in_characters and right.in_characters else Level.SOUND
    if _names_nearly(left, right):
        return Level.NEAR
    return Level.PART if _names_partly(left, right) else Level.OTHER


def compare_days(left: str, right: str) -> Level | None:
    """Return how two birth dates agree, given as YYYYMMDD or the beginning of it."""
    if not left or not right:
        return None
    if left == right:
        return Level.SAME
    if len(left) != _DIGITS_OF_A_DAY or len(right) != _DIGITS_OF_A_DAY:
        return Level.PART if left.startswith(right) or right.startswith(left) else Level.OTHER
    if left[:4] == right[:4] and left[4:6] == right[6:] and left[6:] == right[4:6]:
        return Level.SWAPPED
    if one_slip(left, right):
        return Level.NEAR
    pieces = zip((left[:4], left[4:6], left[6:]), (right[:4], right[4:6], right[6:]), strict=True)
    return Level.PART if sum(a == b for a, b in pieces) == 2 else Level.OTHER


def compare_numbers(left: tuple[str, ...], right: tuple[str, ...], others: frozenset[str]) -> Level | None:
    """Return the best agreement of numbers of one shape; numbers of different shapes say nothing."""
    best: Level | None = None
    for one in left:
        for two in right:
            if one == two:
                return Level.SAME
            if not _comparable(one, two):
                continue
            if one_slip(one, two) or _old_form(one, two):
                best = Level.NEAR
            elif best is None:
                best = Level.OTHER
    if best == Level.OTHER and (others.intersection(left) or others.intersection(right)):
        return Level.PARTY
    return best


def compare_texts(left: Said, right: Said) -> Level:
    """Return how two free texts agree, such as addresses."""
    if left.words == right.words or left.joined == right.joined:
        return Level.SAME
    one, two = left.joined, right.joined
    slip = max(len(one), len(two)) > 1 and one_slip(one, two)
    return Level.NEAR if slip or alike(one, two, _NEARLY_ALIKE) else Level.OTHER


def _levels(left: Record, right: Record, others: frozenset[str]) -> Iterator[tuple[str, Level]]:
    known = (
        (NAME, compare_names(left, right)),
        (BORN, compare_days(left.born, right.born)),
        (IDENTIFIER, compare_numbers(left.identifiers, right.identifiers, others)),
        (PHONE, compare_numbers(left.phones, right.phones, others)),
    )
    yield from ((name, level) for name, level in known if level)
    if left.sex and right.sex:
        yield SEX, Level.SAME if left.sex == right.sex else Level.OTHER
    for name, said in left.said.items():
        if name in right.said:
            yield name, compare_texts(said, right.said[name])


def _names_nearly(left: Record, right: Record) -> bool:
    if left.in_characters and right.in_characters and _one_character_off(left, right):
        return True
    if any(_sounds_nearly(one, two) for one in left.voices for two in right.sounds):
        return True
    return any(_words_nearly(one, two) for one in left.worded for two in right.worded)


def _one_character_off(left: Record, right: Record) -> bool:
    return any(len(one) >= 3 and len(two) >= 3 and one_slip(one, two)
               for one in left.spellings for two in right.spellings)  # fmt: skip


def _sounds_nearly(one: str, two: str) -> bool:
    return min(len(one), len(two)) >= _SHORTEST_SOUND and one_slip(one, two)


def _words_nearly(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Tell whether every word of the shorter name stands in the other, spelled nearly so."""
    if len(one) > len(two):
        one, two = two, one
    return all(any(alike(word, other, _NEARLY_ALIKE) for other in two) for word in one)


def _names_partly(left: Record, right: Record) -> bool:
    if left.in_characters and right.in_characters:
        return any(one[0] == two[0] or (len(one) > 2 and one[1:] == two[1:])
                   for one in left.spellings for two in right.spellings)  # fmt: skip
    return any(
        len(word) > 1 and alike(word, other, _ALIKE)
        for one in left.parts for two in right.parts for word in one for other in two
    )  # fmt: skip


def _comparable(one: str, two: str) -> bool:
    return abs(len(one) - len(two)) <= 1 or {len(one), len(two)} == {15, 18}


def _old_form(one: str, two: str) -> bool:
    """Tell whether a resident's number of 15 digits and one of 18 are the same number."""
    if len(one) > len(two):
        one, two = two, one
    return len(one) == 15 and len(two) == 18 and one[:6] + "19" + one[6:] == two[:17]
