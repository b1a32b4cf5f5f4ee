"""Who needs special care, what is planned for them, and how they were found."""

from django.db import models
from django.db.models import Q

from yizhan.care.enums import CareNeed, FoundFrom, LookState
from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.duty.models import Round
from yizhan.people.models import Account, Person
from yizhan.places.models import Site


class CareRecord(models.Model):
    """Somebody on a site's register of special care; `needs` are values of `CareNeed`.

    `plan` is for those who care; `door` is read by whoever knocks: what to do there and what must not
    happen, never what somebody has. Both are sealed with the person's key. `carer` is the one account that
    answers for it, `next_look_at` when somebody is to look in again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="care_records")
    person = models.ForeignKey(Person, models.PROTECT, related_name="care_records")
    needs = models.JSONField()
    found_from = models.CharField(max_length=12, choices=FoundFrom)
    plan = models.BinaryField(null=True)
    door = models.BinaryField(null=True)
    carer = models.ForeignKey(Account, models.PROTECT, related_name="care_records")
    every_hours = models.PositiveSmallIntegerField()
    next_look_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    because = models.BinaryField(null=True)

    class Meta:
        ordering = ["next_look_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "person"], condition=Q(closed_at=None), name="one_open_care_record"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="care_record_closed_by_somebody",
            ),
            models.CheckConstraint(condition=Q(every_hours__gte=1), name="care_record_looked_in_on"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"care of {self.person_id}"


@append_only
class CareVersion(models.Model):
    """A record as it was kept at `at`: every change leaves one, so that nothing that was planned is lost."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    record = models.ForeignKey(CareRecord, models.PROTECT, related_name="versions")
    at = models.DateTimeField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    needs = models.JSONField()
    plan = models.BinaryField(null=True)
    door = models.BinaryField(null=True)
    carer = models.ForeignKey(Account, models.PROTECT, related_name="+")
    every_hours = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"version of {self.record_id}"


@append_only
class CareLook(models.Model):
    """Somebody was looked in on, at `at`, by whoever knocked; the note is sealed with the person's key."""

    id = models.UUIDField(primary_key=True)
    record = models.ForeignKey(CareRecord, models.PROTECT, related_name="looks")
    state = models.CharField(max_length=10, choices=LookState)
    note = models.BinaryField(null=True)
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["record", "at"], name="care_look_by_record")]

    def __str__(self) -> str:
        return f"{self.state} {self.record_id}"


@append_only
class CareDismissed(models.Model):
    """A suggestion that a person looked at and found not needed; it is not made again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    need = models.CharField(max_length=12, choices=CareNeed)
    at = models.DateTimeField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "person", "need"], name="care_dismissed_once")]

    def __str__(self) -> str:
        return f"{self.need} of {self.person_id}"
