"""Announced batches and everything that happens until each of them is in a room with a name."""

from django.db import models
from django.db.models import Q

from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.duty.models import Team
from yizhan.intake.enums import Certainty, CountRound, RegistrationRoute, SettlementKind, SheetKind
from yizhan.people.models import Account, Party, Person
from yizhan.places.models import Entrance, Room, Site
from yizhan.stays.models import Stay


class Batch(models.Model):
    """People who are announced to arrive together; the latest revision says what is known now."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="batches")
    number = models.PositiveSmallIntegerField()
    chained_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="chained")
    announced_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["site", "number"], name="batch_number_once")]

    def __str__(self) -> str:
        return f"batch {self.number}"


@append_only
class BatchRevision(models.Model):
    """One word that came in about a batch; every revision is kept.

    `make_up` maps a party's size to how many such parties are expected, when that is known.
    """

    id = models.UUIDField(primary_key=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300, blank=True)
    origin = models.CharField(max_length=120, blank=True)
    expected = models.PositiveSmallIntegerField(null=True)
    certainty = models.CharField(max_length=10, choices=Certainty)
    eta = models.DateTimeField(null=True)
    cohort = models.CharField(max_length=40, blank=True)
    protocol = models.CharField(max_length=80, blank=True)
    exposed_on = models.DateField(null=True)
    adults = models.PositiveSmallIntegerField(null=True)
    children = models.PositiveSmallIntegerField(null=True)
    make_up = models.JSONField(default=dict)
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["batch", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"{self.batch_id} revision {self.number}"


@append_only
class Vehicle(models.Model):
    """A vehicle of one revision; a height that nobody knows is None, and that is a question."""

    revision = models.ForeignKey(BatchRevision, models.PROTECT, related_name="vehicles")
    position = models.PositiveSmallIntegerField()
    plate = models.CharField(max_length=20, blank=True)
    seats = models.PositiveSmallIntegerField()
    height_m = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    length_m = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    entrance = models.ForeignKey(Entrance, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.plate or f"vehicle {self.position}"


class CountdownStep(models.Model):
    """What a team has ready, and by when: so many minutes before the arrival."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="steps")
    key = models.SlugField(max_length=40)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    minutes_before = models.SmallIntegerField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["due_at", "key"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "key"], name="step_once"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="step_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class BandRoll(models.Model):
    """A block of pre-printed wristbands in one phone's hands; no two rolls overlap."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="band_rolls")
    first = models.PositiveSmallIntegerField()
    last = models.PositiveSmallIntegerField()
    device = models.CharField(max_length=60, blank=True)
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["first"]
        constraints = [models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="roll_forwards")]

    def __str__(self) -> str:
        return f"{self.first:03d}-{self.last:03d}"


class HeadcountMark(models.Model):
    """One tap of a counter: a party off the bus, a wristband measured, or a room looked into.

    Raw and never changed but for a withdrawal by its own counter; a settlement stands beside it.
    """

    id = models.UUIDField(primary_key=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="marks")
    round = models.PositiveSmallIntegerField(choices=CountRound)
    wave = models.PositiveSmallIntegerField(null=True)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="marks")
    stay = models.ForeignKey(Stay, models.PROTECT, null=True, related_name="marks")
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="marks")
    people = models.PositiveSmallIntegerField()
    tapped_at = models.DateTimeField()
    counted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["tapped_at", "id"]
        indexes = [models.Index(fields=["batch", "round"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(round=1, party__isnull=False, stay=None, room=None)
                | Q(round=2, party=None, stay__isnull=False, room=None)
                | Q(round=3, party=None, stay=None, room__isnull=False),
                name="mark_counts_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"round {self.round}: {self.people}"


class CountClosed(models.Model):
    """A counter said "that was everybody" in one round, with the figure on their own phone."""

    id = models.UUIDField(primary_key=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="closings")
    round = models.PositiveSmallIntegerField(choices=CountRound)
    people = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "round"], name="round_closed_once")]

    def __str__(self) -> str:
        return f"round {self.round} closed at {self.people}"


@append_only
class CountSettlement(models.Model):
    """How a named person settled one difference between the counts, and why."""

    id = models.UUIDField(primary_key=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="settlements")
    round = models.PositiveSmallIntegerField(choices=CountRound)
    wave = models.PositiveSmallIntegerField(null=True)
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="settlements")
    kind = models.CharField(max_length=10, choices=SettlementKind)
    meant = models.ForeignKey(Stay, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300)
    settled_at = models.DateTimeField()
    settled_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "round", "stay"], name="difference_settled_once"),
            models.CheckConstraint(
                condition=Q(kind="mistyped", meant__isnull=False) | (~Q(kind="mistyped") & Q(meant=None)),
                name="mistyped_names_who_was_meant",
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.round} {self.kind}"


class Registration(models.Model):
    """That and how a person's particulars reached us; what is still missing stays open."""

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="registration")
    site = models.ForeignKey(Site, models.PROTECT, related_name="registrations")
    route = models.CharField(max_length=10, choices=RegistrationRoute)
    missing = models.JSONField(default=list)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    last_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return str(self.person_id)


@append_only
class ReminderCall(models.Model):
    """A call to a room's extension about registration, and what came of it."""

    id = models.UUIDField(primary_key=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="reminder_calls")
    room = models.ForeignKey(Room, models.PROTECT, related_name="reminder_calls")
    party = models.ForeignKey(Party, models.PROTECT, related_name="reminder_calls")
    answered = models.BooleanField()
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"call to {self.room_id}"


@append_only
class CardClaim(models.Model):
    """An attempt to open a room's card with a wristband number; `room_card.yaml` says how many may fail."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code_token = models.BinaryField(max_length=16, db_index=True)
    address_token = models.BinaryField(max_length=16, db_index=True)
    at = models.DateTimeField()
    succeeded = models.BooleanField()

    def __str__(self) -> str:
        return f"claim at {self.at:%F %T}"


@append_only
class TallySheet(models.Model):
    """A printed sheet filled in by hand, found again by its number; `total` is the sum written on it."""

    id = models.UUIDField(primary_key=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="sheets")
    kind = models.CharField(max_length=12, choices=SheetKind)
    number = models.PositiveSmallIntegerField()
    writer = models.ForeignKey(Account, models.PROTECT, related_name="+")
    total = models.PositiveSmallIntegerField()
    keyed_at = models.DateTimeField()
    keyed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "kind", "number"], name="sheet_keyed_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class RelayedLine(models.Model):
    """One fact called in by radio or read off a sheet; `id` is that of the command that it became.

    `line` is what was read back, never with somebody's name. `caller` is whoever saw it: they called
    in, or the sheet is in their hand; `called_at` is their time, `entered_at` the desk's.
    """

    id = models.UUIDField(primary_key=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="relayed_lines")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="relayed_lines")
    line = models.CharField(max_length=120)
    caller = models.ForeignKey(Account, models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    sheet = models.ForeignKey(TallySheet, models.PROTECT, null=True, related_name="lines")
    row = models.PositiveSmallIntegerField(null=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-entered_at", "-id"]
        indexes = [models.Index(fields=["site", "-entered_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "row"], condition=Q(taken_back_at=None), name="row_of_a_sheet_once"
            ),
            models.CheckConstraint(
                condition=Q(sheet=None, row=None) | Q(sheet__isnull=False, row__isnull=False),
                name="row_is_of_a_sheet",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="line_taken_back_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.line
