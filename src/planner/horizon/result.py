"""What solving answers: the plan, what it costs by rule, and how far from the best it can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

MIXING = "mixing"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is. `work`: units done; `best`: cost of the best plan so far, without
    overfull beds, of which it has `overfull`; `bound`: no plan costs less.
    """

    work: int
    best: float
    overfull: int
    bound: float

    @property
    def gap(self) -> float:
        """Share by which the best plan is above the bound; infinite above a bound of 0."""
        return gap(self.best, self.bound)


Stop: TypeAlias = Callable[[Progress], bool]


def after(work: int) -> Stop:
    """Stop after so many units of work: the same seed then gives the same plan."""
    return lambda progress: progress.work >= work


def gap(cost: float, bound: float) -> float:
    """(cost - bound) / bound."""
    if cost <= bound + 1e-9:
        return 0.0
    return (cost - bound) / bound if bound > 0 else float("inf")


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A hard rule that the plan breaks: `beds` or `mixing`, in which room, on how many bed-nights."""

    rule: str
    room: str
    bed_nights: int


@dataclass(frozen=True, slots=True)
class Result:
    """`plan`: stay id to room id. `objective`: cost by rule. `bound`: no plan costs less in all.

    `unplaced`: stays that no room may take. `overfull`: bed-nights beyond the beds (0 if possible).
    """

    plan: Mapping[str, str]
    objective: Mapping[str, float]
    bound: float
    overfull: int
    unplaced: tuple[str, ...] = ()
    relaxed: tuple[Relaxed, ...] = ()
    work: int = field(default=0, compare=False)

    @property
    def cost(self) -> float:
        """The objective over all rules."""
        return sum(self.objective.values())

    @property
    def gap(self) -> float:
        """Share by which the cost may be above the optimum; 0 is proven optimal."""
        return gap(self.cost, self.bound)
