"""What duty keeps: the crew, what somebody must see through, and what is due on rounds."""

from yizhan.duty.models.crew import Posting, Team
from yizhan.duty.models.matters import EmergencyEntry, Matter
from yizhan.duty.models.rounds import Obligation, Round, RoundLeg, RoundTask

__all__ = ["EmergencyEntry", "Matter", "Obligation", "Posting", "Round", "RoundLeg", "RoundTask", "Team"]
