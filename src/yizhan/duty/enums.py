from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TaskState(TextChoices):
    """What became of something to do on a round; a skipped task is come back to, a missed one was not.

    Dropped is what nobody had to do any more: the person left, or the course changed.
    """

    OPEN = "open", _("To do")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Come back later")
    MISSED = "missed", _("Missed")
    DROPPED = "dropped", _("No longer due")


class SkipReason(TextChoices):
    """Why somebody went on to the next door."""

    ASLEEP = "asleep", _("Asleep")
    NO_ANSWER = "no_answer", pgettext_lazy("at a door", "No answer")
    REFUSED = "refused", pgettext_lazy("at a door", "Refused")
    AWAY = "away", _("Not in the room")
    UNWELL = "unwell", _("Too unwell")
    OTHER = "other", _("Another reason")


class RoundState(TextChoices):
    """How far an entry has come; one that nobody began within its window is late and holds nothing back."""

    PLANNED = "planned", _("Planned")
    LATE = "late", _("Not begun")
    WALKING = "walking", _("Under way")
    ENDED = "ended", _("Ended")
    CALLED_OFF = "called_off", _("Called off")
