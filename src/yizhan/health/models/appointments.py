"""Going out and coming back: what must be done elsewhere, again and again, while somebody stays here."""

from django.db import models
from django.db.models import F, Q

from yizhan.core.ids import new_id
from yizhan.health.enums import AppointmentKind, Transport
from yizhan.people.models import Account, Person
from yizhan.places.models import Site


class Appointment(models.Model):
    """Somebody is expected at a place outside at `starts_at`, and again on `weekdays` until `last_day`.

    `weekdays` are ISO numbers, Monday 1; empty: once. `leave_minutes` before it they leave, after
    `away_minutes` they are back. Nobody who is away for it has left the site.
    """

    id = models.UUIDField(primary_key=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    kind = models.CharField(max_length=12, choices=AppointmentKind)
    place = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    weekdays = models.JSONField(default=list)
    last_day = models.DateField(null=True)
    leave_minutes = models.PositiveSmallIntegerField()
    away_minutes = models.PositiveSmallIntegerField()
    transport = models.CharField(max_length=12, choices=Transport)
    companion = models.CharField(max_length=60, blank=True)
    arranged_at = models.DateTimeField()
    arranged_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    called_off_at = models.DateTimeField(null=True)
    called_off_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(called_off_at=None, called_off_by=None)
                | Q(called_off_at__isnull=False, called_off_by__isnull=False),
                name="appointment_called_off_by_somebody",
            )
        ]
        indexes = [
            models.Index(fields=["site"], condition=Q(called_off_at=None), name="appointment_open_by_site")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class Outing(models.Model):
    """What became of one of an appointment's days, that of `due_at`: out, back, or not gone and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="outings")
    due_at = models.DateTimeField()
    out_at = models.DateTimeField(null=True)
    out_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    back_by_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)
    back_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    dropped_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["appointment", "due_at"], name="outing_once"),
            models.CheckConstraint(
                condition=Q(out_at=None, out_by=None, back_by_at=None)
                | Q(out_at__isnull=False, out_by__isnull=False, back_by_at__isnull=False),
                name="outing_let_out_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(back_at=None, back_by=None) | Q(back_at__gte=F("out_at"), back_by__isnull=False),
                name="outing_back_after_out",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None, dropped_by=None, dropped_because="")
                | (
                    Q(dropped_at__isnull=False, dropped_by__isnull=False, out_at=None)
                    & ~Q(dropped_because="")
                ),
                name="outing_dropped_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} {self.due_at:%F %H:%M}"
