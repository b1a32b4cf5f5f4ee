from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ChangeState(TextChoices):
    """What became of a change that somebody proposed; that it was not signed in time is seen on reading."""

    PROPOSED = "proposed", _("Waits for a second signature")
    APPLIED = "applied", _("Applied")
    REJECTED = "rejected", _("Not agreed to")
    OVERTAKEN = "overtaken", _("Replaced by a newer list")


class CourseEvent(TextChoices):
    """What happened to the course of a stay."""

    BEGUN = "begun", _("Begun")
    CHANGED = "changed", _("Facts changed")
    EXTENDED = "extended", _("Extended")
    SHORTENED = "shortened", _("Shortened")
    EDITION = "edition", _("Another edition")
