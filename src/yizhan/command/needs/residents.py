"""Who lives there: parties of one or two, some with a child, some old, some with a page on their phone."""

import random
from dataclasses import dataclass

from yizhan.command.demonstration import hotel_plan
from yizhan.command.needs.facts import DAY, NeedsFacts
from yizhan.command.rehearsal.travellers import LETTERS, Registry
from yizhan.command.rules import SitePlan
from yizhan.command.weeks.guests import Group, Guest, Guests


@dataclass(frozen=True, slots=True)
class Residents:
    """Everybody, and the numbers of the parties that have scanned the card in their room."""

    everybody: Guests
    with_page: frozenset[int]


def cast(facts: NeedsFacts, people: int, seed: int) -> Residents:
    """Make up so many residents from a seed; the last parties come late in the evening of the day."""
    chance = random.Random(f"needs {people} {seed}")  # noqa: S311 - a repeatable day, not a secret
    registry = Registry(chance, facts.date(DAY))
    everybody = Guests()
    for number, size in enumerate(_sizes(facts, people, chance), start=1):
        guests = _party(facts, size, registry, chance)
        everybody.groups.append(Group(guests, comes=0, exposed=0, due=14, number=number))
    late = max(1, round(len(everybody.groups) * facts.assumed["late"]["share"]))
    for group in everybody.groups[-late:]:
        group.comes = DAY
    numbers = [group.number for group in everybody.coming(0)]
    with_page = chance.sample(numbers, round(len(numbers) * facts.assumed["have_a_page"]))
    return Residents(everybody, frozenset(with_page))


def house_for(facts: NeedsFacts, parties: int) -> SitePlan:
    """Return a hotel with a room for each party, and some to spare."""
    site = facts.table["site"]
    floors = -(-(parties + facts.assumed["doors_to_spare"]) // site["rooms_per_floor"])
    return hotel_plan({**site, "floors": list(range(5, 5 + floors))})


def _sizes(facts: NeedsFacts, people: int, chance: random.Random) -> list[int]:
    weights: dict[int, int] = facts.assumed["shapes"]
    sizes: list[int] = []
    while left := people - sum(sizes):
        fitting = [size for size in weights if size <= left]
        sizes += chance.choices(fitting, [weights[size] for size in fitting])
    return sizes


def _party(facts: NeedsFacts, size: int, registry: Registry, chance: random.Random) -> list[Guest]:
    """Make up a party: one with a child, an old one alone, or adults."""
    assumed, family = facts.assumed, registry.family()
    years = [tuple(assumed["adult_years"])] * size
    has_child = size > 1 and chance.random() < assumed["children"]
    if has_child:
        years[-1] = tuple(assumed["child_years"])
    elif chance.random() < assumed["aged"]:
        years[0] = tuple(assumed["aged_years"])
    persons = [
        registry.person(*span, family=family, child=has_child and place == size - 1)
        for place, span in enumerate(years)
    ]
    return [Guest(one, LETTERS[place]) for place, one in enumerate(persons)]
