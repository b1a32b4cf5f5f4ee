from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AgeGroup(TextChoices):
    """What a counter can see of a stranger at the bus door."""

    ADULT = "adult", _("Adult")
    CHILD = "child", _("Child")
    UNKNOWN = "unknown", _("Not seen yet")


class Sex(TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")


class DocumentKind(TextChoices):
    RESIDENT_ID = "resident_id", _("Resident identity card")
    RESIDENCE_PERMIT = "residence_permit", _("Residence permit of Hong Kong, Macao and Taiwan residents")
    HKMT_PERMIT = "hkmt_permit", _("Hong Kong, Macao or Taiwan permit")
    FOREIGNER_CARD = "foreigner_card", _("Foreigner's permanent residence card")
    PASSPORT = "passport", _("Passport")
    NONE = "none", _("No document")


class Relation(TextChoices):
    """What an adult is to the children of the party."""

    PARENT = "parent", _("Parent")
    GRANDPARENT = "grandparent", _("Grandparent")
    RELATIVE = "relative", _("Other relative")
    TEACHER = "teacher", _("Teacher")
    NOT_RELATED = "not_related", _("Not related")
    UNKNOWN = "unknown", _("Not known")


class Language(TextChoices):
    """The languages in which somebody can follow what is said at a door."""

    CHINESE = "zh", _("Chinese")
    ENGLISH = "en", _("English")
    OTHER = "other", _("Another language")
