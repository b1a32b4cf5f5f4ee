"""Floors to be cleared: rooms, who is in them, and what must be empty at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """A room for one party of at most `beds`.

    `corridor`, `floor`: ids; corridors stand side by side in the order in which rooms name them.
    `ready`: minute from which a vacant room can be used; None if it never can.
    """

    id: str
    floor: str
    corridor: str
    beds: int
    ready: int | None = 0


@dataclass(frozen=True, slots=True)
class Party:
    """People who stay together in one room. `near`: ids of parties who should be on the same corridor."""

    id: str
    size: int
    room: str
    cohort: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clearing:
    """What is to be done. Minutes: `moving` for one move, `disinfection` before a room that was left
    is used again. `teams`: moves at the same time.

    Raises ValueError for parts that contradict each other.
    """

    rooms: Sequence[Room]
    parties: Sequence[Party]
    floors: frozenset[str]
    moving: int
    disinfection: int
    teams: int = 1

    def __post_init__(self) -> None:
        known = {room.id: room for room in self.rooms}
        if len(known) < len(self.rooms) or len({one.id for one in self.parties}) < len(self.parties):
            raise ValueError("ids of rooms and parties must be unique")
        if self.moving < 1 or self.disinfection < 0 or self.teams < 1:
            raise ValueError("a move takes at least a minute and one team, disinfection no less than nothing")
        if len({one.room for one in self.parties}) < len(self.parties):
            raise ValueError("a room holds one party")
        names = {one.id for one in self.parties}
        for party in self.parties:
            room = known.get(party.room)
            if room is None or party.size > room.beds:
                raise ValueError(f"party {party.id}: is not in a room that holds it")
            if not names.issuperset(party.near):
                raise ValueError(f"party {party.id}: near somebody unknown")
        if len({(room.floor, room.corridor) for room in self.rooms}) > len(
            {room.corridor for room in self.rooms}
        ):
            raise ValueError("a corridor is on one floor")
