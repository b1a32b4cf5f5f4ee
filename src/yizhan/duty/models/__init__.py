"""What duty keeps: the crew, what somebody must see through, and what is due on rounds."""

from yizhan.duty.models.crew import Posting, Team
from yizhan.duty.models.matters import EmergencyEntry, Matter
from yizhan.duty.models.rounds import Obligation, Round, RoundLeg, RoundTask
from yizhan.duty.models.threads import (
    Attachment,
    AttachmentKey,
    ChatDraft,
    MatterEntry,
    MatterHand,
    OffDuty,
)

__all__ = [
    "Attachment",
    "AttachmentKey",
    "ChatDraft",
    "EmergencyEntry",
    "Matter",
    "MatterEntry",
    "MatterHand",
    "Obligation",
    "OffDuty",
    "Posting",
    "Round",
    "RoundLeg",
    "RoundTask",
    "Team",
]
