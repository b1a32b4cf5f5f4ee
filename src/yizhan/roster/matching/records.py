"""What is known about somebody, and the forms of it that are compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from yizhan.roster.matching.spelling import is_han, plain, turns, words

_LONGEST_HAN = 4
_LIKELIEST = 2


class Said(NamedTuple):
    """A free text as it is compared: its words in order of the alphabet, and joined as written."""

    words: tuple[str, ...]
    joined: str


@dataclass(frozen=True)
class Record:
    """One person of a list; whatever is not known stays empty.

    `key` names the record in its list. `readings` are the ways in which `name` or `other_names` can
    be read aloud, syllables apart ("zhang wei"). `born` is YYYYMMDD, or as many digits of it as are
    known. `party` names those of the same list who belong together. `facts` are any further
    particulars by name (room, address, make-up of the party); both lists use the same names.
    """

    key: str
    name: str = ""
    other_names: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    sex: str = ""
    born: str = ""
    identifiers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    party: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """The words of each name; Chinese characters each by itself."""
        found = [words(name) for name in (self.name, *self.other_names) if name]
        return tuple(_characters(name) for name in found if name)

    @cached_property
    def spellings(self) -> frozenset[str]:
        """Each name without what stands between its parts."""
        return frozenset("".join(parts) for parts in self.parts)

    @cached_property
    def orders(self) -> frozenset[str]:
        """Each name, begun with each of its parts."""
        return frozenset(turn for parts in self.parts for turn in turns(parts))

    @cached_property
    def voices(self) -> tuple[str, ...]:
        """The likeliest readings of the name, and the name itself where it is in letters."""
        spoken = ["".join(plain(reading).split()) for reading in self.readings[:_LIKELIEST]]
        written = ["".join(parts) for parts in self.parts if not is_han("".join(parts))]
        return (*spoken, *written)

    @cached_property
    def sounds(self) -> frozenset[str]:
        """Each name as it may sound, begun with each of its syllables or words."""
        spoken = [tuple(plain(reading).split()) for reading in self.readings]
        written = [parts for parts in self.parts if not is_han("".join(parts))]
        return frozenset(turn for parts in (*spoken, *written) for turn in turns(parts))

    @cached_property
    def sound_keys(self) -> frozenset[str]:
        """The letters of each sound in order of the alphabet: one key for all orders of its parts."""
        return frozenset("".join(sorted(sound)) for sound in self.sounds)

    @cached_property
    def worded(self) -> tuple[tuple[str, ...], ...]:
        """The names of several words that are not written in Chinese characters."""
        return tuple(parts for parts in self.parts if len(parts) > 1 and not is_han("".join(parts)))

    @cached_property
    def said(self) -> dict[str, Said]:
        """The further facts that are known, as they are compared."""
        split = {name: words(text) for name, text in self.facts.items()}
        return {name: Said(tuple(sorted(parts)), "".join(parts)) for name, parts in split.items() if parts}

    @cached_property
    def in_characters(self) -> bool:
        """Whether the name is written in Chinese characters."""
        return any(is_han(spelling) for spelling in self.spellings)


def _characters(parts: tuple[str, ...]) -> tuple[str, ...]:
    joined = "".join(parts)
    return tuple(joined) if is_han(joined) and len(joined) <= _LONGEST_HAN else parts
