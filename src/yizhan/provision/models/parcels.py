"""Parcels that came to the gate, each until it is in somebody's hands or has gone back."""

from django.db import models
from django.db.models import Q

from yizhan.core.ids import new_id
from yizhan.people.models import Account, Party
from yizhan.places.models import Room, Site

OPEN = Q(delivered_at=None, refused_at=None)


def _paired(moment: str, *with_it: str) -> Q:
    """A moment stands with who it was, and what was said with it; or none of them does."""
    nothing = Q(**{moment: None}) & Q(**dict.fromkeys(with_it))
    return nothing | Q(**{f"{moment}__isnull": False}) & Q(**{f"{name}__isnull": False for name in with_it})


class Parcel(models.Model):
    """One parcel: where it stands follows from its moments. `room` was written on it, `party` is whose it is.

    `looks` is what tells it from others while nobody knows whose it is, such as colour and size: no name.
    It is held while `held_for` says why; it goes up once it was looked through and disinfected.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="parcels")
    number = models.CharField(max_length=40)
    sender = models.CharField(max_length=60, blank=True)
    looks = models.CharField(max_length=120, blank=True)
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="parcels")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="parcels")
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    disinfected_at = models.DateTimeField(null=True)
    disinfected_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    held_for = models.SlugField(max_length=20, blank=True)
    delivered_at = models.DateTimeField(null=True)
    delivered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    refused_for = models.SlugField(max_length=20, blank=True)
    refused_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="parcel_number_once"),
            models.CheckConstraint(condition=_paired("checked_at", "checked_by"), name="parcel_checked_by"),
            models.CheckConstraint(
                condition=_paired("disinfected_at", "disinfected_by"), name="parcel_disinfected_by"
            ),
            models.CheckConstraint(
                condition=_paired("delivered_at", "delivered_by"), name="parcel_delivered_by"
            ),
            models.CheckConstraint(
                condition=Q(refused_at=None, refused_by=None, refused_for="")
                | Q(refused_at__isnull=False, refused_by__isnull=False) & ~Q(refused_for=""),
                name="parcel_refused_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(delivered_at=None) | Q(refused_at=None), name="parcel_ends_once"
            ),
        ]
        indexes = [
            models.Index(fields=["site", "received_at"], condition=OPEN, name="parcel_open_by_site"),
            models.Index(fields=["site", "-received_at"], name="parcel_by_site"),
            models.Index(fields=["party", "received_at"], name="parcel_by_party"),
        ]

    def __str__(self) -> str:
        return self.number
