"""The course of a stay: under which protocol, by which facts, until when; and who changed it."""

from django.db import models
from django.db.models import Q

from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.course.enums import ChangeState, CourseEvent
from yizhan.people.models import Account
from yizhan.places.models import Site
from yizhan.stays.models import Stay


class Course(models.Model):
    """A stay under a protocol: `facts` as given (`GivenFacts`), `due_at` as computed from them.

    `digest` names the edition's text and the authority's rulings it was computed by. `due_at` is null while
    something is open (`open`: reasons). `ends_at`: when the last phase ends, at home perhaps. Changed by
    actions only: every change is a `CourseRecord`, and its due time stands in the journal.
    """

    stay = models.OneToOneField(Stay, models.PROTECT, primary_key=True, related_name="course")
    site = models.ForeignKey(Site, models.PROTECT, related_name="courses")
    protocol = models.SlugField(max_length=80)
    digest = models.CharField(max_length=64)
    facts = models.JSONField()
    open = models.JSONField(default=list)
    due_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    computed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["site", "due_at"], name="course_by_due_time")]

    def __str__(self) -> str:
        return f"{self.protocol} {self.due_at}"


class CourseChange(models.Model):
    """A change of facts, protocol or due time for one or many stays, shown before it applies.

    `what` holds the change (a `Patch`) and, for each stay, the due time before and after. Where somebody is
    kept longer, two different authorised people sign; without the second signature the old time stands.
    `instead_of`: the list that this one replaces, since the site had changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="course_changes")
    what = models.JSONField()
    extends = models.BooleanField()
    authority = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=ChangeState, default=ChangeState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    instead_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["proposed_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, state=ChangeState.PROPOSED)
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(state=ChangeState.PROPOSED)),
                name="change_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(extends=False)
                | ~Q(state=ChangeState.APPLIED)
                | ~Q(decided_by=models.F("proposed_by")),
                name="extension_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(extends=False) | (~Q(reason="") & ~Q(authority="")),
                name="extension_with_reason_and_authority",
            ),
        ]
        indexes = [
            models.Index(
                fields=["site"], condition=Q(state=ChangeState.PROPOSED), name="change_unsigned_by_site"
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.reason}"


@append_only
class CourseRecord(models.Model):
    """One event in the course of a stay, with the facts as they were from then on; the latest stands."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="course_records")
    event = models.CharField(max_length=12, choices=CourseEvent)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    change = models.ForeignKey(CourseChange, models.PROTECT, null=True, related_name="records")
    protocol = models.SlugField(max_length=80)
    facts = models.JSONField()
    due_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.event} {self.stay_id}"
