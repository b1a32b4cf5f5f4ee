from django.db.models import IntegerChoices, TextChoices
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


class FeverDecision(TextChoices):
    """What a doctor decides at the end of the fever path."""

    CLINIC = "clinic", _("To the fever clinic")
    HOSPITAL = "hospital", _("To hospital by ambulance")
    STAY = "stay", _("Stays here, watched closely")
    NO_FEVER = "no_fever", _("Not a fever")


class Mood(TextChoices):
    """How somebody feels, in one tap."""

    GOOD = "good", _("Good")
    FAIR = "fair", _("Fair")
    LOW = "low", _("Low")
    DISTRESSED = "distressed", _("Needs somebody now")


class ObservedBy(TextChoices):
    """How an observation came about."""

    ROUND = "round", _("On a round")
    VISIT = "visit", _("Visit")
    CALL = "call", _("Phone call")
    SELF = "self", _("Said by themselves")


class AppointmentKind(TextChoices):
    """What somebody goes out for, and comes back from."""

    DIALYSIS = "dialysis", _("Dialysis")
    PREGNANCY = "pregnancy", _("Check-up in pregnancy")
    TUMOUR = "tumour", _("Chemotherapy or radiotherapy")
    WOUND = "wound", _("Wound or stitches")
    OTHER = "other", _("Another treatment")


class Transport(TextChoices):
    """How somebody goes out, past nobody else."""

    AMBULANCE = "ambulance", _("By ambulance")
    CLOSED_LOOP = "closed_loop", _("Closed-loop vehicle")
    HOSPITAL = "hospital", _("The hospital's own vehicle")


class TubeSize(IntegerChoices):
    """How many people's samples a tube takes: one, or a pool of five, ten or twenty."""

    SINGLE = 1, _("Single tube")
    FIVE = 5, _("Pool of 5")
    TEN = 10, _("Pool of 10")
    TWENTY = 20, _("Pool of 20")


class Specimen(TextChoices):
    """What the swab takes."""

    OROPHARYNGEAL = "oropharyngeal", _("Throat swab")
    NASOPHARYNGEAL = "nasopharyngeal", _("Nasopharyngeal swab")
    SALIVA = "saliva", _("Saliva")


class TubeState(TextChoices):
    """Where a tube is on its way; never stored, it follows from what is recorded."""

    LABEL = "label", _("Label only")
    TAKEN = "taken", _("Taken")
    PACKED = "packed", _("Packed")
    ON_THE_WAY = "on_the_way", _("On the way")
    AWAITED = "awaited", _("Result awaited")
    LATE = "late", _("Result late")
    DONE = "done", _("Result known")


class ResultValue(TextChoices):
    """What the laboratory says of a tube."""

    NEGATIVE = "negative", _("Negative")
    POSITIVE = "positive", _("Positive")
    INCONCLUSIVE = "inconclusive", _("Inconclusive")
    SPOILT = "spoilt", _("Spoilt, cannot be tested")


class ResultSource(TextChoices):
    """How a result came in."""

    HAND = "hand", _("Typed in")
    FILE = "file", _("Laboratory file")
