"""Several hotels: what they are, who is to come, and the buses that bring them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from planner.network.weights import Weight, default_weights
from planner.placement.party import PartyProfile
from planner.placement.rules import PlacementRules, default_rules
from planner.placement.site import SiteState


@dataclass(frozen=True, slots=True)
class Bus:
    """A bus that makes one trip to one hotel. `seats` for passengers; height and length in metres."""

    id: str
    seats: int
    height_m: float
    length_m: float

    def __post_init__(self) -> None:
        if self.seats < 1 or self.height_m <= 0 or self.length_m <= 0:
            raise ValueError(f"bus {self.id!r}: seats, height and length must be more than nothing")


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where buses drive in: `clearance_m` is the height under it, `max_length_m` what can turn in."""

    id: str
    clearance_m: float
    max_length_m: float

    def admits(self, bus: Bus) -> bool:
        """Whether the bus fits; one of just the height or length does."""
        return bus.height_m <= self.clearance_m and bus.length_m <= self.max_length_m


@dataclass(frozen=True, slots=True)
class Hotel:
    """A site with its rooms as they are at the moment, and its entrances."""

    id: str
    label: str
    site: SiteState
    entrances: tuple[Entrance, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "entrances", tuple(self.entrances))

    def entrance_for(self, bus: Bus) -> Entrance | None:
        """The first entrance that the bus fits; None when there is none."""
        return next((one for one in self.entrances if one.admits(bus)), None)

    @property
    def is_open(self) -> bool:
        """Whether somebody stays there already."""
        return bool(self.site.occupants)


@dataclass(frozen=True, slots=True)
class Problem:
    """Parties who are in no hotel yet, and everything they could be given.

    Without buses everybody comes by other means, and no rule of buses counts. Raises ValueError for
    an id used twice, or a party that is in a hotel already.
    """

    hotels: tuple[Hotel, ...]
    parties: tuple[PartyProfile, ...]
    buses: tuple[Bus, ...] = ()
    rules: PlacementRules = field(default_factory=default_rules)
    weights: Mapping[str, Weight] = field(default_factory=default_weights)

    def __post_init__(self) -> None:
        for name in ("hotels", "parties", "buses"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        _check_unique("hotel", self.hotels)
        _check_unique("party", self.parties)
        _check_unique("bus", self.buses)
        ours = {party.id for party in self.parties}
        for hotel in self.hotels:
            inside = sorted(ours & hotel.site.index.rooms_of_party.keys())
            if inside:
                raise ValueError(f"party {inside[0]!r} is in hotel {hotel.id!r} already")


def _check_unique(what: str, things: Iterable[Bus | Hotel | PartyProfile]) -> None:
    seen: set[str] = set()
    for one in things:
        if one.id in seen:
            raise ValueError(f"{what} {one.id!r} is named twice")
        seen.add(one.id)
