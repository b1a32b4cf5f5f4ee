from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CareNeed(TextChoices):
    """Why somebody stands on the register of special care."""

    ILLNESS = "illness", _("Bodily illness")
    MIND = "mind", _("State of mind")
    DIET = "diet", pgettext_lazy("special care", "Diet")
    PREGNANCY = "pregnancy", _("Pregnancy")
    INFANT = "infant", pgettext_lazy("special care", "Infant")
    AGE = "age", _("High age")
    DISABILITY = "disability", _("Disability")
    MINOR_ALONE = "minor_alone", _("Minor alone")
    LANGUAGE = "language", _("No common language")


class FoundFrom(TextChoices):
    """How it was found that somebody needs special care."""

    REGISTRATION = "registration", _("Registration")
    DOOR = "door", _("Room check")
    OBSERVATION = "observation", pgettext_lazy("special care", "Observation")
    VISIT = "visit", _("Visit")
    RESIDENT = "resident", _("Said by themselves")


class LookState(TextChoices):
    """How somebody was found when they were looked in on."""

    AS_BEFORE = "as_before", _("As before")
    BETTER = "better", _("Better")
    WORSE = "worse", _("Worse: the carer is called")


class DoseUnit(TextChoices):
    """In what a medicine is counted."""

    TABLET = "tablet", _("tablets")
    CAPSULE = "capsule", _("capsules")
    ML = "ml", _("ml")
    UNIT = "unit", _("units (insulin)")
    PUFF = "puff", _("puffs")
    DROP = "drop", _("drops")
    PATCH = "patch", _("patches")
    SACHET = "sachet", _("sachets")


class Supply(TextChoices):
    """How a medicine stands: it has run out, runs out within the days of warning, or lasts."""

    OUT = "out", _("Run out")
    LOW = "low", _("Runs out")
    LASTS = "lasts", _("Lasts")


class OrderState(TextChoices):
    """How far a medicine that is got for somebody has come."""

    ASKED = "asked", _("To be bought")
    BOUGHT = "bought", _("Bought")
    HANDED_OVER = "handed_over", _("Handed over")
    CALLED_OFF = "called_off", _("Called off")


class Instrument(TextChoices):
    """The questionnaires that `screening.yaml` holds."""

    PHQ2 = "phq2", "PHQ-2"
    PHQ9 = "phq9", "PHQ-9"
    PHQA = "phqa", "PHQ-A"
    GAD2 = "gad2", "GAD-2"
    GAD7 = "gad7", "GAD-7"


class NextStep(TextChoices):
    """What a screening leads to; never a diagnosis."""

    NONE = "none", _("Nothing more for now")
    LONGER = "longer", _("The longer questionnaire is offered")
    TALK = "talk", _("Somebody talks with them today")
    DOCTOR = "doctor", _("A doctor talks with them today")
    NOW = "now", _("Somebody goes there now")


class Consent(TextChoices):
    """Whether somebody agrees that a person is called."""

    NOT_ASKED = "not_asked", _("Not asked yet")
    YES = "yes", _("Agrees")
    NO = "no", _("Does not agree")


class ThreadKind(TextChoices):
    """What a line of a protected thread says."""

    OPENED = "opened", pgettext_lazy("crisis", "Opened")
    LOOKED_IN = "looked_in", _("Looked in")
    WATCH_SET = "watch_set", _("Watch set")
    OFFERED = "offered", _("Watch offered")
    TAKEN_OVER = "taken_over", _("Watch taken over")
    TAKEN_OUT = "taken_out", _("Taken out of the room")
    GIVEN_BACK = "given_back", _("Given back")
    TALKED = "talked", _("Talked")
    CONSULTED = "consulted", _("Psychiatrist consulted")
    WISHES = "wishes", _("Whom they want called")
    CALLED = "called", _("Somebody was called")
    READER_NAMED = "reader_named", _("Named to this thread")
    READER_LEFT = "reader_left", _("No longer named")
    BROKE_IN = "broke_in", _("Named themselves: nobody was answering")
    SCREENED = "screened", _("Screening")
    SAID = "said", _("Note")
    END_PROPOSED = "end_proposed", _("End proposed")
    END_DECLINED = "end_declined", _("End declined")
    ENDED = "ended", pgettext_lazy("crisis", "Ended by two")
    LEFT_SITE = "left_site", _("Left the site")
