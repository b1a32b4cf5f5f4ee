"""What an authority has ruled about a protocol at a site: set by one account, signed by another."""

from django.db import models
from django.db.models import F, Q

from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.people.models import Account
from yizhan.places.models import Site


@append_only
class Ruling(models.Model):
    """Values for points of a protocol, by their keys, with the document that orders them.

    It counts once somebody else has signed it; of two that rule the same point the later signed one does.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="rulings")
    protocol = models.SlugField(max_length=80)
    said = models.JSONField()
    authority = models.CharField(max_length=200)
    document = models.CharField(max_length=120)
    words = models.CharField(max_length=600, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["set_at", "id"]
        indexes = [models.Index(fields=["site", "protocol"], name="ruling_by_protocol")]

    def __str__(self) -> str:
        return f"{self.protocol}: {self.document}"


@append_only
class RulingSignature(models.Model):
    """The end of a ruling's way: signed by a second person, or turned down (`accepted` false) by anybody."""

    ruling = models.OneToOneField(Ruling, models.PROTECT, primary_key=True, related_name="signature")
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    accepted = models.BooleanField()
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted=False) | ~Q(signed_by=F("set_by")), name="ruling_by_two_people"
            )
        ]

    def __str__(self) -> str:
        return f"{'signed' if self.accepted else 'turned down'} {self.ruling_id}"
