"""Care packs: who was given which, once for each person and kind unless its kind says otherwise."""

from django.db import models
from django.db.models import Q

from yizhan.core.ids import new_id
from yizhan.people.models import Account, Person
from yizhan.places.models import Site


class PackGiven(models.Model):
    """One pack in one person's hands; `turn` counts those of a kind that may be given again.

    `lacking` holds the articles that were not there when it was given: keys of items with how many.
    `deed` is the tap by which its articles left the store.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="packs")
    person = models.ForeignKey(Person, models.PROTECT, related_name="packs")
    kind = models.SlugField(max_length=20)
    turn = models.PositiveSmallIntegerField(default=1)
    lacking = models.JSONField(default=dict)
    deed = models.UUIDField()
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-given_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "person", "kind", "turn"], condition=Q(withdrawn_at=None), name="pack_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because=""),
                name="pack_withdrawn_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["site", "kind", "-given_at"], name="pack_by_site")]

    def __str__(self) -> str:
        return self.kind
