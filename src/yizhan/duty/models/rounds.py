"""What is due for whom, and the entries onto the floors that do it."""

from django.db import models
from django.db.models import F, Q

from yizhan.core.ids import new_id
from yizhan.duty.enums import SkipReason, TaskState
from yizhan.people.models import Account, Person
from yizhan.places.models import Room, Site


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
            # What a tap meets, and what it met: looked for with every observation.
            models.Index(
                fields=["person", "kind", "opens_at"], condition=Q(met_at=None, withdrawn_at=None),
                name="obligation_open_by_person",
            ),
            models.Index(
                fields=["record_id"], condition=Q(record_id__isnull=False), name="obligation_by_record"
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
