"""Which pairs are worth comparing: those that share something rare, the rarest first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from math import log2

from yizhan.roster.matching.records import Record
from yizhan.roster.matching.spelling import is_han

MOST_CANDIDATES = 8
MOST_SHARING = 250
_LEAST_OF_THE_BEST = 0.35
_HALVES_FROM = 8


def candidates(left: Sequence[Record], right: Sequence[Record]) -> Iterator[tuple[int, list[int]]]:
    """Give each place of `left` with the places of `right` that share most with it, at most eight.

    What is shared weighs by its rarity; what shares little beside the foremost is left out. What more
    than 250 records share is used only for somebody who has nothing rarer.
    """
    sharing: dict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(right):
        for key in set(keys_of(record)):
            sharing[key].append(place)
    rarity = {key: log2(1 + len(right) / len(places)) for key, places in sharing.items()}
    for place, record in enumerate(left):
        known = [key for key in set(keys_of(record)) if key in sharing]
        used = [key for key in known if len(sharing[key]) <= MOST_SHARING]
        if not used and known:
            used = [min(known, key=lambda key: (len(sharing[key]), key))]
        found: dict[int, float] = defaultdict(float)
        for key in used:
            weight = rarity[key]
            for other in sharing[key]:
                found[other] += weight
        yield place, _foremost(found)


def _foremost(found: dict[int, float]) -> list[int]:
    first = nlargest(MOST_CANDIDATES, found.items(), key=lambda item: (item[1], -item[0]))
    return [other for other, weight in first if weight >= first[0][1] * _LEAST_OF_THE_BEST]


def keys_of(record: Record) -> Iterator[str]:
    """Give everything by which a record may be found, also where one field of it is spelled wrongly."""
    yield from (f"s{sound}" for sound in record.sound_keys)
    yield from (f"n{spelling}" for spelling in record.spellings)
    for parts in record.parts:
        yield from _parts_of_name(parts)
    yield from _days(record.born)
    yield from _numbers("i", record.identifiers)
    yield from _numbers("p", record.phones)
    yield from (f"f{name}:{said.joined}" for name, said in record.said.items())


def _parts_of_name(parts: tuple[str, ...]) -> Iterator[str]:
    if is_han("".join(parts)):
        if len(parts) > 2:
            yield f"g{''.join(parts[1:])}"
            yield f"g{''.join(parts[:-1])}"
        return
    yield from (f"w{part}" for part in parts if len(part) > 1)


def _days(born: str) -> Iterator[str]:
    if len(born) != 8:
        return
    yield f"b{born}"
    yield f"d{born[:4]}{min(born[4:6], born[6:])}{max(born[4:6], born[6:])}"
    yield f"y{born[4:]}"
    yield f"m{born[:6]}"


def _numbers(kind: str, numbers: Iterable[str]) -> Iterator[str]:
    """Give each number and its halves: one wrong digit leaves one half as it is."""
    for number in numbers:
        yield f"{kind}{number}"
        if len(number) >= _HALVES_FROM:
            half = len(number) // 2
            yield f"{kind}<{number[:half]}"
            yield f"{kind}>{number[half:]}"
