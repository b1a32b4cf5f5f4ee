"""What goes into a store and out of it, each line for good; and what is on its way between two stores."""

from django.db import models
from django.db.models import Q

from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.duty.models import Matter
from yizhan.people.models import Account
from yizhan.places.models import Room, Site
from yizhan.provision.enums import MovementKind
from yizhan.provision.models.stock import Stock, StockLot


class Donation(models.Model):
    """What somebody gave, and whether they were thanked for it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="donations")
    donor = models.CharField(max_length=80)
    given_at = models.DateTimeField()
    thanked_at = models.DateTimeField(null=True)
    thanked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-given_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(thanked_at=None, thanked_by=None)
                | Q(thanked_at__isnull=False, thanked_by__isnull=False),
                name="donation_thanked_by",
            ),
        ]
        indexes = [models.Index(fields=["site", "-given_at"], name="donation_by_site")]

    def __str__(self) -> str:
        return f"donation of {self.given_at:%F}"


class StockTransfer(models.Model):
    """Articles that go from one store to another; a store that is None is the command post's.

    It is on its way until the receiving store says what really came, or the sender takes it back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="stock_sent")
    to_site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="stock_coming")
    words = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recalled = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    ended_words = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="stock_transfer_ended_by",
            ),
            models.CheckConstraint(
                condition=Q(site__isnull=False) | Q(to_site__isnull=False), name="stock_goes_somewhere_else"
            ),
        ]
        indexes = [
            models.Index(fields=["to_site"], condition=Q(ended_at=None), name="stock_coming_open"),
            models.Index(fields=["site"], condition=Q(ended_at=None), name="stock_sent_open"),
        ]

    def __str__(self) -> str:
        return f"transfer of {self.sent_at:%F %H:%M}"


class TransferLine(models.Model):
    """One lot of one item that was sent, and how many of it came; None until that is said."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    transfer = models.ForeignKey(StockTransfer, models.PROTECT, related_name="lines")
    item = models.SlugField(max_length=24)
    number = models.CharField(max_length=40, blank=True)
    expires_on = models.DateField(null=True)
    sent = models.PositiveIntegerField()
    arrived = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["item", "expires_on", "id"]
        constraints = [models.CheckConstraint(condition=Q(sent__gte=1), name="transfer_line_has_articles")]

    def __str__(self) -> str:
        return f"{self.item}: {self.sent}"


@append_only
class StockMovement(models.Model):
    """So many of one lot came in (`change` above 0) or went out (below 0); never changed, never deleted.

    `deed` is the tap that made it: what one tap moves belongs together. `purpose` is a key of
    `stock.yaml`: what it went out for, or how it was lost. `moved_by` names the actor as receipts do.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    stock = models.ForeignKey(Stock, models.PROTECT, related_name="movements")
    lot = models.ForeignKey(StockLot, models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=8, choices=MovementKind)
    change = models.IntegerField()
    purpose = models.SlugField(max_length=20, blank=True)
    words = models.CharField(max_length=200, blank=True)
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="+")
    donation = models.ForeignKey(Donation, models.PROTECT, null=True, related_name="movements")
    transfer = models.ForeignKey(StockTransfer, models.PROTECT, null=True, related_name="movements")
    deed = models.UUIDField()
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=60)

    class Meta:
        ordering = ["-moved_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(change=0), name="movement_moves_something"),
        ]
        indexes = [models.Index(fields=["stock", "-moved_at"], name="movement_by_stock")]

    def __str__(self) -> str:
        return f"{self.kind} {self.change:+d}"


class StockAsk(models.Model):
    """So many of an item that a site asked the command post for; its matter says what came of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="stock_asks")
    item = models.SlugField(max_length=24)
    count = models.PositiveIntegerField()
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="stock_asks")
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["-asked_at", "item"]
        constraints = [models.CheckConstraint(condition=Q(count__gte=1), name="stock_ask_is_for_something")]

    def __str__(self) -> str:
        return f"{self.item}: {self.count}"
