"""The outbox: what is to leave the house, to which address, and the process that hands it over."""

from django.db import models
from django.db.models import Q

from yizhan.core.ids import new_id
from yizhan.notices.enums import DeliveryState, Fault, Way, Whom
from yizhan.people.models import Account
from yizhan.places.models import Site


class Address(models.Model):
    """Where one of the crew is reached, or the web hook of a chat group.

    The address itself (and a bot's secret) is sealed with a key of its own. A group `serves` the residents
    or the crew, of the floors or teams in `places` or of the whole site.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    way = models.CharField(max_length=10, choices=Way)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="addresses")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="chat_groups")
    name = models.CharField(max_length=40, blank=True)
    serves = models.CharField(max_length=12, choices=Whom, blank=True)
    places = models.JSONField(default=list)
    wrapped = models.BinaryField(max_length=40)
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, site=None, way__in=(Way.MAIL, Way.SMS))
                | Q(account=None, site__isnull=False, way__in=(Way.WECOM, Way.FEISHU, Way.DINGTALK)),
                name="address_of_somebody_or_of_a_group",
            ),
            models.UniqueConstraint(
                fields=["account", "way"], condition=Q(ended_at=None), name="address_once_for_each_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.name}"


class Delivery(models.Model):
    """One hand-over of one notice to one recipient by one way, tried until it is done or given up.

    Its `id` is the key that every repeat carries: the Message-ID of a mail, the key of a web hook.
    A row is claimed for a while by the process that hands it over; if that dies, it is claimed again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.ForeignKey("notices.Recipient", models.PROTECT, related_name="deliveries")
    way = models.CharField(max_length=10, choices=Way)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=80, blank=True)
    claimed_until = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=12, choices=Fault, blank=True)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipient", "way"], name="delivery_once_for_each_way"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.HANDED, handed_at__isnull=False)
                | ~Q(state=DeliveryState.HANDED) & Q(handed_at=None),
                name="delivery_handed_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.CLAIMED, claimed_until__isnull=False) & ~Q(claimed_by="")
                | ~Q(state=DeliveryState.CLAIMED) & Q(claimed_until=None, claimed_by=""),
                name="delivery_claimed_for_a_while",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.FAILED) | ~Q(fault=""), name="delivery_fails_for_a_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["way", "next_try_at"],
                condition=Q(state=DeliveryState.WAITING),
                name="delivery_waiting",
            ),
            models.Index(
                fields=["claimed_until"], condition=Q(state=DeliveryState.CLAIMED), name="delivery_claimed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.id} {self.state}"


class WorkerPulse(models.Model):
    """The last sign of life of the process that hands notices over on one machine."""

    host = models.CharField(primary_key=True, max_length=60)
    process = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.host} {self.process}"
