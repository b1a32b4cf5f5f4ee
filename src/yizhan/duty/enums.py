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


class Urgency(TextChoices):
    """How soon somebody needs it; hours and minutes are rules in `needs.yaml`."""

    NOW = "now", pgettext_lazy("urgency", "Now")
    TODAY = "today", pgettext_lazy("urgency", "Today")
    SOON = "soon", pgettext_lazy("urgency", "Soon")


class Channel(TextChoices):
    """How something reached the site."""

    DOOR = "door", pgettext_lazy("channel", "At the door")
    PHONE = "phone", _("By telephone")
    PAGE = "page", _("Resident's page")
    HOTLINE = "hotline", _("Hotline")
    CHAT = "chat", _("Chat group")
    STAFF = "staff", _("Staff")
    SYSTEM = "system", _("The record itself")


class ClosedHow(TextChoices):
    """On whose word a matter was closed; empty for what its own record closes."""

    CONFIRMED = "confirmed", _("Who asked says it is solved")
    AT_DOOR = "at_door", _("Said at the door")
    BY_HEAD = "by_head", _("Closed by the head, with a reason")


class EntryOf(TextChoices):
    """What a line of a matter's thread says that happened."""

    ASKED = "asked", _("Asked")
    ANSWERED = "answered", pgettext_lazy("thread", "Answered")
    SAID = "said", _("Said")
    OFFERED = "offered", _("Offered to")
    ACCEPTED = "accepted", _("Taken over by")
    DECLINED = "declined", _("Not taken over")
    HELPING = "helping", _("Works on it too")
    URGENT = "urgent", _("How soon it is needed was changed")
    DONE = "done", _("Done, to be confirmed")
    CONFIRMED = "confirmed", _("Confirmed as solved")
    NOT_SOLVED = "not_solved", _("Not solved")
    REOPENED = "reopened", _("Opened again")
    CLOSED = "closed", pgettext_lazy("matter", "Closed")
    JOINED = "joined", _("Joined to another")


class MediaType(TextChoices):
    """What may be attached: told by its content, never by its name."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    WEBM = "audio/webm"
    OGG = "audio/ogg"
    MP4 = "audio/mp4"


class DraftState(TextChoices):
    """What a person decided about a draft from a chat."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class FitForDuty(TextChoices):
    """What a doctor found of somebody of the crew."""

    FIT = "fit", _("Fit, may serve again")
    REST = "rest", _("Rest until")
    HOSPITAL = "hospital", _("To hospital")
