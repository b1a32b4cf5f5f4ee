"""What really happens that night, known to the script alone: the phones have to find it out."""

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from yizhan.command.rehearsal.facts import Facts
from yizhan.command.rehearsal.travellers import TravelParty, parties_of


class Slip(StrEnum):
    """The mistake that is made on purpose in one of the counts."""

    MISSED = "missed"
    MISTYPED = "mistyped"
    COUNTED_SHORT = "counted_short"


class Habit(StrEnum):
    """How a party's names become known."""

    BY_ITSELF = "by itself"
    WHEN_CALLED = "when called"
    IN_THE_MORNING = "in the morning"


@dataclass(frozen=True, slots=True)
class Truth:
    """Everybody who comes, who slips where, who has a fever, and who registers when.

    `slip_by` is the party at whose count the slip is made, always its last member; `feverish` the
    party whose first member has a temperature, `fever_stays` whether the second reading says so too.
    """

    parties: list[TravelParty]
    slip: Slip
    slip_by: TravelParty
    feverish: TravelParty
    fever_stays: bool
    wrong_tap: TravelParty
    habits: dict[int, Habit]

    @property
    def people(self) -> int:
        """Everybody."""
        return sum(len(party.members) for party in self.parties)

    @property
    def children(self) -> int:
        """Every child."""
        return sum(party.children for party in self.parties)

    @property
    def alone(self) -> int:
        """Children who come without any adult."""
        return sum(len(party.members) for party in self.parties if party.alone)

    def habit_of(self, party: TravelParty) -> Habit:
        """Return how this party's names become known."""
        return self.habits[id(party)]

    def with_habit(self, *habits: Habit) -> list[TravelParty]:
        """Return the parties whose names become known in one of these ways."""
        return [party for party in self.parties if self.habit_of(party) in habits]


def truth_of(people: int, facts: Facts, seed: int) -> Truth:
    """Decide from a seed what happens to so many people."""
    parties = parties_of(people, facts, seed)
    chance = random.Random(f"truth {people} {seed}")  # noqa: S311 - a repeatable night, not a secret
    slip = chance.choice(list(Slip))
    # A slip is found when a later wave is complete, so it is not made at the very end.
    early = parties[: max(len(parties) * 2 // 3, 1)]
    slip_by, feverish, wrong_tap = (chance.choice(early) for _ in range(3))
    return Truth(
        parties=parties, slip=slip, slip_by=slip_by, feverish=feverish, fever_stays=chance.random() < 0.5,
        wrong_tap=wrong_tap, habits=_habits(parties, facts, chance),
    )  # fmt: skip


def vehicles_for(people: int, assumed: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the vehicles of a plan, else one minibus and as many coaches as the others need."""
    if "vehicles" in assumed:
        return list(assumed["vehicles"])
    minibus, coach = assumed["minibus"], assumed["coach"]
    coaches = max(-(-(people - minibus["seats"]) // coach["seats"]), 0)
    return [{**minibus, "plate": f"{minibus['plate']} 1"}] + [
        {**coach, "plate": f"{coach['plate']} {number}"} for number in range(2, coaches + 2)
    ]


def _habits(parties: list[TravelParty], facts: Facts, chance: random.Random) -> dict[int, Habit]:
    habits = {id(party): _habit(party, facts, chance) for party in parties}
    # Somebody always sleeps through the call.
    habits[id(parties[-1])] = Habit.IN_THE_MORNING
    return habits


def _habit(party: TravelParty, facts: Facts, chance: random.Random) -> Habit:
    if not party.alone and chance.random() < facts.assumed["registered_by_themselves"]:
        return Habit.BY_ITSELF
    answers = chance.random() < facts.assumed["answers_in_the_night"]
    return Habit.WHEN_CALLED if answers else Habit.IN_THE_MORNING
