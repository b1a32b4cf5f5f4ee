"""A site at one moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from planner.placement.rooms import Floor, Occupant, Room
from planner.placement.site_index import SiteIndex


@dataclass(frozen=True, slots=True)
class SiteState:
    """A site at one moment. Build it once for a moment and ask it many times.

    Raises ValueError for duplicate ids, unknown floors or rooms, two rooms at one position.
    """

    floors: tuple[Floor, ...]
    rooms: tuple[Room, ...]
    occupants: tuple[Occupant, ...] = ()
    has_lift: bool = False
    index: SiteIndex = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("floors", "rooms", "occupants"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        index = SiteIndex(self.floors, self.rooms, self.occupants)
        object.__setattr__(self, "index", index)

    def with_occupants(self, newcomers: Iterable[Occupant]) -> SiteState:
        """The site after these parties have been roomed."""
        return replace(self, occupants=(*self.occupants, *newcomers))

    def without_party(self, party_id: str) -> SiteState:
        """The site as if the party were not in it; itself when the party is not there."""
        if party_id not in self.index.rooms_of_party:
            return self
        staying = tuple(one for one in self.occupants if one.party_id != party_id)
        return replace(self, occupants=staying)

    def room(self, room_id: str) -> Room:
        """The room with this id. Raises ValueError when there is none."""
        try:
            return self.index.rooms[room_id]
        except KeyError:
            raise ValueError(f"unknown room {room_id!r}") from None

    def needs_stairs(self, room: Room) -> bool:
        """True when the room can be reached by stairs only."""
        return not (self.has_lift or self.index.floors[room.floor_id].has_lift)
