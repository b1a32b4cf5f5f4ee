"""A stay under a wristband, the journal that is the legal record, and the card in each room."""

from django.db import models
from django.db.models import Q

from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.duty.models import Round
from yizhan.people.models import Account, Party, Person
from yizhan.places.models import Room, Site
from yizhan.stays.enums import EndReason, EntryKind, PaperOutcome
from yizhan.stays.rules import format_tag


class Stay(models.Model):
    """One person at one site under one wristband, from first being seen there to the end."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="stays")
    person = models.ForeignKey(Person, models.PROTECT, related_name="stays")
    party = models.ForeignKey(Party, models.PROTECT, related_name="stays")
    band_number = models.PositiveSmallIntegerField()
    band_letter = models.CharField(max_length=1)
    cohort = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=12, choices=EndReason, blank=True)

    class Meta:
        ordering = ["band_number", "band_letter"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "band_number", "band_letter"],
                condition=Q(ended_at=None),
                name="band_worn_once",
            ),
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="one_open_stay"),
            models.CheckConstraint(
                condition=Q(ended_at=None, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="stay_ends_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["site"], condition=Q(ended_at=None), name="stay_open_by_site")]

    def __str__(self) -> str:
        return self.tag

    @property
    def tag(self) -> str:
        """The wristband as printed, such as 023-A."""
        return format_tag(self.band_number, self.band_letter)


class JournalHead(models.Model):
    """The end of a site's journal; locked by whoever appends."""

    site = models.OneToOneField(Site, models.PROTECT, primary_key=True, related_name="journal_head")
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.site_id} {self.sequence}"


@append_only
class JournalEntry(models.Model):
    """One entry of a site's journal: the stored bytes are what was hashed.

    `kind` and `at` repeat what the body says, for look-up; `verify` compares them.
    """

    id = models.BigAutoField(primary_key=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="journal")
    sequence = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12, choices=EntryKind)
    at = models.DateTimeField()
    body = models.BinaryField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["site", "sequence"]
        constraints = [models.UniqueConstraint(fields=["site", "sequence"], name="journal_without_gaps")]
        indexes = [models.Index(fields=["site", "kind", "at"], name="journal_by_kind")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"


class RoomCard(models.Model):
    """The card in a room whose code opens registration; a new one for every occupancy."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="cards")
    code = models.CharField(max_length=16, unique=True)
    created_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room"], condition=Q(ended_at=None), name="one_card_a_room")
        ]

    def __str__(self) -> str:
        return f"card of {self.room_id}"


@append_only
class PaperTerms(models.Model):
    """What the authority has told this site for the notice; the latest version counts, empty is unknown."""

    id = models.UUIDField(primary_key=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="paper_terms")
    version = models.PositiveSmallIntegerField()
    authority = models.CharField(max_length=200, blank=True)
    authority_en = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=400, blank=True)
    basis_en = models.CharField(max_length=400, blank=True)
    end = models.CharField(max_length=400, blank=True)
    end_en = models.CharField(max_length=400, blank=True)
    review = models.CharField(max_length=200, blank=True)
    review_en = models.CharField(max_length=200, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "version"], name="paper_terms_version_once")]

    def __str__(self) -> str:
        return f"terms {self.version}"


@append_only
class PaperService(models.Model):
    """The papers were handed to somebody, or refused; the latest entry by `done_at` counts.

    `text` names the words that were served: the digest of `papers.yaml`, and the terms' version.
    Why somebody refused, and who saw it, is sealed with that person's key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="papers")
    outcome = models.CharField(max_length=10, choices=PaperOutcome)
    text = models.CharField(max_length=24)
    done_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    served_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    note = models.BinaryField(null=True)

    class Meta:
        ordering = ["done_at", "id"]

    def __str__(self) -> str:
        return f"{self.outcome} {self.stay_id}"


@append_only
class RoomLook(models.Model):
    """Somebody looked into a room on a round and saw so many people; those with a readable band are marks.

    `looked_at` is the tap's time, `received_at` the server's. It stands as it was seen, beside the ledger.
    """

    id = models.UUIDField(primary_key=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="looks")
    room = models.ForeignKey(Room, models.PROTECT, related_name="looks")
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="looks")
    people = models.PositiveSmallIntegerField()
    looked_at = models.DateTimeField()
    received_at = models.DateTimeField()
    looked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["looked_at", "id"]
        indexes = [models.Index(fields=["room", "looked_at"], name="look_by_room")]

    def __str__(self) -> str:
        return f"{self.people} in {self.room_id}"


@append_only
class CensusMark(models.Model):
    """A wristband that was seen in a room; no person when nobody wore it at the site then."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    look = models.ForeignKey(RoomLook, models.PROTECT, related_name="marks")
    tag = models.CharField(max_length=12)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="census_marks")

    class Meta:
        ordering = ["tag"]
        constraints = [models.UniqueConstraint(fields=["look", "tag"], name="band_seen_once_a_look")]

    def __str__(self) -> str:
        return self.tag
