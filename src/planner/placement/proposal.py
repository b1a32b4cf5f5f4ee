"""What the planner answers: rooms, with the reasons for and against them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeAlias

Parameter: TypeAlias = str | int | float | tuple[str, ...]


class ReasonKind(StrEnum):
    """hard: a broken rule. soft: what counted for or against. flag: what must be watched."""

    HARD = "hard"
    SOFT = "soft"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that mattered. `weight` is its share of the score (0: told, not counted).

    `params` fill the sentence of `code`; see `explain`.
    """

    code: str
    kind: ReasonKind
    weight: float = 0.0
    params: Mapping[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about the party to be seen to, wherever it is roomed.

    `members`: labels of the people meant. `look_in_hours`: somebody looks in this often;
    None when no look-ins are asked for.
    """

    code: str
    members: tuple[str, ...]
    look_in_hours: int | None = None


class RoomShare(NamedTuple):
    """A room and the labels of the members who go into it."""

    room_id: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Rooms for one party; the lower the score the better.

    `score` is a sum of weights from the rules file and has no unit. `broken` are the hard
    rules this would break, empty for a clean proposal. `reasons` are soft reasons and flags.
    """

    rooms: tuple[RoomShare, ...]
    score: float
    reasons: tuple[Reason, ...] = ()
    broken: tuple[Reason, ...] = ()
    flags: tuple[Flag, ...] = ()

    @property
    def is_clean(self) -> bool:
        """True when no hard rule is broken."""
        return not self.broken

    @property
    def is_split(self) -> bool:
        """True when the party would be in more than one room."""
        return len(self.rooms) > 1
