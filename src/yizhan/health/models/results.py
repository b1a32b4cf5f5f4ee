"""Files of results as a laboratory sent them."""

from django.db import models
from django.db.models import F, Q

from yizhan.core.ids import new_id
from yizhan.people.models import Account
from yizhan.places.models import Site


class ResultFile(models.Model):
    """A laboratory's file; the original is sealed under a key of its own, as rosters are.

    `sealed` is the original with its name, `answers` what was decided about its cells; both open with
    `wrapped`, which is destroyed when `keep_until` has passed. `fingerprint` tells the same file again.
    The four figures are of the latest reading: read = accepted + held + rejected.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="result_files")
    fingerprint = models.BinaryField(max_length=32)
    wrapped = models.BinaryField(max_length=40, null=True)
    sealed = models.BinaryField(null=True)
    answers = models.BinaryField(null=True)
    keep_until = models.DateField()
    read = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(null=True)
    imported_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(fields=["site", "fingerprint"], name="result_file_once"),
            models.CheckConstraint(
                condition=Q(read=F("accepted") + F("held") + F("rejected")), name="result_rows_add_up"
            ),
            models.CheckConstraint(
                condition=Q(imported_at=None, imported_by=None)
                | Q(imported_at__isnull=False, imported_by__isnull=False),
                name="result_file_imported_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(wrapped=None, sealed=None, answers=None)
                | Q(wrapped__isnull=False, sealed__isnull=False),
                name="result_file_sealed_under_a_key",
            ),
        ]

    def __str__(self) -> str:
        return f"result file {self.id}"
