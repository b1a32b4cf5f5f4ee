"""Files of results as a laboratory sent them."""

from django.db import models
from django.db.models import F, Q

from yizhan.core.ids import new_id
from yizhan.people.models import Account
from yizhan.places.models import Site
from yizhan.reading.originals import DecidedOriginal


class ResultFile(DecidedOriginal):
    """A laboratory's file of results."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="result_files")
    received_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
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
