"""What is told to whom, what leaves the house, and what people say of it."""

from yizhan.notices.models.notices import Notice, QuietHours, Recipient
from yizhan.notices.models.outbox import Address, Delivery, WorkerPulse
from yizhan.notices.models.voices import SurveyAnswer, Voice

__all__ = [
    "Address", "Delivery", "Notice", "QuietHours", "Recipient", "SurveyAnswer", "Voice", "WorkerPulse",
]  # fmt: skip
