"""Moves in their order, what they cost by rule, and how far from the best that can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """Why; `code` and `params` fill a sentence, see `explain`."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """A party goes from one room to another, from minute `start` to `end`."""

    party: str
    origin: str
    target: str
    start: int
    end: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """`moves` in order of time. `objective`: weight by rule; `bound`: no choice of rooms weighs less.
    `finish`: minute in which the last move ends; `finish_bound`: these moves cannot end sooner.
    `relaxed`: the hard rules that are broken, for there is no other way within the work done.
    """

    moves: tuple[Move, ...]
    objective: Mapping[str, int]
    bound: int
    finish: int
    finish_bound: int
    relaxed: tuple[Reason, ...] = ()

    @property
    def cost(self) -> int:
        """The objective over all rules."""
        return sum(self.objective.values())

    @property
    def gap(self) -> float:
        """Share by which the cost may be above the optimum; 0 is proven optimal."""
        return 0.0 if self.cost <= self.bound else (self.cost - self.bound) / max(1, self.bound)

    @property
    def is_proven(self) -> bool:
        """True when neither other rooms nor, for these, another order would be better."""
        return self.cost <= self.bound and self.finish <= self.finish_bound
