"""Everybody who is or comes there, known to the script alone: who, when, exposed when, positive or not."""

import random
from dataclasses import dataclass, field, replace
from uuid import UUID

from yizhan.command.rehearsal.travellers import LETTERS, Registry, Traveller
from yizhan.command.weeks.facts import WeeksFacts

OLDEST_YOUNG = 18


@dataclass(eq=False)
class Guest:
    """One person with what the script knows; the ids are what the server answered."""

    traveller: Traveller
    letter: str
    diet: str = ""
    stay_id: str = ""
    person_id: str = ""
    out_on: int | None = None


@dataclass(eq=False)
class Group:
    """A party: it comes on a day (0 is before the takeover), was exposed on one, and is due on another.

    `room` is where they really are, by id; `entered` where the record has them, if a slip was made.
    """

    guests: list[Guest]
    comes: int
    exposed: int
    due: int
    number: int = 0
    party_id: str = ""
    room: str = ""
    positive_on: int | None = None

    @property
    def present(self) -> list[Guest]:
        """Who has not left."""
        return [guest for guest in self.guests if guest.stay_id and guest.out_on is None]


@dataclass
class Guests:
    """All parties, in the order in which they come."""

    groups: list[Group] = field(default_factory=list)

    @property
    def people(self) -> list[Guest]:
        """Everybody."""
        return [guest for group in self.groups for guest in group.guests]

    def coming(self, day: int) -> list[Group]:
        """Return the parties of one day."""
        return [group for group in self.groups if group.comes == day]

    def here(self) -> list[Group]:
        """Return the parties of whom somebody is there now."""
        return [group for group in self.groups if group.present]

    def by_stay(self, stay_id: UUID | str) -> Guest:
        """Return who has a stay."""
        return next(guest for guest in self.people if guest.stay_id == str(stay_id))


def cast(facts: WeeksFacts, seed: int) -> Guests:
    """Make up everybody, from a seed: those of the takeover due in the first two weeks, the others later."""
    chance = random.Random(f"weeks {seed}")  # noqa: S311 - repeatable weeks, not a secret
    takeover = _sizes(facts, facts.assumed["present_at_takeover"], chance)
    watched: int = facts.assumed["watched_days"]
    waves = [(0, 1 + place * watched // len(takeover) - watched, size) for place, size in enumerate(takeover)]
    for day, people in facts.arrivals.items():
        waves += [(day, day, size) for size in _sizes(facts, people, chance)]
    parties = _invent([size for _, _, size in waves], facts, chance)
    everybody = Guests()
    for number, ((comes, exposed, _), party) in enumerate(zip(waves, parties, strict=True), start=1):
        guests = [Guest(one, LETTERS[place]) for place, one in enumerate(party)]
        everybody.groups.append(Group(guests, comes, exposed, facts.due_on(exposed), number))
    _infect(everybody, facts, chance)
    return everybody


def _sizes(facts: WeeksFacts, people: int, chance: random.Random) -> list[int]:
    weights: dict[int, int] = facts.assumed["shapes"]
    sizes: list[int] = []
    while left := people - sum(sizes):
        fitting = [size for size in weights if size <= left]
        sizes += chance.choices(fitting, [weights[size] for size in fitting])
    return sizes


def _invent(sizes: list[int], facts: WeeksFacts, chance: random.Random) -> list[list[Traveller]]:
    """Make up parties with just as many children and aged as were reported, no child alone."""
    registry = Registry(chance, facts.date(1))
    assumed = facts.assumed
    several = chance.sample([place for place, size in enumerate(sizes) if size > 1], assumed["children"])
    others = [place for place in range(len(sizes)) if place not in several]
    aged = chance.sample(others, assumed["aged"])
    parties = []
    for place, size in enumerate(sizes):
        years = [tuple(assumed["adult_years"])] * size
        if place in several:
            years[-1] = tuple(assumed["child_years"])
        if place in aged:
            years[0] = tuple(assumed["aged_years"])
        family = registry.family()
        parties.append(
            [registry.person(*span, family=family, child=span[1] <= OLDEST_YOUNG) for span in years]
        )
    _from_abroad(parties, chance, facts.reported["foreign_nationals"])
    return parties


def _from_abroad(parties: list[list[Traveller]], chance: random.Random, people: int) -> None:
    alone = [party for party in parties if len(party) == 1]
    for party in chance.sample(alone, people):
        party[0] = replace(party[0], name="Lena Brandt", document_number="")


def _infect(everybody: Guests, facts: WeeksFacts, chance: random.Random) -> None:
    """Choose whose sample will be positive: the first of a party of adults, on a day when one is due."""
    for row in facts.assumed["positives"]:
        first, last = row["exposed"]
        fitting = [
            group
            for group in everybody.groups
            if first <= group.exposed <= last
            and len(group.guests) > 1
            and not any(guest.traveller.child for guest in group.guests)
        ]
        group = chance.choice(fitting)
        group.positive_on = group.exposed + row["sample_day"]
