"""What somebody answered of their own will; protected like a thread."""

from django.db import models
from django.db.models import Q

from yizhan.care.enums import Instrument, NextStep
from yizhan.core.append_only import append_only
from yizhan.people.models import Account, Person
from yizhan.places.models import Site


@append_only
class Screening(models.Model):
    """A questionnaire that somebody answered; `sealed` holds the answers by item, with the person's key.

    Only whoever may read protected threads reads it. `by` is the key of whoever entered it: an account
    that asked, or the token of the person's own party.
    """

    id = models.UUIDField(primary_key=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=4, choices=Instrument)
    sealed = models.BinaryField()
    next_step = models.CharField(max_length=8, choices=NextStep)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(
                fields=["site", "at"], condition=~Q(next_step=NextStep.NONE), name="screening_to_follow"
            )
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.id}"


@append_only
class ScreeningFollowed(models.Model):
    """Somebody did what a screening led to, and said so."""

    screening = models.OneToOneField(Screening, models.PROTECT, primary_key=True, related_name="followed")
    at = models.DateTimeField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    words = models.BinaryField(null=True)

    def __str__(self) -> str:
        return f"followed at {self.at:%F %T}"
