"""A sample from the label on its tube to the result: each step is a fact of its own, and stays."""

from django.db import models
from django.db.models import Q

from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.duty.models import Obligation, Round
from yizhan.health.enums import ResultSource, ResultValue, Specimen, TubeSize
from yizhan.health.models.results import ResultFile
from yizhan.people.models import Account, Person
from yizhan.places.models import Site


class Box(models.Model):
    """Tubes packed together for the laboratory under one number, and when somebody closed the lid."""

    id = models.UUIDField(primary_key=True)
    site = models.ForeignKey(Site, models.PROTECT, related_name="sample_boxes")
    number = models.PositiveIntegerField()
    packed_at = models.DateTimeField()
    packed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["site", "number"], name="sample_box_number_once")]

    def __str__(self) -> str:
        return f"box {self.number}"


class Tube(models.Model):
    """A label made ahead and the tube it sticks on; who is in it, its box and its result say its state.

    `code` is what the label's QR holds and what people read aloud; `size` how many people the tube
    takes. `meant_for` binds a label that was printed for one person, so that it is stuck on no other.
    `done_at` repeats when the first result came, so that the few tubes without one are found at once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="tubes")
    code = models.CharField(max_length=20, unique=True)
    size = models.PositiveSmallIntegerField(choices=TubeSize)
    specimen = models.CharField(max_length=16, choices=Specimen)
    meant_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    box = models.ForeignKey(Box, models.PROTECT, null=True, related_name="tubes")
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(size__in=TubeSize.values), name="tube_of_an_allowed_size"),
        ]
        indexes = [
            models.Index(fields=["site", "done_at"], name="tube_by_site"),
            models.Index(fields=["site"], condition=Q(done_at=None), name="tube_open_by_site"),
        ]

    def __str__(self) -> str:
        return self.code


@append_only
class TubeMember(models.Model):
    """A person's sample is in this tube: when it was taken, by whom, and what was due with it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tube = models.ForeignKey(Tube, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="samples")
    obligation = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField()
    received_at = models.DateTimeField()
    taken_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["taken_at", "id"]
        constraints = [models.UniqueConstraint(fields=["tube", "person"], name="person_once_in_a_tube")]
        indexes = [models.Index(fields=["person", "taken_at"], name="sample_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.tube_id}"


@append_only
class HandOver(models.Model):
    """A box left the site: who gave it, who took it, how cold it was, and when results are promised.

    `received_by` is what the one who took it says their name is; `temperature_c` what the box's
    thermometer showed, in degrees Celsius.
    """

    box = models.OneToOneField(Box, models.PROTECT, primary_key=True, related_name="hand_over")
    given_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    received_by = models.CharField(max_length=60)
    handed_at = models.DateTimeField()
    temperature_c = models.DecimalField(max_digits=3, decimal_places=1)
    laboratory = models.CharField(max_length=80)
    promised_at = models.DateTimeField()

    class Meta:
        ordering = ["handed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(promised_at__gt=models.F("handed_at")), name="results_promised_for_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.box_id} to {self.laboratory}"


@append_only
class Reception(models.Model):
    """The laboratory has the box: when it came, who said so there, and how cold it was then, if they said."""

    box = models.OneToOneField(Box, models.PROTECT, primary_key=True, related_name="reception")
    received_by = models.CharField(max_length=60)
    received_at = models.DateTimeField()
    temperature_c = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.box_id} received"


@append_only
class Result(models.Model):
    """What a tube showed. What is entered stays; a correction is a new entry that names the old one.

    `reported_at` is the laboratory's time, `received_at` the server's. `cell` is the row's address in
    `file`. `ct` is what the laboratory wrote, as text.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tube = models.ForeignKey(Tube, models.PROTECT, related_name="results")
    value = models.CharField(max_length=12, choices=ResultValue)
    ct = models.CharField(max_length=60, blank=True)
    reported_at = models.DateTimeField()
    received_at = models.DateTimeField()
    source = models.CharField(max_length=4, choices=ResultSource)
    file = models.ForeignKey(ResultFile, models.PROTECT, null=True, related_name="results")
    cell = models.CharField(max_length=60, blank=True)
    entered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["tube"], condition=Q(corrects=None), name="one_first_result"),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(reason=""), name="result_corrected_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(source=ResultSource.FILE, file__isnull=False) & ~Q(cell="")
                | Q(source=ResultSource.HAND, file=None, cell=""),
                name="result_of_a_file_names_its_cell",
            ),
        ]
        indexes = [
            models.Index(fields=["tube"], condition=Q(value=ResultValue.POSITIVE), name="positive_by_tube")
        ]

    def __str__(self) -> str:
        return f"{self.tube_id} {self.value}"
