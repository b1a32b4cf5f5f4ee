"""Records of one list that cannot be told apart by what is known of them: twins, and equal names."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from yizhan.roster.matching.comparing import Level, compare_days, compare_names
from yizhan.roster.matching.records import Record

_SAME_NAME = frozenset({Level.SAME, Level.ORDER, Level.SOUND, Level.HOMOPHONE})
_LIKE_NAME = _SAME_NAME | {Level.NEAR, Level.PART}
_SAME_DAY = frozenset({Level.SAME, Level.SWAPPED, Level.NEAR})


class Doubles:
    """The twins and namesakes within each of two lists."""

    def __init__(self, left: Sequence[Record], right: Sequence[Record]) -> None:
        self._left, self._right = _doubles(left), _doubles(right)

    def of(self, left: Record, right: Record) -> tuple[str, ...]:
        """Return the keys of those who might be meant in place of one of the two."""
        return (*self._left.get(left.key, ()), *self._right.get(right.key, ()))


def are_doubles(one: Record, other: Record) -> bool:
    """Tell whether two people of one list are hard to tell apart.

    Twins: one birth date, and either one party or names that have a part in common. Equal names:
    one name, and birth dates that are near each other or not both known.
    """
    names, days = compare_names(one, other), compare_days(one.born, other.born)
    if days == Level.SAME and (names in _LIKE_NAME or one.party == other.party != ""):
        return True
    return names in _SAME_NAME and (days is None or days in _SAME_DAY)


def _doubles(records: Sequence[Record]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for group in _meeting(records):
        for place, one in enumerate(group):
            for other in group[place + 1 :]:
                if are_doubles(one, other):
                    found[one.key].add(other.key)
                    found[other.key].add(one.key)
    return {key: tuple(sorted(others)) for key, others in found.items()}


def _meeting(records: Sequence[Record]) -> Iterator[list[Record]]:
    """Give those who share a birth date, or a sound of their name."""
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.born:
            groups[f"b{record.born}"].append(record)
        for key in {*record.sound_keys, *record.spellings}:
            groups[f"n{key}"].append(record)
    yield from (group for group in groups.values() if len(group) > 1)
