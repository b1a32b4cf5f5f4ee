"""What is asked of the planner for a whole roster, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.placement.party import Outlook, PartyProfile
from planner.placement.proposal import Reason, RoomShare
from planner.placement.rules import PlacementRules, default_rules
from planner.placement.site import SiteState

if TYPE_CHECKING:
    from planner.placement.batch.telling import Told

Plan = Mapping[str, tuple[RoomShare, ...]]
TOLERANCE = 1e-4  # of the score: weights have at most two decimals, the solver's answers have errors of 1e-6


@dataclass(frozen=True, slots=True)
class Problem:
    """A site, the parties to be roomed together, and who is expected after them.

    A party that is in the site already may stay in its room or be moved (rule `moved`); whoever
    is in the site and not among the parties stays. Raises ValueError for a party named twice.
    """

    site: SiteState
    parties: tuple[PartyProfile, ...]
    outlook: Outlook = field(default_factory=Outlook)
    rules: PlacementRules = field(default_factory=default_rules)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parties", tuple(self.parties))
        if len({party.id for party in self.parties}) < len(self.parties):
            raise ValueError("a party is named twice")

    def standing(self) -> SiteState:
        """The site without the parties of this problem."""
        ours = {party.id for party in self.parties}
        staying = tuple(one for one in self.site.occupants if one.party_id not in ours)
        if len(staying) == len(self.site.occupants):
            return self.site
        return SiteState(self.site.floors, self.site.rooms, staying, has_lift=self.site.has_lift)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a solve has come: the best score so far, what no plan can go below, work done.

    `work` counts branch-and-bound nodes asked of the solver; 0 is the first plan.
    """

    best: float
    lower_bound: float
    work: int

    @property
    def gap(self) -> float:
        """Share of the best score that may still be saved; 0 is proven."""
        return relative_gap(self.best, self.lower_bound)


@dataclass(frozen=True, slots=True)
class Stop:
    """When to stop: whichever comes first; the best plan so far is returned.

    `work`: so many branch-and-bound nodes are allowed; the same number gives the same plan.
    `seconds`: asks the caller how many seconds are left; 0 or less ends the solve.
    `ask`: is told the progress after each step; True ends the solve.
    """

    work: int | None = None
    seconds: Callable[[], float] | None = None
    ask: Callable[[Progress], bool] | None = None


@dataclass(frozen=True, slots=True)
class Lack:
    """Rooms that the site lacks to keep every hard rule: so many, with beds, on any of the floors."""

    count: int
    beds: int
    floors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A plan for everybody, what it costs by rule, and how much better any plan could be.

    `plan`: {party: rooms and who goes in}; () for a party without a room. `objective`: {rule:
    score}, only rules above 0; they add up to `score`. `lower_bound`: no plan scores less.
    `relaxed`: {hard rule: units broken}. `lacks`: what more the site would need so that no hard
    rule is broken. `reasons`: of the plan as a whole. `told`: {party: its rooms with the reasons},
    worked out when asked for. `work`: nodes of the largest solver run that was counted.
    """

    plan: Plan
    objective: Mapping[str, float]
    lower_bound: float
    relaxed: Mapping[str, float]
    lacks: tuple[Lack, ...]
    reasons: tuple[Reason, ...]
    told: Told
    work: int

    @property
    def score(self) -> float:
        """The whole score; lower is better."""
        return round(sum(self.objective.values()), 6)

    @property
    def gap(self) -> float:
        """Share of the score that a better plan could save at most; 0 is proven."""
        return relative_gap(self.score, self.lower_bound)

    @property
    def proven(self) -> bool:
        """True when no plan scores less."""
        return self.score - self.lower_bound <= TOLERANCE


def relative_gap(best: float, bound: float) -> float:
    """(best - bound) / best, and 0 when they are the same."""
    return (best - bound) / best if best - bound > TOLERANCE else 0.0
