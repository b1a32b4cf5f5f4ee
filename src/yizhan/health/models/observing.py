"""Observations only grow; a fever case and a care flag say what follows from them."""

from django.db import models
from django.db.models import Q

from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.health.enums import CareKind, FeverDecision, FeverState, TemperatureMethod
from yizhan.people.models import Account, Party, Person
from yizhan.places.models import Site


@append_only
class TemperatureReading(models.Model):
    """One reading in degrees Celsius; `taken_at` is the tap's time, `received_at` the server's.

    Nobody's account has taken what a resident says of themselves: their observation names who said it.
    """

    id = models.UUIDField(primary_key=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="temperatures")
    person = models.ForeignKey(Person, models.PROTECT, related_name="temperatures")
    value_c = models.DecimalField(max_digits=3, decimal_places=1)
    method = models.CharField(max_length=10, choices=TemperatureMethod)
    device = models.CharField(max_length=40, blank=True)
    at_rest = models.BooleanField(default=False)
    taken_at = models.DateTimeField()
    received_at = models.DateTimeField()
    taken_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["taken_at"]
        indexes = [models.Index(fields=["site", "received_at"])]

    def __str__(self) -> str:
        return f"{self.value_c} °C"


@append_only
class ReadingWithdrawn(models.Model):
    """A reading that was entered wrongly and counts no more; the reading itself stays as it was entered."""

    reading = models.OneToOneField(
        TemperatureReading, models.PROTECT, primary_key=True, related_name="withdrawal"
    )
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"withdrawn at {self.withdrawn_at:%F %T}"


class FeverCase(models.Model):
    """A person whose reading reached the threshold, until a doctor has decided.

    The second reading and the sample of its path are found in the record; what a doctor was told and
    has decided stands here. Why is sealed with the person's key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="fever_cases")
    person = models.ForeignKey(Person, models.PROTECT, related_name="fever_cases")
    state = models.CharField(max_length=10, choices=FeverState, default=FeverState.SUSPECTED)
    opened_at = models.DateTimeField()
    doctor_told_at = models.DateTimeField(null=True)
    doctor_told_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=10, choices=FeverDecision, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_because = models.BinaryField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_at=None), name="one_open_fever_case"
            ),
            models.CheckConstraint(
                condition=Q(doctor_told_at=None, doctor_told_by=None)
                | Q(doctor_told_at__isnull=False, doctor_told_by__isnull=False),
                name="doctor_told_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None, decided_by=None)
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision="")),
                name="fever_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state}"


class CareFlag(models.Model):
    """Something that whoever knocks next must know; of a person, or of a party not yet told apart."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="care_flags")
    party = models.ForeignKey(Party, models.PROTECT, related_name="care_flags")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="care_flags")
    kind = models.CharField(max_length=24, choices=CareKind)
    weeks = models.PositiveSmallIntegerField(null=True)
    found_at = models.DateTimeField()
    found_by = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "person", "kind"], condition=Q(ended_at=None), nulls_distinct=False,
                name="one_open_care_flag_of_a_kind",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} of {self.party_id}"
