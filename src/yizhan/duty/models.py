"""Who serves where as what, and what somebody must see through."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.duty.enums import SkipReason, TaskState
from yizhan.people.models import Account, Person
from yizhan.places.models import Room, Site


class Team(models.Model):
    """A working team of a site, such as reception or catering; `key` names its template."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="teams")
    key = models.SlugField(max_length=30)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="team_key_once")]

    def __str__(self) -> str:
        return self.name


class Posting(models.Model):
    """An account serves a site in a role for a period; a command post's posting has no site."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="postings")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="postings")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="postings")
    role = models.CharField(max_length=20)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="posting_forwards"
            ),
            models.CheckConstraint(
                condition=Q(site__isnull=False) | Q(role="command_post"), name="posting_names_its_site"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"


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


class Obligation(models.Model):
    """Something due for a person at a site between two moments, and why; met by a record, or withdrawn.

    Written by whoever knows the rules, read by whoever walks. `kind` is a `DueKind`, `reason` the code and
    facts of a sentence, `record_id` what met it (an observation, a tube). What is `extra` was asked for by a
    finding and not by a calendar: a calendar that is computed anew leaves it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="obligations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="obligations")
    kind = models.SlugField(max_length=20)
    day = models.SmallIntegerField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    reason = models.JSONField()
    extra = models.BooleanField(default=False)
    met_at = models.DateTimeField(null=True)
    record_id = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["opens_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "opens_at"],
                condition=Q(withdrawn_at=None, extra=False),
                name="obligation_once",
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="obligation_forwards"),
            models.CheckConstraint(
                condition=Q(met_at=None, record_id=None) | Q(met_at__isnull=False, record_id__isnull=False),
                name="obligation_met_by_a_record",
            ),
        ]
        indexes = [
            models.Index(
                fields=["site", "closes_at"], condition=Q(met_at=None, withdrawn_at=None),
                name="obligation_open_by_site",
            ),
            # Whom a course covers is read from the index alone.
            models.Index(
                fields=["site", "closes_at", "person"], condition=Q(withdrawn_at=None, extra=False),
                name="obligation_of_course_by_site",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class Round(models.Model):
    """One entry onto floors in suits, and everything that is to be done there: one entry, one list.

    `kinds` are keys of registered kinds of rounds, `floors` ids of the floors it walks, `suits` how many
    go in. Its doors are not stored: they follow from its open tasks and from who is where now.
    `walker` leads it, and is named before it begins if that is known; `offered_to` is who was asked to
    go on with it and has not yet said yes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="rounds")
    kinds = models.JSONField()
    floors = models.JSONField()
    planned_at = models.DateTimeField()
    suits = models.PositiveSmallIntegerField(default=1)
    planned_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    walker = models.ForeignKey(Account, models.PROTECT, null=True, related_name="rounds")
    offered_to = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["planned_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at"), started_at__isnull=False),
                name="round_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(started_at=None) | Q(walker__isnull=False, called_off_at=None),
                name="round_begun_is_walked",
            ),
        ]
        indexes = [models.Index(fields=["site", "planned_at"], name="round_by_site")]

    def __str__(self) -> str:
        return f"round {self.planned_at:%F %H:%M}"


class RoundLeg(models.Model):
    """From `since` on this account walked the round: the first began it, the others took it over."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="legs")
    walker = models.ForeignKey(Account, models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        ordering = ["since", "id"]

    def __str__(self) -> str:
        return f"{self.walker_id} on {self.round_id}"


class RoundTask(models.Model):
    """One thing to do on a round: for a person, or for a room when it is about nobody in particular.

    `tried_at` and `skip_reason` say when and why somebody last went on without it; they stay beside a
    task that was missed in the end. `closed_at` is when it was really done, or the round's end for what
    was not.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="tasks")
    kind = models.SlugField(max_length=20)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="round_tasks")
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="round_tasks")
    obligation = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="tasks")
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=TaskState, default=TaskState.OPEN)
    skip_reason = models.CharField(max_length=12, choices=SkipReason, blank=True)
    tried_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    record_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "kind", "person", "room", "obligation"],
                nulls_distinct=False,
                name="round_task_once",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(room__isnull=False), name="round_task_is_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(TaskState.OPEN, TaskState.SKIPPED), closed_at=None)
                | (~Q(state__in=(TaskState.OPEN, TaskState.SKIPPED)) & Q(closed_at__isnull=False)),
                name="open_task_is_not_closed",
            ),
            models.CheckConstraint(
                condition=Q(skip_reason="", tried_at=None) & ~Q(state=TaskState.SKIPPED)
                | (~Q(skip_reason="") & Q(tried_at__isnull=False)),
                name="task_skipped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=(Q(state=TaskState.DONE) & Q(record_id__isnull=False))
                | (~Q(state=TaskState.DONE) & Q(record_id=None)),
                name="task_done_by_a_record",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.round_id}"
