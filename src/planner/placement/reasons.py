"""Turns measured units into a proposal with its reasons."""

from __future__ import annotations

from planner.placement.measures import Case
from planner.placement.proposal import Proposal, Reason, ReasonKind, RoomShare


def proposal_for(case: Case, shares: tuple[RoomShare, ...]) -> Proposal:
    """The proposal that puts the party into these rooms."""
    broken: list[Reason] = []
    reasons: list[Reason] = []
    for share in shares:
        room = case.index.rooms[share.room_id]
        people = len(share.members)
        for code, amount in case.hard_units(room, people).items():
            weight = case.rules.hard[code].of(amount)
            broken.append(Reason(code, ReasonKind.HARD, weight, {"room": room.name}))
        for code, amount in case.soft_units(room, people).items():
            weight = case.rules.soft[code].of(amount)
            reasons.append(Reason(code, ReasonKind.SOFT, weight, {"room": room.name}))
    score = round(sum(one.weight for one in (*broken, *reasons)), 6)
    return Proposal(shares, score, tuple(reasons), tuple(broken))
