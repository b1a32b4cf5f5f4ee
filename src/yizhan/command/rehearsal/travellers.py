"""Invented people, from a seed: parties with names, documents and dates that belong to nobody."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from yizhan.command.rehearsal.facts import Facts, syllables

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


@dataclass(frozen=True, slots=True)
class Traveller:
    """One invented person; `relation` is what an adult is to the children of the party."""

    name: str
    sex: str
    birth_date: date
    document_number: str
    phone: str
    child: bool
    relation: str


@dataclass(slots=True, eq=False)
class TravelParty:
    """People who belong together, in the order of their letters, and what became of them."""

    members: tuple[Traveller, ...]
    number: int = 0
    wave: int = 0
    rooms: dict[str, int] = field(default_factory=dict)

    @property
    def children(self) -> int:
        """How many are children."""
        return sum(member.child for member in self.members)

    @property
    def alone(self) -> bool:
        """True for children without any adult."""
        return self.children == len(self.members)

    @property
    def letters(self) -> str:
        """The letters on their wristbands."""
        return LETTERS[: len(self.members)]


def parties_of(people: int, facts: Facts, seed: int) -> list[TravelParty]:
    """Make up parties of `people` in all: those of the recorded night if the number is its own."""
    chance = random.Random(f"parties {people} {seed}")  # noqa: S311 - a repeatable night, not a secret
    shapes = _recorded(facts) if people == facts.reported["announced"] else _drawn(people, facts, chance)
    chance.shuffle(shapes)
    invent = Registry(chance, facts.opens.date(), facts.assumed["grandparents"])
    return [TravelParty(invent.party(adults, children)) for adults, children in shapes]


def check_digit(first_17: str) -> str:
    """Return the last character of a resident identity number (GB 11643, ISO 7064 MOD 11-2)."""
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True)) % 11]


def _recorded(facts: Facts) -> list[tuple[int, int]]:
    rows = facts.table["derived"]["parties"]
    return [(row["adults"], row["children"]) for row in rows for _ in range(row["count"])]


def _drawn(people: int, facts: Facts, chance: random.Random) -> list[tuple[int, int]]:
    rows: list[dict[str, Any]] = facts.assumed["make_ups"]
    shapes: list[tuple[int, int]] = []
    left = people
    while left:
        fitting = [row for row in rows if row["adults"] + row["children"] <= left]
        (row,) = chance.choices(fitting, [row["weight"] for row in fitting])
        shapes.append((row["adults"], row["children"]))
        left -= row["adults"] + row["children"]
    return shapes


class Registry:
    """Gives every invented person a name, a birth date, a document and a telephone number.

    Ages are those of `today`; `grandparents` is the share of adults with children who are grandparents.
    """

    def __init__(self, chance: random.Random, today: date, grandparents: float = 0.0) -> None:
        self._chance = chance
        self._grandparents = grandparents
        self._today = today
        self._numbers = count(1)

    def party(self, adults: int, children: int) -> tuple[Traveller, ...]:
        """Invent people who belong together."""
        family = self.family()
        old = bool(children) and self._chance.random() < self._grandparents
        grown = [self._adult(children, old) for _ in range(adults)]
        return (*grown, *(self.person(6, 13, family=family, child=True) for _ in range(children)))

    def family(self) -> str:
        """Return a surname."""
        return str(self._chance.choice(syllables()["surnames"]))

    def person(
        self, youngest: int, oldest: int, *, family: str = "", child: bool = False, relation: str = "unknown"
    ) -> Traveller:
        """Invent somebody between two ages, in years."""
        family = family or self.family()
        born = self._born(youngest, oldest)
        sex = self._chance.choice(["female", "male"])
        number = next(self._numbers)
        first_17 = f"{syllables()['region']}{born:%Y%m%d}{number % 500 * 2 + (sex == 'male'):03d}"
        return Traveller(
            name=family + self._given(sex), sex=sex, birth_date=born, child=child, relation=relation,
            document_number=first_17 + check_digit(first_17), phone=f"{syllables()['telephone']}{number:04d}",
        )  # fmt: skip

    def _adult(self, children: int, old: bool) -> Traveller:  # noqa: FBT001 - private, and named where it is called
        if not children:
            return self.person(23, 62)
        if old:
            return self.person(58, 74, relation="grandparent")
        return self.person(28, 46, relation="parent")

    def _given(self, sex: str) -> str:
        own = syllables()[sex]
        if self._chance.random() < 0.3:
            return str(self._chance.choice(own))
        return str(self._chance.choice(syllables()["either"]) + self._chance.choice(own))

    def _born(self, youngest: int, oldest: int) -> date:
        days = self._chance.randint(youngest * 366, oldest * 365)
        return self._today - timedelta(days=days)
