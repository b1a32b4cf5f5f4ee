"""People who can be called to interpret."""

from django.db import models
from django.db.models import Q

from yizhan.core.ids import new_id
from yizhan.people.models import Account
from yizhan.places.models import Site


class Interpreter(models.Model):
    """Somebody outside the crew who interprets by telephone, and when, in words (`hours`).

    `languages` are names of card files, such as `de`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=30)
    languages = models.JSONField()
    hours = models.CharField(max_length=60, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="interpreter_removed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.name
