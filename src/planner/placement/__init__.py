"""Placement: which room for which party, with reasons.

`propose` ranks rooms for a party; `assess` and `assess_rooms` judge what somebody has in mind;
`explain` puts a reason into a sentence in Chinese or English. See src/planner/README.md.
"""

from planner.placement.choose import assess, assess_rooms, propose
from planner.placement.party import AgeGroup, Member, Outlook, PartyProfile, Relation
from planner.placement.proposal import Flag, Proposal, Reason, ReasonKind, RoomShare
from planner.placement.rooms import Floor, Occupant, Room, RoomState
from planner.placement.rules import PlacementRules, default_rules
from planner.placement.sentences import explain
from planner.placement.site import SiteState

__all__ = [
    "AgeGroup",
    "Flag",
    "Floor",
    "Member",
    "Occupant",
    "Outlook",
    "PartyProfile",
    "PlacementRules",
    "Proposal",
    "Reason",
    "ReasonKind",
    "Relation",
    "Room",
    "RoomShare",
    "RoomState",
    "SiteState",
    "assess",
    "assess_rooms",
    "default_rules",
    "explain",
    "propose",
]
