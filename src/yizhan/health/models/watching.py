"""How people are, as somebody saw it, or as they say it themselves."""

from django.db import models
from django.db.models import Q

from yizhan.core.append_only import append_only
from yizhan.duty.models import Round
from yizhan.health.enums import Mood, ObservedBy
from yizhan.health.models.observing import TemperatureReading
from yizhan.people.models import Account, Person
from yizhan.places.models import Site


@append_only
class Observation(models.Model):
    """How somebody was at `taken_at`: temperature, symptoms, mood, a note; what was not asked is empty.

    `symptoms` are codes of `symptoms.yaml`. The note is sealed with the person's key. `by` is the key of
    whoever said it: an account, or the token of the person's own party, which has no `account`.
    """

    id = models.UUIDField(primary_key=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="observations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="observations")
    reading = models.OneToOneField(TemperatureReading, models.PROTECT, null=True, related_name="observation")
    symptoms = models.JSONField(default=list)
    mood = models.CharField(max_length=10, choices=Mood, blank=True)
    note = models.BinaryField(null=True)
    source = models.CharField(max_length=8, choices=ObservedBy)
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.CharField(max_length=60)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["taken_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(source=ObservedBy.SELF),
                name="observed_by_an_account_or_oneself",
            )
        ]
        indexes = [
            models.Index(fields=["site", "taken_at"], name="observation_by_site"),
            models.Index(fields=["person", "taken_at"], name="observation_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.person_id}"


@append_only
class ObservationWithdrawn(models.Model):
    """An observation that was entered wrongly and counts no more; it stays as it was entered."""

    observation = models.OneToOneField(
        Observation, models.PROTECT, primary_key=True, related_name="withdrawal"
    )
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"withdrawn at {self.withdrawn_at:%F %T}"
