"""Lists of the people at a site that somebody else keeps."""

from django.db import models
from django.db.models import F, Q

from yizhan.core.ids import new_id
from yizhan.ledgers.enums import ListSource
from yizhan.people.models import Account
from yizhan.places.models import Site
from yizhan.reading.originals import SealedOriginal


class OutsideList(SealedOriginal):
    """A list of people that somebody outside says are at the site, as of a moment.

    `whole`: it claims to name everybody here, so that who is missing on it is a difference too.
    What is compared are the keyed tokens of its lines. Rows are counted: read = accepted + held + rejected;
    only accepted rows are lines.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="outside_lists")
    source = models.CharField(max_length=12, choices=ListSource)
    as_of = models.DateTimeField()
    whole = models.BooleanField()
    read = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    held = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    received_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-as_of", "-received_at"]
        constraints = [
            models.UniqueConstraint(fields=["site", "source", "fingerprint"], name="outside_list_once"),
            models.CheckConstraint(
                condition=Q(read=F("accepted") + F("held") + F("rejected")), name="outside_rows_add_up"
            ),
            models.CheckConstraint(
                condition=Q(wrapped=None, sealed=None) | Q(wrapped__isnull=False, sealed__isnull=False),
                name="outside_list_sealed_under_a_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.as_of:%F}"


class OutsideLine(models.Model):
    """One accepted row: `row` as its program shows it, the room it says, and tokens to find who it is."""

    list = models.ForeignKey(OutsideList, models.CASCADE, related_name="lines")
    row = models.CharField(max_length=60)
    room = models.CharField(max_length=60, blank=True)
    document = models.BinaryField(max_length=16, null=True)
    name = models.BinaryField(max_length=16, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "row"], name="outside_row_once")]

    def __str__(self) -> str:
        return f"{self.list_id} row {self.row}"
