"""Proposes which records of two lists are one person, with reasons and a probability; it never merges.

Pure Python: no Django, no clock, no chance; the same input gives the same answer.
"""

from yizhan.roster.matching.engine import Match, Matching, match
from yizhan.roster.matching.records import Record
from yizhan.roster.matching.trust import Trust

__all__ = ["Match", "Matching", "Record", "Trust", "match"]
