"""Nights as they happen: parties stand at the door one by one, and the planner gives each a room."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from benchmarks.nights import hotel, night
from planner.placement import Occupant, Outlook, PartyProfile, Proposal, Room, RoomShare, SiteState, propose
from planner.placement.batch import Plan, Problem

Policy = Callable[[SiteState, PartyProfile, Outlook], Proposal | None]
ROOMS = 500


@dataclass(frozen=True, slots=True)
class Night:
    """A house that is nearly full, and who comes, in the order in which they get off."""

    site: SiteState
    parties: tuple[PartyProfile, ...]

    @property
    def problem(self) -> Problem:
        """What a clairvoyant is asked."""
        return Problem(self.site, self.parties)

    @property
    def load(self) -> float:
        """Parties for each vacant room."""
        return len(self.parties) / len(self.site.index.vacant)


@dataclass(slots=True)
class Played:
    """What a policy did with a night: the plan, and seconds for each party."""

    plan: Plan
    seconds: list[float] = field(default_factory=list)


def nearly_full(people: int, seed: int) -> Night:
    """A night of so many people in a house of 500 rooms that has a room for each party and few more.

    Four in five parties find a room with just their beds. Vacant rooms lie together on some floors;
    one in twenty more is vacant anywhere. Everybody else's room is occupied.
    """
    rng = random.Random(seed)
    house = hotel(ROOMS, seed, lift=bool(seed % 2))
    parties = [_without_fever(party) for party in night(people, seed + 5000)]
    floors = [floor.id for floor in house.floors]
    rng.shuffle(floors)
    rooms = sorted(house.rooms, key=lambda room: (floors.index(room.floor_id), rng.random()))
    vacant: set[str] = set()
    for party in sorted(parties, key=lambda one: -one.size):
        beds = party.size + (rng.random() < 0.2)
        room = _take(rooms, vacant, beds, party.size)
        if room is None:
            parties.remove(party)
        else:
            vacant.add(room.id)
    others = [room.id for room in house.rooms if room.id not in vacant]
    vacant.update(rng.sample(others, round(len(parties) / 20)))
    residents = [
        Occupant(room.id, f"in {room.id}", min(room.beds, 2)) for room in house.rooms if room.id not in vacant
    ]
    return Night(house.with_occupants(residents), tuple(parties))


def _take(rooms: list[Room], vacant: set[str], beds: int, size: int) -> Room | None:
    fitting = [room for room in rooms if room.beds >= size and room.id not in vacant]
    return next((room for room in fitting if room.beds == beds), next(iter(fitting), None))


def _without_fever(party: PartyProfile) -> PartyProfile:
    return replace(party, members=tuple(replace(one, fever=False) for one in party.members))


def play(night_: Night, policy: Policy) -> Played:
    """Room the parties in their order; each time the sizes of those still to come are known."""
    site, plan = night_.site, dict[str, tuple[RoomShare, ...]]()
    expected = Counter(party.size for party in night_.parties)
    played = Played(plan)
    for party in night_.parties:
        expected[party.size] -= 1
        began = time.perf_counter()
        found = policy(site, party, Outlook(+expected))
        played.seconds.append(time.perf_counter() - began)
        plan[party.id] = found.rooms if found else ()
        site = site.with_occupants(
            Occupant(share.room_id, party.id, len(share.members), party.cohort, party.fever, party.companions)
            for share in plan[party.id]
        )
    return played


def planner(site: SiteState, party: PartyProfile, outlook: Outlook) -> Proposal | None:
    """The planner's own first choice."""
    return next(iter(propose(site, party, outlook, limit=1)), None)


def first_fit(site: SiteState, party: PartyProfile, _outlook: Outlook) -> Proposal | None:
    """The first vacant room in walking order with enough beds, else any; what a tired clerk does."""
    vacant = site.index.vacant
    fitting = [room for room in vacant if room.beds >= party.size] or vacant
    if not fitting:
        return None
    return Proposal((RoomShare(fitting[0].id, tuple(one.label for one in party.members)),), 0.0)
