"""A notice, and everybody it went to."""

from django.db import models
from django.db.models import F, Q

from yizhan.core.ids import new_id
from yizhan.notices.enums import Importance, ReadOn, Whom
from yizhan.notices.models.outbox import Address
from yizhan.people.models import Account, Party, Person
from yizhan.places.models import Site


class Notice(models.Model):
    """Something that a site tells people, in Chinese, in English or in both.

    `places` are the ids of floors, teams, the party or the account that `whom` speaks of. What goes to one
    party is sealed under one of its persons (`sealed_for`) and stands in no other column. A `private` notice
    leaves the house only as “there is a message for you”.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="notices")
    whom = models.CharField(max_length=12, choices=Whom)
    places = models.JSONField(default=list)
    importance = models.CharField(max_length=10, choices=Importance)
    private = models.BooleanField(default=False)
    title_zh = models.CharField(max_length=60, blank=True)
    zh = models.TextField(max_length=600, blank=True)
    title_en = models.CharField(max_length=120, blank=True)
    en = models.TextField(max_length=1200, blank=True)
    sealed_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField(null=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    called_off_at = models.DateTimeField(null=True)
    called_off_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-written_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(called_off_at=None, called_off_by=None)
                | Q(called_off_at__isnull=False, called_off_by__isnull=False),
                name="notice_called_off_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(sealed_for=None, sealed=None)
                | Q(sealed_for__isnull=False, sealed__isnull=False, zh="", en="", title_zh="", title_en=""),
                name="notice_sealed_stands_nowhere_else",
            ),
        ]
        indexes = [models.Index(fields=["site", "-written_at"], name="notice_by_site")]

    def __str__(self) -> str:
        return f"notice of {self.written_at:%F %H:%M}"


class Recipient(models.Model):
    """A party, one of the crew or a chat group that got a notice, and when it was read.

    `step` counts the steps of `ways.yaml` that were taken; at `follow_at` the next one is due, unless it is
    read. Since `in_person_at` somebody is to tell them at the door or by phone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="recipients")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="notices")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="notices")
    group = models.ForeignKey(Address, models.PROTECT, null=True, related_name="notices")
    step = models.PositiveSmallIntegerField(default=0)
    follow_at = models.DateTimeField(null=True)
    in_person_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    read_on = models.CharField(max_length=6, choices=ReadOn, blank=True)
    told_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=False, account=None, group=None)
                | Q(party=None, account__isnull=False, group=None)
                | Q(party=None, account=None, group__isnull=False),
                name="recipient_is_one",
            ),
            models.CheckConstraint(
                condition=Q(read_at=None, read_on="", told_by=None)
                | Q(read_at__isnull=False, follow_at=None) & ~Q(read_on=""),
                name="recipient_read_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(told_by=None) | Q(read_on=ReadOn.TOLD), name="recipient_told_by_somebody"
            ),
            models.UniqueConstraint(fields=["notice", "party"], name="notice_once_to_a_party"),
            models.UniqueConstraint(fields=["notice", "account"], name="notice_once_to_an_account"),
            models.UniqueConstraint(fields=["notice", "group"], name="notice_once_to_a_group"),
        ]
        indexes = [
            models.Index(
                fields=["follow_at"], condition=Q(follow_at__isnull=False), name="recipient_to_follow"
            ),
            models.Index(
                fields=["notice"], condition=Q(in_person_at__isnull=False, read_at=None),
                name="recipient_to_tell",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.notice_id} to {self.party_id or self.account_id or self.group_id}"


class QuietHours(models.Model):
    """The hours in which a site lets nothing but what is urgent leave the house."""

    site = models.OneToOneField(Site, models.PROTECT, primary_key=True, related_name="quiet_hours")
    since = models.TimeField()
    until = models.TimeField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(since=F("until")), name="quiet_hours_have_length")]

    def __str__(self) -> str:
        return f"{self.since:%H:%M}–{self.until:%H:%M}"
