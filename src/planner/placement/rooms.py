"""The parts of a site: floors, rooms, and the parties who are in them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RoomState(StrEnum):
    """Whether a room can be given. Only a ready room without occupants is proposed."""

    READY = "ready"
    DIRTY = "dirty"
    BLOCKED = "blocked"
    RESERVED = "reserved"


@dataclass(frozen=True, slots=True)
class Floor:
    """A floor. `level` is the storey as people count it: 1 is the ground floor.

    `languages`: spoken by somebody who works or stays there. `team`: who looks after the floor;
    empty where teams are not told apart.
    """

    id: str
    label: str
    level: int
    has_lift: bool = False
    languages: frozenset[str] = frozenset()
    team: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """A room. `name` is only a name: nothing is ever guessed from it.

    `corridor` is a name within the floor; `position` is the place in walking order along
    the corridor, unique there. `kind` is single, twin, family or any other word. `extra_beds`
    is how many more beds a named exception permits; using one is always a broken rule.
    """

    id: str
    name: str
    floor_id: str
    corridor: str
    position: int
    beds: int
    kind: str = ""
    features: frozenset[str] = frozenset()
    state: RoomState = RoomState.READY
    extra_beds: int = 0

    def __post_init__(self) -> None:
        if self.beds < 1:
            raise ValueError(f"room {self.id!r}: beds must be at least 1, not {self.beds}")
        if self.extra_beds < 0:
            raise ValueError(f"room {self.id!r}: extra_beds must not be negative")
        if not isinstance(self.state, RoomState):
            object.__setattr__(self, "state", RoomState(self.state))

    @property
    def corridor_key(self) -> tuple[str, str]:
        """Floor and corridor: a corridor's name counts within its floor only."""
        return self.floor_id, self.corridor


@dataclass(frozen=True, slots=True)
class Occupant:
    """One party in one room. A party in two rooms is two of these. Cohort None is unknown.

    `awaits`: companions of the party who are still to come.
    """

    room_id: str
    party_id: str
    people: int
    cohort: str | None = None
    fever: bool = False
    awaits: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.people < 1:
            raise ValueError(f"occupant {self.party_id!r}: people must be at least 1")
