"""Plans that are rehearsed before the buses come, and the runs that rehearsed them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.people.models import Account
from yizhan.places.models import Site


@append_only
class RehearsalPlan(models.Model):
    """What a plan does otherwise than tonight's own; `changes` as `PlanChanges` writes them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="rehearsal_plans")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60, blank=True)
    changes = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["site", "number"], name="rehearsal_plan_number_once")]

    def __str__(self) -> str:
        return f"plan {self.number}"


class RehearsalRun(models.Model):
    """One rehearsal in a process of its own.

    `plan` None is tonight's plan as it stands; `copy` is what was copied of the evening, without
    people; `process` and `host` say where it runs; `result` is a `Picture`, or figures of a full one.
    """

    class Kind(models.TextChoices):
        ESTIMATE = "estimate", _("Estimate")
        FULL = "full", _("Full rehearsal")

    class State(models.TextChoices):
        STARTED = "started", _("Starting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Broken off")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="rehearsal_runs")
    plan = models.ForeignKey(RehearsalPlan, models.PROTECT, null=True, related_name="runs")
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.STARTED)
    copy = models.JSONField()
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    host = models.CharField(max_length=120, blank=True)
    process = models.PositiveIntegerField(null=True)
    percent = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    fault = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["site", "-started_at"], name="rehearsal_run_by_site")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], ended_at__isnull=False)
                | Q(state__in=["started", "running"], ended_at=None),
                name="rehearsal_run_ends_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
