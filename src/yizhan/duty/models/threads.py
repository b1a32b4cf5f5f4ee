"""What was said and done about a matter, pictures and voices that came with it, who else works on it."""

from django.db import models
from django.db.models import F, Q

from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.duty.enums import DraftState, EntryOf, FitForDuty, MediaType
from yizhan.duty.models.matters import Matter
from yizhan.people.models import Account
from yizhan.places.models import Room, Site


@append_only
class Attachment(models.Model):
    """A photograph or a recorded voice, sealed with a key of its own; without the key nobody opens it."""

    id = models.UUIDField(primary_key=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="attachments")
    media_type = models.CharField(max_length=12, choices=MediaType)
    size = models.PositiveIntegerField()
    sealed = models.BinaryField()
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.media_type} {self.id}"


class AttachmentKey(models.Model):
    """The key of an attachment, wrapped with the master key; destroyed at its end date."""

    attachment = models.OneToOneField(Attachment, models.PROTECT, primary_key=True, related_name="key")
    wrapped = models.BinaryField(max_length=40)
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.attachment_id)


@append_only
class MatterEntry(models.Model):
    """One line of a matter's thread: what happened or was said, when, by whom.

    `by` is the actor's key, `account` the account if it was one, `to` whom it was handed to or who joined.
    Words are sealed with the key that the matter's own words are sealed with, or `plain` as those are.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=EntryOf)
    at = models.DateTimeField()
    tapped_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=60)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField(null=True)
    plain = models.TextField(blank=True)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="entries")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.matter_id}"


class MatterHand(models.Model):
    """An account that works on a matter beside the one who is responsible."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="hands")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        ordering = ["since", "id"]
        constraints = [models.UniqueConstraint(fields=["matter", "account"], name="matter_hand_once")]

    def __str__(self) -> str:
        return f"{self.account_id} on {self.matter_id}"


class ChatDraft(models.Model):
    """What a pasted chat seems to ask for, until a person accepts or rejects it; then its words are gone.

    `paste_id` is the same for all drafts of one paste. `asked` counts the lines that said the same.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="chat_drafts")
    paste_id = models.UUIDField()
    place = models.PositiveSmallIntegerField()
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="+")
    need = models.SlugField(max_length=30, db_index=False)
    words = models.TextField(blank=True)
    asked = models.PositiveSmallIntegerField(default=1)
    pasted_at = models.DateTimeField()
    pasted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pasted_at", "place"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, decided_by=None)
                | (~Q(state="open") & Q(decided_at__isnull=False, decided_by__isnull=False, words="")),
                name="chat_draft_decided_by_somebody",
            )
        ]
        indexes = [models.Index(fields=["site"], condition=Q(state="open"), name="chat_draft_open_by_site")]

    def __str__(self) -> str:
        return f"draft {self.place} of {self.paste_id}"


class OffDuty(models.Model):
    """Somebody of the crew who is unwell is off duty until a doctor has said otherwise.

    `sign` names a red flag of `emergency.yaml`, or is empty. `doctor` saw the person at `seen_at` and said
    `fit`; from `until` on they may serve again. One that no doctor has seen does not end by itself.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="off_duty")
    sign = models.SlugField(max_length=20, blank=True, db_index=False)
    since = models.DateTimeField()
    said_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    doctor = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)
    fit = models.CharField(max_length=10, choices=FitForDuty, blank=True)
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(doctor=None, seen_at=None, fit="", until=None)
                | (Q(doctor__isnull=False, seen_at__isnull=False) & ~Q(fit="")),
                name="off_duty_seen_by_a_doctor",
            ),
            models.CheckConstraint(
                condition=Q(doctor=None) | ~Q(doctor=F("account")), name="nobody_declares_themselves_fit"
            ),
            models.UniqueConstraint(fields=["account"], condition=Q(seen_at=None), name="off_duty_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} since {self.since:%F %H:%M}"
