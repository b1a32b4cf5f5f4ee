"""What somebody must see through, and what happened to it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.people.models import Account
from yizhan.places.models import Room, Site


class Matter(models.Model):
    """Something a person must see through; tonight: conflicts of commands and look-ins owed.

    `record` holds code, template and facts of what happened, shown in the reader's language.
    """

    class Kind(models.TextChoices):
        SYNC_CONFLICT = "sync_conflict"
        LOOK_IN = "look_in"
        GUARDIAN_CALL = "guardian_call"
        FEVER = "fever"
        POSITIVE = "positive"
        EMERGENCY = "emergency"
        SYMPTOM = "symptom"
        OUTING = "outing"
        HAND_OVER = "hand_over"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="matters")
    kind = models.CharField(max_length=20, choices=Kind)
    record = models.JSONField()
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="matters")
    subject_id = models.UUIDField(null=True)
    raised_at = models.DateTimeField()
    raised_by = models.CharField(max_length=60)
    responsible = models.ForeignKey(Account, models.PROTECT, null=True, related_name="matters")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="settled_matters")
    settlement = models.TextField(blank=True)

    class Meta:
        ordering = ["raised_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="matter_settled_by_somebody",
            )
        ]
        indexes = [
            models.Index(fields=["subject_id"], condition=Q(settled_at=None), name="matter_open_by_subject"),
            models.Index(
                fields=["site"], condition=Q(settled_at=None, kind="emergency"), name="emergency_open_by_site"
            ),
            models.Index(fields=["site"], condition=Q(settled_at=None), name="matter_open_by_site"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


@append_only
class EmergencyEntry(models.Model):
    """One line of an emergency's thread: what happened or was said, when, by whom.

    `by` is the actor's key, `account` the account if it was one. `tapped_at` is the sender's own
    clock, when a phone had to keep the tap. `flag` names a red flag of `emergency.yaml`.
    """

    class Kind(models.TextChoices):
        RAISED = "raised", _("Raised")
        AGAIN = "again", _("Called again")
        SEEN = "seen", _("Seen")
        GOING = "going", _("Going there")
        CALLED = "called", _("Ambulance called")
        ARRIVED = "arrived", _("Ambulance there")
        HANDED_OVER = "handed_over", _("Handed over to them")
        SAID = "said", _("Said")
        CLOSED = "closed", _("Closed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="thread")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    tapped_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=60)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    flag = models.SlugField(max_length=20, blank=True)
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.matter_id}"
