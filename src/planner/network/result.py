"""Who goes where, in which rooms and which bus, what it costs by rule, and how much better it could be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.network.boarding import Ride
from planner.placement.batch import Plan
from planner.placement.batch.problem import TOLERANCE, relative_gap


@dataclass(frozen=True, slots=True)
class Reason:
    """Why; `code` and `params` fill a sentence, see `explain`."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """A plan for everybody over all hotels.

    `hotel_of`: {party: hotel}; parties for whom there is no room at all are left out and stand in
    `unplaced` with what is lacking. `rooms`: {hotel: {party: rooms and who goes in}}, only hotels
    that receive somebody. `objective`: {rule: score}, only rules above 0. `lower_bound`: no plan scores
    less. `relaxed`: {hard rule: units broken}. `reasons`: {party: why this hotel and this bus}.
    `work`: steps that were made.
    """

    hotel_of: Mapping[str, str]
    rooms: Mapping[str, Plan]
    rides: tuple[Ride, ...]
    objective: Mapping[str, float]
    lower_bound: float
    relaxed: Mapping[str, float]
    reasons: Mapping[str, tuple[Reason, ...]]
    unplaced: Mapping[str, tuple[Reason, ...]]
    work: int

    @property
    def score(self) -> float:
        """The whole score, without a unit; lower is better."""
        return round(sum(self.objective.values()), 6)

    @property
    def gap(self) -> float:
        """Share of the score that a better plan could save at most; 0 is proven."""
        return relative_gap(self.score, self.lower_bound)

    @property
    def proven(self) -> bool:
        """True when no plan scores less."""
        return self.score - self.lower_bound <= TOLERANCE
