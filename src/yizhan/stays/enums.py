from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EntryKind(TextChoices):
    """What the journal records."""

    OPENED = "opened", _("Journal opened")
    ARRIVED = "arrived", _("Arrived")
    ROOMED = "roomed", _("Given a room")
    MOVED = "moved", _("Moved")
    VOIDED = "voided", _("Struck out")
    CORRECTED = "corrected", _("Correction")
    SETTLED = "settled", _("Count settled")
    COURSE = "course", _("Course set")
    RELEASED = "released", _("Released")
    TRANSFERRED = "transferred", _("Transferred")
    REINSTATED = "reinstated", _("Departure struck out")


class EndReason(TextChoices):
    VOID = "void", _("Entered by mistake")
    RELEASED = "released", _("Released")
    TRANSFERRED = "transferred", _("Transferred")


class ReleaseHow(TextChoices):
    """By which right somebody was released."""

    DUE = "due", _("When due")
    EARLY = "early", _("Early, by two people")
    UNDECIDED = "undecided", _("When due, by decision: a condition was open")


class PaperOutcome(TextChoices):
    """What became of the papers at a door; `WITHDRAWN` takes a mistaken entry back."""

    HANDED = "handed", _("Handed over")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Entered by mistake")
