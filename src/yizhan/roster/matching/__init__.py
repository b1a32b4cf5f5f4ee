"""Proposes which records of two lists are one person, with reasons and a probability; it never merges.

Pure Python: no Django, no clock, no chance; the same input gives the same answer.
"""

from yizhan.roster.matching.engine import Match, Matching, match
from yizhan.roster.matching.parties import (
    Age,
    Group,
    How,
    Member,
    MemberPair,
    PartyMatch,
    match_parties,
    put_together,
)
from yizhan.roster.matching.records import Record
from yizhan.roster.matching.trust import Trust

__all__ = [
    "Age",
    "Group",
    "How",
    "Match",
    "Matching",
    "Member",
    "MemberPair",
    "PartyMatch",
    "Record",
    "Trust",
    "match",
    "match_parties",
    "put_together",
]
