from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MovementKind(TextChoices):
    """Why the number of articles in a store changed."""

    RECEIPT = "receipt", _("Received")
    DONATION = "donation", _("Donated")
    ISSUE = "issue", _("Issued")
    PACK = "pack", _("Care pack")
    RETURN = "return", _("Came back")
    COUNT = "count", _("Counted")
    LOSS = "loss", _("Lost")
    SENT = "sent", _("Sent on")
    ARRIVED = "arrived", _("Arrived from another store")
    RECALLED = "recalled", _("Taken back")


class Diet(TextChoices):
    """How somebody eats: by religion, by conviction, by age or illness."""

    ORDINARY = "ordinary", _("Ordinary")
    HALAL = "halal", _("Halal")
    NO_PORK = "no_pork", _("No pork")
    NO_BEEF = "no_beef", _("No beef")
    VEGETARIAN = "vegetarian", _("Vegetarian")
    VEGAN = "vegan", _("Vegan")
    SOFT = "soft", _("Soft")
    LIQUID = "liquid", _("Liquid")
    DIABETIC = "diabetic", _("Diabetic")
    LOW_SALT = "low_salt", _("Low salt")
    INFANT = "infant", _("Infant")
