"""A positive person at a site: the steps that are led through, timed, and the contacts that were found."""

from django.db import models
from django.db.models import Q

from yizhan.cases.enums import CaseEnd, EntryOutcome, StepKind
from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.health.models import Result
from yizhan.people.models import Account, Person
from yizhan.places.models import Site


class Case(models.Model):
    """A person is positive, and this site has to do with it: they are here, or were lately.

    `opened_by` is an actor's key. `closed_because` is sealed with the person's key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="cases")
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    result = models.ForeignKey(Result, models.PROTECT, null=True, related_name="cases")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    end = models.CharField(max_length=10, choices=CaseEnd, blank=True)
    closed_because = models.BinaryField(null=True)

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "person"], condition=Q(closed_at=None), name="one_open_case_a_person"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, end="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(end="")),
                name="case_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(end=CaseEnd.WITHDRAWN) | Q(closed_because__isnull=False),
                name="case_withdrawn_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.id}"


@append_only
class CaseStep(models.Model):
    """One word about a step: done, not needed, or open with what is known so far; the latest counts.

    `facts` are ids, figures and codes; `note` is sealed with the person's key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=StepKind)
    outcome = models.CharField(max_length=8, choices=EntryOutcome)
    facts = models.JSONField(default=dict)
    note = models.BinaryField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome=EntryOutcome.WAIVED) | Q(note__isnull=False),
                name="step_waived_for_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}"


@append_only
class CaseContact(models.Model):
    """Somebody decided whether this person is a contact; the latest decision counts.

    `proposed` is what the rules said, `grounds` why, by kind with its time. A decision against the
    proposal has a reason, which names nobody.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="contacts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    included = models.BooleanField()
    proposed = models.BooleanField()
    grounds = models.JSONField()
    last_exposure = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(included=models.F("proposed")) | ~Q(reason=""),
                name="contact_decided_otherwise_for_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"contact {self.person_id}"
