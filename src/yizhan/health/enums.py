from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TemperatureMethod(TextChoices):
    FOREHEAD = "forehead", _("Forehead, infrared")
    EAR = "ear", _("Ear")
    ARMPIT = "armpit", _("Armpit")


class CareKind(TextChoices):
    """What the sixty seconds at the door ask for, one tap each."""

    DIALYSIS = "dialysis", _("Dialysis")
    INSULIN = "insulin", _("Insulin")
    OXYGEN = "oxygen", _("Oxygen")
    RECENT_SURGERY = "recent_surgery", _("Recent surgery or chemotherapy")
    PREGNANT = "pregnant", _("Pregnant")
    EPILEPSY_PSYCHIATRIC = "epilepsy_psychiatric", _("Epilepsy or psychiatric medicine")
    INFANT_FEEDING = "infant_feeding", _("Infant feeding")
    DEPENDENT = "dependent", _("Cannot care for oneself")
    NO_COMMON_LANGUAGE = "no_common_language", _("No common language")
    CHRONIC_MEDICINE = "chronic_medicine", _("Takes medicine every day")


class FeverState(TextChoices):
    SUSPECTED = "suspected", _("Measure again at rest, with a second device")
    CONFIRMED = "confirmed", _("Fever confirmed")
    CLEARED = "cleared", _("Second reading normal")
