"""Plans of rooms, and which of their steps were carried out."""

from django.db import models
from django.db.models import Q

from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.people.models import Account, Party
from yizhan.places.models import Site
from yizhan.planning.enums import PlanState, Use


class Plan(models.Model):
    """A plan from question to approval.

    `asked` is a `Question`, `answer` an `Answer`. `best` and `bound` are told while it is solved.
    `follows` is the plan that the world overtook, or whose rest was worked out anew. `rest_called_off_at`:
    from then on nothing more of an approved plan is carried out; `rest_reason` is empty where another
    plan took its place.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="plans")
    number = models.PositiveIntegerField()
    use = models.CharField(max_length=10, choices=Use)
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.STARTED)
    asked = models.JSONField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    host = models.CharField(max_length=120, blank=True)
    process = models.PositiveIntegerField(null=True)
    best = models.FloatField(null=True)
    bound = models.FloatField(null=True)
    stop_asked = models.BooleanField(default=False)
    answer = models.JSONField(default=dict)
    fault = models.CharField(max_length=20, blank=True)
    ended_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    rest_called_off_at = models.DateTimeField(null=True)
    rest_called_off_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    rest_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="plan_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=["started", "solving"], ended_at=None)
                | Q(state__in=["ready", "approved", "overtaken", "failed"], ended_at__isnull=False),
                name="plan_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="plan_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(rest_called_off_at=None, rest_called_off_by=None, rest_reason="")
                | Q(state="approved", rest_called_off_at__isnull=False, rest_called_off_by__isnull=False),
                name="plan_rest_called_off_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.number}"


@append_only
class PlanStepDone(models.Model):
    """A step of an approved plan, by its place in the answer, that was carried out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="done")
    place = models.PositiveIntegerField()
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["plan", "place"], name="plan_step_done_once")]

    def __str__(self) -> str:
        return f"step {self.place}"
