"""Rosters as they came, and the people on them until they are bound to those who were counted."""

from django.db import models
from django.db.models import F, Q

from yizhan.core.ids import new_id
from yizhan.people.models import Account, Person
from yizhan.places.models import Site
from yizhan.reading.originals import DecidedOriginal
from yizhan.roster.enums import RosterForm, Whereabouts


class Roster(DecidedOriginal):
    """A list of names that came in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="rosters")
    form = models.CharField(max_length=8, choices=RosterForm)
    received_by = models.CharField(max_length=60)
    imported_by = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(fields=["site", "fingerprint"], name="roster_once"),
            models.CheckConstraint(
                condition=Q(read=F("accepted") + F("held") + F("rejected")), name="roster_rows_add_up"
            ),
            models.CheckConstraint(
                condition=Q(imported_at=None, imported_by="")
                | (Q(imported_at__isnull=False) & ~Q(imported_by="")),
                name="roster_imported_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(wrapped=None, sealed=None, answers=None)
                | Q(wrapped__isnull=False, sealed__isnull=False),
                name="roster_sealed_under_a_key",
            ),
        ]

    def __str__(self) -> str:
        return f"roster {self.id}"


class RosterPerson(models.Model):
    """Somebody a roster names, awaiting to be bound to somebody who was counted.

    `cells` are the rows that name the person, such as ["5", "9"] or ["Class 2!5"]. People of one
    roster with the same `party` belong together. `temporary_number` stands where a child has no
    document. Bound, `person` is who it is; `because` holds codes and figures, never particulars.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    roster = models.ForeignKey(Roster, models.PROTECT, related_name="people")
    row = models.CharField(max_length=60)
    cells = models.JSONField(default=list)
    party = models.PositiveIntegerField(null=True)
    temporary_number = models.CharField(max_length=24, blank=True)
    whereabouts = models.CharField(max_length=10, choices=Whereabouts, blank=True)
    sealed = models.BinaryField(null=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="rostered")
    bound_at = models.DateTimeField(null=True)
    bound_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    because = models.JSONField(default=dict)

    class Meta:
        ordering = ["roster", "id"]
        constraints = [
            models.UniqueConstraint(fields=["roster", "row"], name="roster_row_once"),
            models.UniqueConstraint(fields=["roster", "person"], name="roster_binds_a_person_once"),
            models.CheckConstraint(
                condition=Q(person=None, bound_at=None, bound_by=None)
                | Q(person__isnull=False, bound_at__isnull=False, bound_by__isnull=False),
                name="bound_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roster_id} row {self.row}"


class RosterPersonKey(models.Model):
    """The own key of somebody on a roster, wrapped; without this row their particulars are erased."""

    roster_person = models.OneToOneField(RosterPerson, models.CASCADE, primary_key=True, related_name="key")
    wrapped = models.BinaryField(max_length=40)

    def __str__(self) -> str:
        return str(self.roster_person_id)


class RosterToken(models.Model):
    """A keyed token by which somebody on a roster is found at a site, with nothing readable stored."""

    class Kind(models.TextChoices):
        NAME = "name"
        DOCUMENT = "document"
        PHONE = "phone"

    roster_person = models.ForeignKey(RosterPerson, models.CASCADE, related_name="tokens")
    kind = models.CharField(max_length=10, choices=Kind)
    scope = models.UUIDField()
    token = models.BinaryField(max_length=16)

    class Meta:
        indexes = [models.Index(fields=["scope", "token"], name="roster_token_by_site")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.roster_person_id}"
