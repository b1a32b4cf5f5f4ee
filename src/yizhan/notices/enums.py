"""Whom a notice goes to, by which ways, how urgent it is, and what becomes of each hand-over."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Whom(TextChoices):
    """Who gets a notice; floors, teams, a party and an account are named beside it."""

    RESIDENTS = "residents", _("All residents")
    FLOORS = "floors", _("Residents of floors")
    PARTY = "party", _("One party")
    CREW = "crew", _("The whole crew")
    TEAMS = "teams", _("Teams")
    ACCOUNT = "account", _("One of the crew")
    EVERYBODY = "everybody", _("Residents and crew")


class Importance(TextChoices):
    """What is done if a notice is not read; the steps are data, in `ways.yaml`."""

    ORDINARY = "ordinary", _("Ordinary")
    IMPORTANT = "important", _("Important: must be read")
    URGENT = "urgent", _("Urgent: at once, at night too")


class Way(TextChoices):
    """By what a notice leaves the house. On the page it always stands; that needs no way."""

    MAIL = "mail", _("Mail")
    SMS = "sms", _("Text message")
    WECOM = "wecom", _("WeCom group bot")
    FEISHU = "feishu", _("Feishu group bot")
    DINGTALK = "dingtalk", _("DingTalk group bot")


BOTS = (Way.WECOM, Way.FEISHU, Way.DINGTALK)


class ReadOn(TextChoices):
    """Where somebody read a notice, or that they were told."""

    PAGE = "page", _("Resident's page")
    DESK = "desk", _("Desk")
    TOLD = "told", _("Told in person")


class DeliveryState(TextChoices):
    """What became of one hand-over to a server outside."""

    WAITING = "waiting", pgettext_lazy("notice", "Waiting")
    CLAIMED = "claimed", _("Being handed over")
    HANDED = "handed", _("Handed over")
    FAILED = "failed", _("Failed")
    CALLED_OFF = "called_off", _("Called off")


class Fault(TextChoices):
    """Why a hand-over did not work."""

    NO_ADDRESS = "no_address", _("No address or number is known")
    UNREACHABLE = "unreachable", _("The server outside does not answer")
    BUSY = "busy", _("The server outside asks to try later")
    REFUSED = "refused", _("The server outside refuses it")
    EXPIRED = "expired", _("Tried for too long")


class VoiceKind(TextChoices):
    """What people bring or say of their own accord."""

    THANKS = "thanks", _("Thanks")
    BANNER = "banner", _("Banner")
