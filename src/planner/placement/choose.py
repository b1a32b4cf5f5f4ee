"""The policy: the best room for a party now, with an eye on those still to come."""

from __future__ import annotations

from heapq import nsmallest
from operator import itemgetter

from planner.placement.measures import Case
from planner.placement.party import Outlook, PartyProfile
from planner.placement.proposal import Proposal, RoomShare
from planner.placement.reasons import proposal_for
from planner.placement.rooms import Room
from planner.placement.rules import PlacementRules, default_rules
from planner.placement.site import SiteState
from planner.placement.split import splits

Rooms = tuple[RoomShare, ...]


def propose(
    site: SiteState,
    party: PartyProfile,
    outlook: Outlook,
    *,
    limit: int = 5,
    rules: PlacementRules | None = None,
) -> list[Proposal]:
    """Rooms for the party, best first, at most `limit`; equal ones in walking order.

    Only ready rooms with nobody in them are given. As long as one keeps every hard rule, only
    such are returned. Otherwise the least harmful ways out, each naming what it breaks, and
    among them the party split over several rooms. Empty only when no ready room is vacant.
    A party that is in the site already is judged as if it had left its rooms.

    Raises ValueError when `limit` is below 1.
    """
    if limit < 1:
        raise ValueError(f"limit must be at least 1, not {limit}")
    case = Case(site, party, outlook, rules or default_rules())
    ranked = _clean_rooms(case, limit) or _ways_out(case, limit)
    return [proposal_for(case, shares) for shares in ranked]


def assess(
    site: SiteState,
    party: PartyProfile,
    outlook: Outlook,
    room_id: str,
    *,
    rules: PlacementRules | None = None,
) -> Proposal:
    """What speaks for and against one room that somebody has in mind, whatever its state.

    `broken` names every hard rule that the room would break. Raises ValueError for a room that
    the site does not have.
    """
    everybody = tuple(one.label for one in party.members)
    return assess_rooms(site, party, outlook, (RoomShare(room_id, everybody),), rules=rules)


def assess_rooms(
    site: SiteState,
    party: PartyProfile,
    outlook: Outlook,
    shares: Rooms,
    *,
    rules: PlacementRules | None = None,
) -> Proposal:
    """What speaks for and against dividing the party over these rooms as `shares` says.

    As `assess`, with what the division itself breaks. Raises ValueError for a room that the site
    does not have.
    """
    for share in shares:
        site.room(share.room_id)
    return proposal_for(Case(site, party, outlook, rules or default_rules()), shares)


def _clean_rooms(case: Case, limit: int) -> list[Rooms]:
    """The best vacant rooms that keep every hard rule, best first."""
    size = case.party.size
    scored: list[tuple[float, int, Room]] = []
    for place, room in enumerate(case.index.vacant):
        if room.beds >= size and not case.hard_units(room, size):
            scored.append((round(case.cost(case.soft_units(room, size)), 6), place, room))
    return [(case.whole_party_in(room),) for _, _, room in nsmallest(limit, scored)]


def _ways_out(case: Case, limit: int) -> list[Rooms]:
    """The least harmful rooms, or sets of rooms, when every one breaks a hard rule."""
    size = case.party.size
    found = [(score, case.walk_key(rooms), rooms) for score, rooms in splits(case)]
    for room in case.index.vacant:
        score = case.harm(case.hard_units(room, size)) + case.cost(case.soft_units(room, size))
        whole = (case.whole_party_in(room),)
        found.append((round(score, 6), case.walk_key(whole), whole))
    return [rooms for _, _, rooms in nsmallest(limit, found, key=itemgetter(0, 1))]
