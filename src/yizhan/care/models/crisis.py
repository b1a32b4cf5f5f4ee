"""A mind in crisis: a protected thread that only named people read, and who is on call for it."""

from django.db import models
from django.db.models import F, Q

from yizhan.care.enums import Consent, ThreadKind
from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.people.models import Account, Person
from yizhan.places.models import Site


class OnCall(models.Model):
    """An account that comes when a mind is in crisis, until `until` or until it says otherwise."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["until"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="on_call_forwards"),
            models.UniqueConstraint(
                fields=["site", "account"], condition=Q(ended_at=None), name="on_call_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} until {self.until:%F %H:%M}"


class Crisis(models.Model):
    """Somebody is watched over because their mind is in crisis; stands in no list but its readers'.

    Every `watch_minutes` somebody looks in, next at `next_look_at`, which is empty while nobody has to:
    after the end, and once the person has left the site. `watcher` has the watch, `offered_to` was asked to
    take it over and has not said yes. `wishes` says whom the person wants called, sealed with their key as is
    `because`. It ends by the decision of two: `proposed_by` and `signed_by`. `opened_by` is an actor's key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    watch_minutes = models.PositiveSmallIntegerField()
    next_look_at = models.DateTimeField(null=True)
    watcher = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    offered_to = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    talker = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    wishes = models.BinaryField(null=True)
    consent = models.CharField(max_length=10, choices=Consent, default=Consent.NOT_ASKED)
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    because = models.BinaryField(null=True)
    ended_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "person"], condition=Q(ended_at=None), name="one_open_crisis"
            ),
            models.CheckConstraint(
                condition=Q(proposed_at=None, proposed_by=None, because=None)
                | Q(proposed_at__isnull=False, proposed_by__isnull=False, because__isnull=False),
                name="crisis_end_proposed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, signed_by=None)
                | (
                    Q(ended_at__isnull=False, signed_by__isnull=False, proposed_by__isnull=False)
                    & ~Q(signed_by=F("proposed_by"))
                ),
                name="crisis_ended_by_two",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(next_look_at=None), name="ended_crisis_is_not_watched"
            ),
        ]
        indexes = [
            models.Index(
                fields=["site", "next_look_at"], condition=Q(ended_at=None), name="crisis_watched_by_site"
            )
        ]

    def __str__(self) -> str:
        return f"crisis {self.id}"


class CrisisReader(models.Model):
    """An account that is named to a protected thread, from `named_at` until `left_at`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="readers")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.CharField(max_length=60)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["named_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["crisis", "account"], condition=Q(left_at=None), name="crisis_reader_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} reads {self.crisis_id}"


@append_only
class CrisisEntry(models.Model):
    """One line of a protected thread; its words are sealed with the person's key.

    `to` is whom it concerns beside its author: who was named, asked, or took over. `minutes` is a watch that
    was set. `imminent` marks a call without consent, because life was in danger.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="thread")
    kind = models.CharField(max_length=14, choices=ThreadKind)
    at = models.DateTimeField()
    tapped_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=60)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    minutes = models.PositiveSmallIntegerField(null=True)
    imminent = models.BooleanField(default=False)
    words = models.BinaryField(null=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.crisis_id}"
