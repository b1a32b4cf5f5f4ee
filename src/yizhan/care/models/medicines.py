"""Medicines of residents: what is left, what is got for them, and the cold in which some are kept."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from yizhan.care.enums import DoseUnit
from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.duty.models import Attachment
from yizhan.people.models import Account, Person
from yizhan.places.models import Site


class Refrigerator(models.Model):
    """A refrigerator for medicines, with the degrees Celsius between which it is right."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="refrigerators")
    name = models.CharField(max_length=40)
    low_c = models.DecimalField(max_digits=4, decimal_places=1)
    high_c = models.DecimalField(max_digits=4, decimal_places=1)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "name"], condition=Q(retired_at=None), name="refrigerator_named_once"
            ),
            models.CheckConstraint(condition=Q(high_c__gt=F("low_c")), name="refrigerator_between_bounds"),
        ]

    def __str__(self) -> str:
        return self.name


@append_only
class ColdReading(models.Model):
    """What a refrigerator's thermometer showed."""

    id = models.UUIDField(primary_key=True)
    refrigerator = models.ForeignKey(Refrigerator, models.PROTECT, related_name="readings")
    value_c = models.DecimalField(max_digits=4, decimal_places=1)
    at = models.DateTimeField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["refrigerator", "at"], name="cold_reading_by_time")]

    def __str__(self) -> str:
        return f"{self.value_c} °C"


class Medicine(models.Model):
    """A medicine that somebody at a site takes; `sealed` holds its name and how it is taken.

    `per_day` is how much is taken in a day, 0 for one that is taken when needed; `counted` is how much there
    was at `counted_at`. How much is left now, and when it runs out, follows and is never stored.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="medicines")
    person = models.ForeignKey(Person, models.PROTECT, related_name="medicines")
    sealed = models.BinaryField()
    unit = models.CharField(max_length=8, choices=DoseUnit)
    per_day = models.DecimalField(max_digits=7, decimal_places=2, validators=[MinValueValidator(0)])
    counted = models.DecimalField(max_digits=8, decimal_places=2, validators=[MinValueValidator(0)])
    counted_at = models.DateTimeField()
    kept_in = models.ForeignKey(Refrigerator, models.PROTECT, null=True, related_name="medicines")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["begun_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(per_day__gte=0, counted__gte=0), name="medicine_counts_up_from_zero"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="medicine_ended_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["site"], condition=Q(ended_at=None), name="medicine_taken_by_site")]

    def __str__(self) -> str:
        return f"medicine of {self.person_id}"


@append_only
class MedicineCount(models.Model):
    """How much of a medicine there was when somebody counted; `by` is the key of an account or a party."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    medicine = models.ForeignKey(Medicine, models.PROTECT, related_name="counts")
    counted = models.DecimalField(max_digits=8, decimal_places=2)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.counted} of {self.medicine_id}"


class MedicineOrder(models.Model):
    """A medicine that is got for somebody: asked for, bought, handed over, each with a name and a time.

    `sealed` says what, with the person's key, `prescription` is a photograph of one; `cost_cents` is what
    was paid, to be settled with the person.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="medicine_orders")
    person = models.ForeignKey(Person, models.PROTECT, related_name="medicine_orders")
    medicine = models.ForeignKey(Medicine, models.PROTECT, null=True, related_name="orders")
    sealed = models.BinaryField()
    prescription = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    bought_at = models.DateTimeField(null=True)
    bought_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    cost_cents = models.PositiveIntegerField(default=0)
    handed_at = models.DateTimeField(null=True)
    handed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    amount = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    called_off_at = models.DateTimeField(null=True)
    called_off_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    because = models.BinaryField(null=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(bought_at=None, bought_by=None)
                | Q(bought_at__isnull=False, bought_by__isnull=False),
                name="medicine_bought_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(handed_at=None, handed_by=None)
                | Q(handed_at__isnull=False, handed_by__isnull=False, bought_at__isnull=False),
                name="medicine_handed_over_when_bought",
            ),
            models.CheckConstraint(
                condition=Q(called_off_at=None, called_off_by=None)
                | Q(called_off_at__isnull=False, called_off_by__isnull=False, handed_at=None),
                name="medicine_order_called_off_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["site"], condition=Q(handed_at=None, called_off_at=None), name="medicine_order_open"
            )
        ]

    def __str__(self) -> str:
        return f"order for {self.person_id}"
