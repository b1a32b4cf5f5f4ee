"""What somebody must see through, and what happened to it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.duty.enums import Channel, ClosedHow, Urgency
from yizhan.people.models import Account, Party, Person
from yizhan.places.models import Room, Site


class Matter(models.Model):
    """Something a person must see through, until whoever raised it says that it is done.

    `record` holds code, template and facts of what happened, shown in the reader's language; `need` names
    an entry of `needs.yaml` when somebody asked for something. What was asked in words is `sealed` with the
    key of `sealed_for`, the person it is about or who speaks for the party; only what concerns no resident
    stands in `plain`. `responsible` was asked first or has taken over, and `first_asked` never changes;
    `offered_to` was asked to take over and has not yet said yes. `about` is whom a complaint is about.
    `waits_since` is since when whoever asked waits for a word, `answered_at` when there was the first one.
    `answer_by` is until when the responsible has promised an answer, `due_at` when the rules want it done.
    `done_at` is when the responsible called it done; `settled_at` when it was closed. A matter that is
    `joined_to` another is the same need of somebody else, and is done with it.
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
        REQUEST = "request"
        COMPLAINT = "complaint"
        INCIDENT = "incident"
        RECTIFICATION = "rectification"
        CARE = "care"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="matters")
    kind = models.CharField(max_length=20, choices=Kind)
    need = models.SlugField(max_length=30, blank=True, db_index=False)
    urgency = models.CharField(max_length=8, choices=Urgency, blank=True)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.SYSTEM)
    record = models.JSONField()
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="matters")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="matters")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="matters")
    sealed_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField(null=True)
    plain = models.TextField(blank=True)
    subject_id = models.UUIDField(null=True)
    raised_at = models.DateTimeField()
    raised_by = models.CharField(max_length=60)
    first_asked = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    responsible = models.ForeignKey(Account, models.PROTECT, null=True, related_name="matters")
    offered_to = models.ForeignKey(Account, models.PROTECT, null=True, related_name="offered_matters")
    offered_at = models.DateTimeField(null=True)
    about = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    waits_since = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="settled_matters")
    closed_how = models.CharField(max_length=10, choices=ClosedHow, blank=True)
    settlement = models.TextField(blank=True)

    class Meta:
        ordering = ["raised_at"]
        constraints = [
            # Whoever asked and has no account closes by saying that it is solved.
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, closed_how="")
                | (Q(settled_at__isnull=False) & (Q(settled_by__isnull=False) | Q(closed_how="confirmed"))),
                name="matter_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(offered_to=None, offered_at=None)
                | Q(offered_to__isnull=False, offered_at__isnull=False),
                name="matter_offered_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(about=None) | Q(responsible=None) | ~Q(about=F("responsible")),
                name="complaint_not_with_whom_it_is_about",
            ),
            models.CheckConstraint(
                condition=Q(sealed=None) | Q(sealed_for__isnull=False), name="matter_sealed_for_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id"], condition=Q(settled_at=None), name="matter_open_by_subject"),
            models.Index(
                fields=["site"], condition=Q(settled_at=None, kind="emergency"), name="emergency_open_by_site"
            ),
            models.Index(fields=["site"], condition=Q(settled_at=None), name="matter_open_by_site"),
            models.Index(fields=["site", "settled_at"], name="matter_by_settled"),
            models.Index(fields=["site", "raised_at"], name="matter_by_raised"),
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
