"""Small sites and nights that several planner tests stand on."""

import random
from collections import Counter
from collections.abc import Callable

from planner.placement import (
    Floor,
    Occupant,
    Outlook,
    PartyProfile,
    Proposal,
    Room,
    RoomShare,
    SiteState,
    propose,
)

Policy = Callable[[SiteState, PartyProfile, Outlook], Proposal | None]


def corridor(
    beds: list[int], *, floor: str = "f3", name: str = "A", kinds: dict[int, str] | None = None
) -> tuple[Room, ...]:
    """Rooms along one corridor, named after floor and place, ids "<floor>-<corridor><place>"."""
    kinds = kinds or {1: "single", 2: "twin", 3: "family", 4: "family"}
    return tuple(
        Room(
            f"{floor}-{name}{place}", f"{floor[1:]}{place:02}", floor, name, place, size, kinds.get(size, "")
        )
        for place, size in enumerate(beds, start=1)
    )


def site_of(
    *corridors: tuple[Room, ...], occupants: tuple[Occupant, ...] = (), has_lift: bool = True
) -> SiteState:
    """A site with a floor for each floor id that the rooms name; "f3" is storey 3."""
    rooms = tuple(room for line in corridors for room in line)
    floors = tuple(
        Floor(one, f"{one[1:]}楼", int(one[1:])) for one in sorted({room.floor_id for room in rooms})
    )
    return SiteState(floors, rooms, occupants, has_lift=has_lift)


def county_hotel() -> SiteState:
    """The hotel of operations/first-night.yaml: floors 3-8, nine rooms each, 40 twin, 6 family, 8 single."""
    lines = []
    for floor in range(3, 9):
        singles = 2 if floor in {3, 4} else 1
        lines.append(corridor([4] + [2] * (8 - singles) + [1] * singles, floor=f"f{floor}"))
    return site_of(*lines)


def first_night() -> list[PartyProfile]:
    """35 pairs, two families of three, the siblings, six teachers: 84 people in 44 parties."""
    make_up = [(1, 1)] * 35 + [(1, 2)] * 2 + [(0, 2)] + [(1, 0)] * 6
    return [
        PartyProfile.counted(f"{number:03}", adults=adults, children=children)
        for number, (adults, children) in enumerate(make_up, start=1)
    ]


def look_ahead(site: SiteState, party: PartyProfile, outlook: Outlook) -> Proposal | None:
    """The planner's own first choice."""
    return next(iter(propose(site, party, outlook, limit=1)), None)


def first_fit(site: SiteState, party: PartyProfile, outlook: Outlook) -> Proposal | None:
    """The first vacant room in walking order with enough beds, else any; what a tired clerk does."""
    vacant = site.index.vacant
    fitting = [room for room in vacant if room.beds >= party.size] or vacant
    return whole_in(fitting[0].id, party) if fitting else None


def best_fit(site: SiteState, party: PartyProfile, outlook: Outlook) -> Proposal | None:
    """The planner without any outlook: tight fit only."""
    return look_ahead(site, party, Outlook())


def whole_in(room_id: str, party: PartyProfile) -> Proposal:
    """A bare proposal of one room."""
    return Proposal((RoomShare(room_id, tuple(one.label for one in party.members)),), 0.0)


def take(site: SiteState, party: PartyProfile, proposal: Proposal) -> SiteState:
    """The site after the proposal was accepted."""
    return site.with_occupants(
        Occupant(share.room_id, party.id, len(share.members), party.cohort, party.fever)
        for share in proposal.rooms
    )


def night(
    site: SiteState, parties: list[PartyProfile], policy: Policy
) -> tuple[SiteState, dict[str, Proposal]]:
    """Rooms the parties in this order; each time the rest is what is expected, exactly."""
    expected = Counter(party.size for party in parties)
    placed: dict[str, Proposal] = {}
    for party in parties:
        expected[party.size] -= 1
        proposal = policy(site, party, Outlook(+expected))
        if proposal:
            placed[party.id] = proposal
            site = take(site, party, proposal)
    return site, placed


def mishaps(site: SiteState, parties: list[PartyProfile], placed: dict[str, Proposal]) -> int:
    """Parties without a room, divided, or with more people than beds in a room."""
    bad = 0
    for party in parties:
        rooms = placed[party.id].rooms if party.id in placed else ()
        over = any(len(share.members) > site.room(share.room_id).beds for share in rooms)
        bad += len(rooms) != 1 or over
    return bad


def random_parties(rng: random.Random, people: int) -> list[PartyProfile]:
    """Parties of one to four, mostly pairs, in random order, so many people in all."""
    parties: list[PartyProfile] = []
    while people:
        size = min(rng.choices([1, 2, 3, 4], [15, 55, 20, 10])[0], people)
        parties.append(PartyProfile.counted(f"{len(parties):03}", adults=1, children=size - 1))
        people -= size
    rng.shuffle(parties)
    return parties
