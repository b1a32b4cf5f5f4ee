from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ChangeState(TextChoices):
    """What became of a change that somebody proposed."""

    PROPOSED = "proposed", _("Waits for a second signature")
    APPLIED = "applied", _("Applied")
    REJECTED = "rejected", _("Rejected")
    LAPSED = "lapsed", _("Not signed in time: the old due time stood")


class CourseEvent(TextChoices):
    """What happened to the course of a stay."""

    BEGUN = "begun", _("Begun")
    CHANGED = "changed", _("Facts changed")
    EXTENDED = "extended", _("Extended")
    SHORTENED = "shortened", _("Shortened")
    EDITION = "edition", _("Another edition")
