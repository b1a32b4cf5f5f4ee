from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RoomKind(TextChoices):
    SINGLE = "single", _("Single")
    TWIN = "twin", _("Twin")
    FAMILY = "family", _("Family")


class RoomState(TextChoices):
    """What may be done with a room apart from who is in it."""

    READY = "ready", _("Ready")
    DIRTY = "dirty", _("To be disinfected")
    BLOCKED = "blocked", _("Blocked")
