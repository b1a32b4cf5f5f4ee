from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Certainty(TextChoices):
    """How sure the announced number is."""

    UNKNOWN = "unknown", _("Number not known")
    ABOUT = "about", _("About")
    AT_LEAST = "at_least", _("At least")
    UNCERTAIN = "uncertain", _("Not certain")
    EXACT = "exact", _("Exact")


class CountRound(IntegerChoices):
    """The three head counts, taken by three people who do not see each other's figures."""

    OFF_BUS = 1, _("Off the bus")
    TEMPERATURE = 2, _("Temperature")
    ROOM = 3, _("Room check")


class SettlementKind(TextChoices):
    """What a person found out about a difference between counts."""

    PRESENT = "present", _("Was there, had been missed")
    ABSENT = "absent", _("Was not there")
    MISTYPED = "mistyped", _("Wrong wristband entered")


class RegistrationRoute(TextChoices):
    """How somebody's particulars reached us."""

    RESIDENT = "resident", _("By the resident")
    CALL = "call", _("By a clerk, on the telephone")
    DOOR = "door", _("At the door")
    ROSTER = "roster", _("From a roster")


class SheetKind(TextChoices):
    """What is written down by hand when there are no phones; each kind has its own printed form."""

    OFF_BUS = "off_bus", _("Off the bus")
    TEMPERATURE = "temperature", _("Temperature")
    ROOMING = "rooming", _("Who goes where")
    ROOM_CHECK = "room_check", _("Room check")
