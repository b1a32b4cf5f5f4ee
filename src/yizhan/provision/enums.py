from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MovementKind(TextChoices):
    """Why the number of articles in a store changed."""

    RECEIPT = "receipt", pgettext_lazy("stock", "Received")
    DONATION = "donation", pgettext_lazy("stock", "Donated")
    ISSUE = "issue", pgettext_lazy("stock", "Issued")
    PACK = "pack", pgettext_lazy("stock", "Care pack")
    RETURN = "return", pgettext_lazy("stock", "Came back")
    COUNT = "count", pgettext_lazy("stock", "Counted")
    LOSS = "loss", pgettext_lazy("stock", "Lost")
    SENT = "sent", pgettext_lazy("stock", "Sent on")
    ARRIVED = "arrived", pgettext_lazy("stock", "Arrived from another store")
    RECALLED = "recalled", pgettext_lazy("stock", "Taken back")


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
