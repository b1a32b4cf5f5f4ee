"""Invented Chinese households on two lists, with every error known: what a matching is measured with.

The one list is a roster, the other what people said themselves; nobody on them exists.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from yizhan.people.documents import check_character
from yizhan.people.names import syllables
from yizhan.roster.matching import Record

TODAY = date(2026, 7, 22)
DOTS = "·•‧．・"
KINDS = (
    "separators", "order", "pinyin", "homophone", "one_character", "swapped_day", "wrong_day", "one_digit",
    "missing", "swapped_columns",
)  # fmt: skip


@dataclass(frozen=True)
class Pairs:
    """Two lists, who is who on them, the errors made in each pair, and whoever has a twin."""

    left: tuple[Record, ...]
    right: tuple[Record, ...]
    truth: dict[str, str]
    errors: dict[str, tuple[str, ...]]
    twins: frozenset[str]


def invent(households: int, seed: int, *, documents: float = 0.6) -> Pairs:
    """Invent households; either list lacks one person in ten, `documents` is the share with a number."""
    return _Inventing(random.Random(f"households {households} {seed}"), documents).pairs(households)


class _Inventing:
    def __init__(self, chance: random.Random, documents: float) -> None:
        self._chance = chance
        self._documents = documents
        self._errors: dict[str, tuple[str, ...]] = {}
        self._twins: set[str] = set()

    def pairs(self, households: int) -> Pairs:
        left: list[Record] = []
        right: list[Record] = []
        for number in range(households):
            members = self._household(number)
            others = self._said(members)
            left += [one for one in members if self._chance.random() > 0.1]
            right += [one for one in others if self._chance.random() > 0.1]
        self._chance.shuffle(right)
        here = {one.key for one in left}
        truth = {one.key[1:]: one.key for one in right}
        return Pairs(
            tuple(left), tuple(right),
            {f"L{name}": key for name, key in truth.items() if f"L{name}" in here},
            self._errors, frozenset(self._twins),
        )  # fmt: skip

    def _household(self, number: int) -> list[Record]:
        family = self._family()
        adults = self._chance.choices((1, 2, 3), (25, 60, 15))[0]
        children = self._chance.choices((0, 1, 2, 3), (45, 35, 17, 3))[0]
        region = f"{self._chance.choice((11, 31, 37, 44, 51))}{self._chance.randint(101, 729):04d}"
        phone = self._phone()
        members: list[Record] = []
        for place in range(adults + children):
            child = place >= adults
            born = self._born(1, 15) if child else self._born(24, 78)
            twin = child and place > adults and self._chance.random() < 0.06
            sex = self._chance.choice(("female", "male"))
            if twin:
                born, sex = _day(members[-1].born), members[-1].sex
                self._twins |= {members[-1].key, f"L{number}.{place}"}
            name = self._name(
                family if child or place == 0 else self._family(), sex, like=members[-1].name if twin else ""
            )
            members.append(
                Record(
                    key=f"L{number}.{place}", name=name, readings=read(name), sex=sex, born=f"{born:%Y%m%d}",
                    identifiers=(self._identifier(region, born, sex),),
                    phones=(phone if child or self._chance.random() < 0.3 else self._phone(),),
                    party=f"L{number}",
                )
            )  # fmt: skip
        return [self._partly_known(member) for member in members]

    def _partly_known(self, member: Record) -> Record:
        held = self._chance.random() < self._documents
        return replace(member, identifiers=member.identifiers if held else ())

    def _said(self, members: Sequence[Record]) -> list[Record]:
        said = [replace(one, key=f"R{one.key[1:]}", party=f"R{one.party[1:]}") for one in members]
        made: list[list[str]] = [[] for _ in said]
        for place, one in enumerate(said):
            for kind in self._chance.sample(KINDS, self._chance.choices((0, 1, 2), (55, 33, 12))[0]):
                wrong = getattr(self, f"_make_{kind}")(one, said)
                if wrong != one:
                    made[place].append(kind)
                    one = said[place] = wrong  # noqa: PLW2901 - one error on top of another
        for one, kinds in zip(members, made, strict=True):
            self._errors[one.key] = tuple(kinds)
        return said

    def _make_separators(self, one: Record, _: Sequence[Record]) -> Record:
        return _named(
            one, "".join(self._chance.choice(DOTS) if c == "·" else c for c in one.name), one.readings
        )

    def _make_order(self, one: Record, _: Sequence[Record]) -> Record:
        if " " in one.name:
            return _named(one, " ".join(reversed(one.name.split(" "))), one.readings)
        return _named(one, f"{one.name[1:]}{one.name[0]}", one.readings) if "·" not in one.name else one

    def _make_pinyin(self, one: Record, _: Sequence[Record]) -> Record:
        if not one.readings:
            return one
        spoken = one.readings[0].split()
        family, given = spoken[0], "".join(spoken[1:])
        written = self._chance.choice((f"{family} {given}", f"{given} {family}", f"{family}{given}"))
        return _named(one, self._chance.choice((written.upper(), written.title())), ())

    def _make_homophone(self, one: Record, _: Sequence[Record]) -> Record:
        places = [(place, group) for place, c in enumerate(one.name) if place
                  for group in names()["by_ear"] if c in group]  # fmt: skip
        if not places:
            return one
        place, group = self._chance.choice(places)
        heard = self._chance.choice([c for c in group if c != one.name[place]])
        return _renamed(one, one.name[:place] + heard + one.name[place + 1 :])

    def _make_one_character(self, one: Record, _: Sequence[Record]) -> Record:
        if len(one.name) < 3 or not one.readings:
            return one
        place = self._chance.randrange(1, len(one.name))
        other = self._chance.choice(names()["given"][one.sex or "female"])
        return _renamed(one, one.name[:place] + other + one.name[place + 1 :])

    def _make_swapped_day(self, one: Record, _: Sequence[Record]) -> Record:
        return replace(one, born=one.born[:4] + one.born[6:] + one.born[4:6])

    def _make_wrong_day(self, one: Record, _: Sequence[Record]) -> Record:
        return replace(one, born=self._slip(one.born)) if one.born else one

    def _make_one_digit(self, one: Record, _: Sequence[Record]) -> Record:
        if one.identifiers and self._chance.random() < 0.5:
            return replace(one, identifiers=(self._slip(one.identifiers[0]),))
        return replace(one, phones=tuple(self._slip(phone) for phone in one.phones))

    def _make_missing(self, one: Record, _: Sequence[Record]) -> Record:
        field, nothing = self._chance.choice((("born", ""), ("phones", ()), ("identifiers", ()), ("sex", "")))
        return replace(one, **{field: nothing})

    def _make_swapped_columns(self, one: Record, household: Sequence[Record]) -> Record:
        others = [other for other in household if other.key != one.key]
        if not others:
            return one
        other = self._chance.choice(others)
        return replace(one, phones=other.phones, identifiers=other.identifiers)

    def _slip(self, digits: str) -> str:
        place = self._chance.randrange(len(digits) - 1)
        if self._chance.random() < 0.3:
            return f"{digits[:place]}{digits[place + 1]}{digits[place]}{digits[place + 2 :]}"
        return digits[:place] + self._chance.choice("0123456789") + digits[place + 1 :]

    def _family(self) -> str:
        surnames = names()["surnames"]
        return str(self._chance.choices(list(surnames), list(surnames.values()))[0])

    def _name(self, family: str, sex: str, *, like: str) -> str:
        drawn = self._chance.random()
        if drawn < 0.04 and not like:
            parts = names()["with_separators"]
            return f"{self._chance.choice(parts['first'])}·{self._chance.choice(parts['father'])}"
        if drawn < 0.06 and not like:
            parts = names()["in_letters"]
            return f"{self._chance.choice(parts['given'])} {self._chance.choice(parts['family'])}"
        given = self._chance.choices(names()["given"][sex], k=1 if self._chance.random() < 0.3 else 2)
        if like and len(given) == 2 and read(like):
            given[0] = like[-2]
        return family + "".join(given)

    def _identifier(self, region: str, born: date, sex: str) -> str:
        number = self._chance.randrange(0, 499) * 2 + (sex == "male")
        first = f"{region}{born:%Y%m%d}{number:03d}"
        return first + check_character(first)

    def _phone(self) -> str:
        return f"1{self._chance.choice((35, 38, 39, 58, 77, 86))}{self._chance.randrange(10**8):08d}"

    def _born(self, youngest: int, oldest: int) -> date:
        return TODAY - timedelta(days=self._chance.randint(youngest * 365, oldest * 365))


@cache
def names() -> dict[str, Any]:
    """Return the parts of which names are made."""
    table: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("chinese_names.yaml").read_text("utf-8"))
    return table


@cache
def read(name: str) -> tuple[str, ...]:
    """Return how a name in Chinese characters is read, syllables apart; other names are not read."""
    is_chinese = not name.isascii() and "·" not in name and "ü" not in name
    return tuple(" ".join(reading) for reading in syllables(name)) if is_chinese else ()


def _renamed(one: Record, name: str) -> Record:
    return _named(one, name, read(name))


def _named(one: Record, name: str, readings: tuple[str, ...]) -> Record:
    return replace(one, name=name, readings=readings)


def _day(digits: str) -> date:
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
