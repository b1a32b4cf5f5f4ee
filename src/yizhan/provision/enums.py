from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Supply(TextChoices):
    """What runs short on a first night."""

    SUIT = "suit", _("Protective suits")
    MEAL = "meal", _("Warm meals tonight")
    QUILT = "quilt", _("Quilts")
    WRISTBAND = "wristband", _("Wristbands")


class Diet(TextChoices):
    ORDINARY = "ordinary", _("Ordinary")
    HALAL = "halal", _("Halal")
    VEGETARIAN = "vegetarian", _("Vegetarian")
    SOFT = "soft", _("Soft")
    DIABETIC = "diabetic", _("Diabetic")
    INFANT = "infant", _("Infant")
