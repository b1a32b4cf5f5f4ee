from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Supply(TextChoices):
    """What runs short on a first night."""

    SUIT = "suit", _("Protective suits")
    MEAL = "meal", _("Warm meals tonight")
    QUILT = "quilt", _("Quilts")
    WRISTBAND = "wristband", _("Wristbands")


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
