"""The policy: the best room for a party now, with an eye on those still to come."""

from __future__ import annotations

from planner.placement.measures import Case
from planner.placement.party import Outlook, PartyProfile
from planner.placement.proposal import Proposal, RoomShare
from planner.placement.reasons import proposal_for
from planner.placement.rooms import Room
from planner.placement.rules import PlacementRules, default_rules
from planner.placement.site import SiteState
from planner.placement.split import splits


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
    ranked = _single_rooms(case, clean_only=True)
    if not ranked:
        ranked = _single_rooms(case, clean_only=False) + splits(case)
        ranked.sort(key=lambda entry: (entry[0], case.walk_key(entry[1])))
    return [proposal_for(case, shares) for _, shares in ranked[:limit]]


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
    room = site.room(room_id)
    case = Case(site, party, outlook, rules or default_rules())
    return proposal_for(case, (case.whole_party_in(room),))


def _single_rooms(case: Case, *, clean_only: bool) -> list[tuple[float, tuple[RoomShare, ...]]]:
    """Score and room for each vacant room, best first."""
    size = case.party.size
    scored: list[tuple[float, int, Room]] = []
    for place, room in enumerate(case.index.vacant):
        broken = case.hard_units(room, size)
        if broken and clean_only:
            continue
        score = case.harm(broken) + case.cost(case.soft_units(room, size))
        scored.append((round(score, 6), place, room))
    scored.sort(key=lambda entry: entry[:2])
    return [(score, (case.whole_party_in(room),)) for score, _, room in scored]
