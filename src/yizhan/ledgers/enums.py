from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ListSource(TextChoices):
    """Who keeps a list of the people at a site besides the site itself."""

    STREET = "street", _("Street or community")
    LABORATORY = "laboratory", _("Laboratory")
    HOTEL = "hotel", _("The hotel's own system")
    OTHER = "other", _("Another list")


class Cause(TextChoices):
    """What a difference most likely comes from; the gravest first."""

    TAMPERED = "tampered", _("Ledger and journal disagree")
    WRONG_RELEASE = "wrong_release", _("A release entered for the wrong room")
    RELEASE_MISSING = "release_missing", _("A release or transfer not entered")
    MOVE_MISSING = "move_missing", _("A move not entered")
    MIXED_UP = "mixed_up", _("Wristbands mixed up")
    DOUBLE = "double", _("Entered twice")
    WRONG_ROOM = "wrong_room", _("A wrong room")
    STRANGER = "stranger", _("Somebody whom the record does not know")
    LIST_BEHIND = "list_behind", _("The list still has somebody who has left")
    COUNT = "count", _("More or fewer behind the door")


class Movement(TextChoices):
    """How somebody comes onto a site's books, or goes off them."""

    ARRIVED = "arrived", _("Received")
    RELEASED = "released", _("Released")
    TRANSFERRED = "transferred", _("Transferred")
