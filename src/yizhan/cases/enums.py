from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StepKind(TextChoices):
    """What is done about a positive person, in order."""

    APART = "apart", _("Set apart")
    TRANSFER = "transfer", _("Transfer order to hospital")
    CONTACTS = "contacts", _("Contacts inside the site")
    DUE_TIMES = "due_times", _("New due times of contacts")
    REPORT = "report", _("Report upward")
    RELATIVES = "relatives", _("Relatives told, if wanted")
    SEALED = "sealed", _("Room sealed")
    CLEARED = "cleared", _("Terminal disinfection")


class EntryOutcome(TextChoices):
    """What an entry says of its step; the latest counts."""

    DONE = "done", _("done")
    WAIVED = "waived", _("not needed")
    NOTED = "noted", _("open")


class ApartHow(TextChoices):
    """How a positive person came to be apart from everybody else."""

    ALONE = "alone", _("Alone in the room already")
    MOVED = "moved", _("Moved to a room alone")
    HOUSEHOLD = "household", _("The household stays with them, and was told")


class CaseEnd(TextChoices):
    """How a case ended."""

    COMPLETED = "completed", _("Every step done")
    WITHDRAWN = "withdrawn", _("Not positive after all")


class GroundKind(TextChoices):
    """Why somebody is a contact, the closest first."""

    ROOMMATE = "roommate", _("Same room")
    PARTY = "party", _("Same party")
    NEXT_DOOR = "next_door", _("Room next door")
    ROUND = "round", _("Visited next by the same walker")
    ARRIVAL = "arrival", _("Arrived in the same wave")
    CORRIDOR = "corridor", _("Same corridor")
    FLOOR = "floor", _("Same floor")
