from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Use(TextChoices):
    """What is planned."""

    ROOMING = "rooming", _("Rooms for everybody who waits")
    CLEARING = "clearing", _("Clear floors")
    DAYS = "days", _("The next days")
    WHAT_IF = "what_if", _("What if")
    HOTELS = "hotels", _("Several hotels")


class PlanState(TextChoices):
    """How far a plan is; `LOST` is read, never written: its process is gone."""

    STARTED = "started", _("Starting")
    SOLVING = "solving", _("Being worked out")
    READY = "ready", _("Worked out")
    APPROVED = "approved", _("Approved")
    OVERTAKEN = "overtaken", _("Overtaken")
    FAILED = "failed", _("Broken off")
    LOST = "lost", _("Broken off")
