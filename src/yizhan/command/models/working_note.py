"""The day's working note, every version of it."""

from django.db import models

from yizhan.core.append_only import append_only
from yizhan.people.models import Account
from yizhan.places.models import Site


@append_only
class WorkingNote(models.Model):
    """One version of a day's note in both languages; signed or kept to go on with, never changed.

    `digest` is the SHA-256 (hex) of site, day, version and both texts; the audit event bears it too.
    """

    id = models.UUIDField(primary_key=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="working_notes")
    day = models.DateField()
    version = models.PositiveSmallIntegerField()
    zh = models.TextField()
    en = models.TextField(blank=True)
    signed = models.BooleanField()
    digest = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-day", "-version"]
        constraints = [models.UniqueConstraint(fields=["site", "day", "version"], name="note_version_once")]

    def __str__(self) -> str:
        return f"{self.day} version {self.version}"
