"""Receipts of commands, the audit trail, commands that wait, and what this installation is."""

from django.db import models

from yizhan.core.append_only import append_only


class Installation(models.Model):
    """The one row that says what this database is; a rehearsal is marked from its first entry."""

    class Kind(models.TextChoices):
        LIVE = "live"
        REHEARSAL = "rehearsal"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    kind = models.CharField(max_length=12, choices=Kind)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="installation_is_one")]

    def __str__(self) -> str:
        return self.kind


@append_only
class CommandReceipt(models.Model):
    """Proof that a command was decided, with its first result; never holds personal data."""

    class Status(models.TextChoices):
        ACCEPTED = "accepted"
        CONFLICT = "conflict"

    id = models.UUIDField(primary_key=True)
    action = models.CharField(max_length=60)
    actor = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=Status)
    digest = models.BinaryField(max_length=32)
    result = models.JSONField()
    received_at = models.DateTimeField()
    tapped_at = models.DateTimeField(null=True)
    device = models.CharField(max_length=60, blank=True)
    sequence = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.action} {self.id}"


@append_only
class AuditEvent(models.Model):
    """Who did what when; one row for every action that ran, and for every reading of personal data."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=60, db_index=True)
    action = models.CharField(max_length=60)
    command_id = models.UUIDField(db_index=True)
    site_id = models.UUIDField(null=True)
    subject = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor} {self.action}"


class WaitingCommand(models.Model):
    """A command that arrived before one it depends on; decided as soon as that one is."""

    id = models.UUIDField(primary_key=True)
    waits_for = models.UUIDField(db_index=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    envelope = models.JSONField()
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.id} waits for {self.waits_for}"
