from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EarlyState(TextChoices):
    """What became of a proposal to release somebody early."""

    PROPOSED = "proposed", _("Waits for a second signature")
    SIGNED = "signed", _("Signed")
    REJECTED = "rejected", _("Not agreed to")


class ConfirmedHow(TextChoices):
    """How the receiving community said that it has the person."""

    LINK = "link", _("On their own page")
    PHONE = "phone", _("By phone")


class Destination(TextChoices):
    """Where a transfer goes to or comes from."""

    SITE = "site", _("Site")
    HOSPITAL = "hospital", _("Hospital")
    HOME = "home", _("Home")


class Handling(TextChoices):
    """How a vehicle is kept closed to everybody else on its way."""

    CLOSED_LOOP = "closed_loop", _("Closed loop: crew in suits, no stop, disinfected afterwards")
    AMBULANCE = "ambulance", _("Negative-pressure ambulance")
    ORDINARY = "ordinary", _("Ordinary vehicle, masks")


class PassengerState(TextChoices):
    """Where somebody on a transfer order is; on the way is counted at no site."""

    ORDERED = "ordered", _("Ordered")
    LEFT = "left", _("On the way")
    ARRIVED = "arrived", _("Arrived")
    REFUSED = "refused", _("Refuses to go")
    CALLED_OFF = "called_off", _("Called off")


class RefusalOutcome(TextChoices):
    """What came of the talk with somebody who refuses."""

    OPEN = "open", _("Talk goes on")
    AGREED = "agreed", _("Agreed after all")
    STAYS = "stays", _("Stays: the order is called off")
    ENFORCED = "enforced", _("The authority decides: goes with the police")
