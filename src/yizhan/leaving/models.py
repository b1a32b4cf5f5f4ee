"""Leaving a site: early releases, papers, the hand-over to a community, transfers."""

from django.db import models
from django.db.models import F, Q

from yizhan.core.append_only import append_only
from yizhan.core.ids import new_id
from yizhan.leaving.enums import (
    ConfirmedHow,
    Destination,
    EarlyState,
    Handling,
    PassengerState,
    RefusalOutcome,
)
from yizhan.people.models import Account, Person
from yizhan.places.models import Community, Site
from yizhan.protocols.facts import PhaseKind
from yizhan.stays.models import Stay

PHASES = [(kind.value, kind.value) for kind in PhaseKind]


class EarlyRelease(models.Model):
    """A proposal to let somebody go before the due time; it holds with a second person's signature.

    `reason` is sealed with the person's key. `due_at` is the due time that both saw: where it has moved
    since, the signature covers nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="early_releases")
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="early_releases")
    reason = models.BinaryField()
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=EarlyState, default=EarlyState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["stay"], condition=~Q(state=EarlyState.REJECTED), name="one_early_release_a_stay"
            ),
            models.CheckConstraint(
                condition=Q(state=EarlyState.PROPOSED, decided_at=None, decided_by=None)
                | (~Q(state=EarlyState.PROPOSED) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="early_release_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=EarlyState.SIGNED) | ~Q(decided_by=F("proposed_by")),
                name="early_release_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.stay_id}"


@append_only
class ConditionMet(models.Model):
    """Somebody vouches for a condition of release that no record shows, such as belongings sampled."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="conditions_met")
    code = models.SlugField(max_length=60)
    met_at = models.DateTimeField()
    met_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["met_at"]
        constraints = [models.UniqueConstraint(fields=["stay", "code"], name="condition_met_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.stay_id}"


class Certificate(models.Model):
    """The papers of one release; `code` is in their QR, `number` what people read aloud."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="certificates")
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="certificates")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=16, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="certificate_number_once"),
            models.UniqueConstraint(
                fields=["stay"], condition=Q(withdrawn_at=None), name="one_valid_certificate_a_stay"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="certificate_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.number}"


class Ride(models.Model):
    """A vehicle that takes released people home, to one street or along one way."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="rides")
    leaves_at = models.DateTimeField()
    plate = models.CharField(max_length=20)
    driver_phone = models.CharField(max_length=30)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["leaves_at"]
        indexes = [models.Index(fields=["site", "leaves_at"], name="ride_by_site")]

    def __str__(self) -> str:
        return self.plate


class HandOver(models.Model):
    """To which community somebody goes, by which vehicle, and when they are first visited there.

    `phase` is what follows by the protocol, empty for nothing. `confirmed_name` is who answered there,
    `confirmed_by` who took the call, if it was one.
    """

    stay = models.OneToOneField(Stay, models.PROTECT, primary_key=True, related_name="hand_over")
    site = models.ForeignKey(Site, models.PROTECT, related_name="hand_overs")
    community = models.ForeignKey(Community, models.PROTECT, null=True, related_name="hand_overs")
    ride = models.ForeignKey(Ride, models.SET_NULL, null=True, related_name="hand_overs")
    phase = models.CharField(max_length=30, choices=PHASES, blank=True)
    first_visit_at = models.DateTimeField(null=True)
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_how = models.CharField(max_length=8, choices=ConfirmedHow, blank=True)
    confirmed_name = models.CharField(max_length=60, blank=True)
    confirmed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_how="", confirmed_name="", confirmed_by=None)
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_how="") & ~Q(confirmed_name="")),
                name="hand_over_confirmed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["site"], condition=Q(confirmed_at=None), name="hand_over_open_by_site")
        ]

    def __str__(self) -> str:
        return str(self.stay_id)


class TransferOrder(models.Model):
    """People are to be brought from here to there: by whom ordered, why, with which vehicle.

    A site of ours is named by `origin` or `target`, any other place by its words. `accepted_without`
    marks an arrival that nobody had ordered and that the command post accepted by name.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    origin_kind = models.CharField(max_length=8, choices=Destination)
    origin = models.ForeignKey(Site, models.PROTECT, null=True, related_name="orders_out")
    origin_words = models.CharField(max_length=80, blank=True)
    target_kind = models.CharField(max_length=8, choices=Destination)
    target = models.ForeignKey(Site, models.PROTECT, null=True, related_name="orders_in")
    target_words = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=300)
    plate = models.CharField(max_length=20, blank=True)
    driver_phone = models.CharField(max_length=30, blank=True)
    handling = models.CharField(max_length=12, choices=Handling, default=Handling.CLOSED_LOOP)
    leaves_at = models.DateTimeField()
    expected_at = models.DateTimeField()
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    accepted_without = models.BooleanField(default=False)

    class Meta:
        ordering = ["leaves_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(origin_kind=Destination.SITE, origin__isnull=False)
                | (~Q(origin_kind=Destination.SITE) & Q(origin=None)),
                name="transfer_from_a_place",
            ),
            models.CheckConstraint(
                condition=Q(target_kind=Destination.SITE, target__isnull=False)
                | (~Q(target_kind=Destination.SITE) & Q(target=None)),
                name="transfer_to_a_place",
            ),
            models.CheckConstraint(
                condition=Q(origin__isnull=False) | Q(target__isnull=False), name="transfer_concerns_a_site"
            ),
            models.CheckConstraint(
                condition=Q(origin=None) | Q(target=None) | ~Q(origin=F("target")),
                name="transfer_between_two_places",
            ),
            models.CheckConstraint(
                condition=Q(expected_at__gte=F("leaves_at")), name="transfer_runs_forwards"
            ),
        ]

    def __str__(self) -> str:
        return f"order {self.id}"


class Passenger(models.Model):
    """One person on a transfer order, and where they are on it; each side says its own part by name.

    `received_by` is who took them over at a hospital or a home, as they said their name.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(TransferOrder, models.PROTECT, related_name="passengers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="transfers")
    left_stay = models.ForeignKey(Stay, models.PROTECT, null=True, related_name="+")
    new_stay = models.OneToOneField(Stay, models.PROTECT, null=True, related_name="arrived_by")
    state = models.CharField(max_length=10, choices=PassengerState, default=PassengerState.ORDERED)
    left_at = models.DateTimeField(null=True)
    left_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    arrived_at = models.DateTimeField(null=True)
    arrived_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    received_by = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=(PassengerState.ORDERED, PassengerState.LEFT, PassengerState.REFUSED)),
                name="one_open_transfer_a_person",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None, left_by=None) | Q(left_at__isnull=False, left_by__isnull=False),
                name="passenger_let_go_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=PassengerState.ARRIVED, arrived_at__isnull=False, arrived_by__isnull=False)
                | (~Q(state=PassengerState.ARRIVED) & Q(arrived_at=None, arrived_by=None)),
                name="passenger_received_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=PassengerState.LEFT) | Q(left_at__isnull=False), name="on_the_way_since"
            ),
        ]
        indexes = [
            models.Index(
                fields=["state"], condition=Q(state=PassengerState.LEFT), name="passengers_on_the_way"
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.person_id}"


@append_only
class TransferRefusal(models.Model):
    """A talk with somebody who refuses to go; `talk` is sealed with their key, the latest outcome counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    passenger = models.ForeignKey(Passenger, models.PROTECT, related_name="refusals")
    talk = models.BinaryField()
    papers_handed = models.BooleanField()
    outcome = models.CharField(max_length=10, choices=RefusalOutcome)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.outcome} {self.passenger_id}"
