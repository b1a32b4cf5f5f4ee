"""Parcels that wait, for what, and since when; nobody's waits unseen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, Value, When

from yizhan.core.clock import now
from yizhan.places.models import Room
from yizhan.provision.models import Parcel
from yizhan.provision.models.parcels import OPEN
from yizhan.provision.parcel_rules import longest_wait
from yizhan.provision.queries.homes import homes_of, rooms_of_parties

PARCELS = "parcels"
SHOWN_WITH = ("room", "delivered_by", "refused_by")
READY = Q(held_for="", checked_at__isnull=False, disinfected_at__isnull=False, party__isnull=False)


class Step(StrEnum):
    """What a parcel waits for, in the order in which it is looked after."""

    WHOSE = "whose"
    HELD = "held"
    CHECK = "check"
    DISINFECT = "disinfect"
    CARRY = "carry"


STEP = Case(
    When(~Q(held_for=""), then=Value(Step.HELD.value)),
    When(party=None, then=Value(Step.WHOSE.value)),
    When(checked_at=None, then=Value(Step.CHECK.value)),
    When(disinfected_at=None, then=Value(Step.DISINFECT.value)),
    default=Value(Step.CARRY.value),
)


@dataclass(frozen=True, slots=True)
class ParcelWaits:
    """One parcel: what it waits for (None once it is gone), where it goes now, whether it waits too long."""

    parcel: Parcel
    step: Step | None
    room: Room | None
    overdue: bool

    @property
    def waited(self) -> timedelta:
        """How long it has been here."""
        return now() - self.parcel.received_at


def step_of(parcel: Parcel) -> Step:
    """Return what one parcel waits for, as `STEP` asks the database."""
    if parcel.held_for:
        return Step.HELD
    if parcel.party_id is None:
        return Step.WHOSE
    if parcel.checked_at is None:
        return Step.CHECK
    return Step.DISINFECT if parcel.disinfected_at is None else Step.CARRY


def waiting_parcels(site_id: UUID, step: Step | None = None) -> QuerySet[Parcel]:
    """Return what waits at a site, the longest here first; only what waits for one step if asked."""
    found = Parcel.objects.filter(OPEN, site_id=site_id).annotate(waits_for=STEP)
    if step is not None:
        found = found.filter(waits_for=step)
    return found.select_related(*SHOWN_WITH).order_by("received_at", "id")


def gone_parcels(site_id: UUID) -> QuerySet[Parcel]:
    """Return what was handed over or went back, what came last first."""
    return Parcel.objects.filter(~OPEN, site_id=site_id).select_related(*SHOWN_WITH).order_by("-received_at")


def found_parcels(site_id: UUID, text: str, parties: Collection[UUID]) -> QuerySet[Parcel]:
    """Return every parcel that a search may mean, waiting or gone: by a part of its number, by the room that
    is written on it, or because it is for one of these parties. What waits comes first, then the latest.
    """
    text = text.strip()
    rooms = list(Room.objects.filter(site_id=site_id, name__iexact=text).values_list("id", flat=True))
    meant = Q(number__contains=text.upper()) | Q(party_id__in=parties) | Q(room_id__in=rooms)
    gone = Case(When(OPEN, then=Value(0)), default=Value(1))
    found = Parcel.objects.filter(meant, site_id=site_id).select_related(*SHOWN_WITH)
    return found.order_by(gone, "-received_at", "-id")


def parcel_numbered(site_id: UUID, number: str) -> Parcel | None:
    """Return the parcel of a number, waiting or gone; one query."""
    found = Parcel.objects.filter(site_id=site_id, number=number.strip().upper())
    return found.select_related(*SHOWN_WITH).first()


def counts_at(site_id: UUID) -> dict[Step, int]:
    """Return how many parcels wait for each step; one query."""
    found = Parcel.objects.filter(OPEN, site_id=site_id).order_by().annotate(waits_for=STEP)
    counted = dict(found.values_list("waits_for").annotate(parcels=Count("id")))
    return {step: counted.get(step.value, 0) for step in Step}


def with_rooms(parcels: Collection[Parcel]) -> list[ParcelWaits]:
    """Return these parcels with what they wait for and the room of whoever they are for now; one query."""
    rooms = rooms_of_parties({parcel.party_id for parcel in parcels if parcel.party_id})
    limit = now() - longest_wait()
    return [
        ParcelWaits(
            parcel, None if gone else step_of(parcel),
            rooms.get(parcel.party_id) if parcel.party_id else None,
            not gone and parcel.received_at < limit,
        )
        for parcel in parcels
        for gone in (bool(parcel.delivered_at or parcel.refused_at),)
    ]  # fmt: skip


def overdue_at(site_id: UUID) -> int:
    """Return how many parcels wait longer than they may; one query."""
    return Parcel.objects.filter(OPEN, site_id=site_id, received_at__lt=now() - longest_wait()).count()


def parcels_of_party(site_id: UUID, party_id: UUID, *, since: datetime | None = None) -> list[Parcel]:
    """Return a party's parcels that wait, and those that came up or went back since a moment.

    The latest first; one query.
    """
    mine = Parcel.objects.filter(site_id=site_id, party_id=party_id)
    shown = OPEN | Q(delivered_at__gte=since) | Q(refused_at__gte=since) if since else OPEN
    return list(mine.filter(shown).select_related("delivered_by").order_by("-received_at", "-id"))


def ready_parcels(site_id: UUID) -> QuerySet[Parcel]:
    """Return what can be carried up now."""
    return Parcel.objects.filter(OPEN, READY, site_id=site_id)


def rooms_with_parcels(site_id: UUID) -> list[UUID]:
    """Return the rooms to whose doors parcels are carried; one query."""
    return list(dict.fromkeys(_homes(site_id, None).values()))


def parcels_at(site_id: UUID, room_ids: Collection[UUID]) -> Mapping[UUID, list[Parcel]]:
    """Return by room the parcels that are handed over at its door; two queries."""
    homes = _homes(site_id, set(room_ids))
    found: dict[UUID, list[Parcel]] = {}
    for parcel in ready_parcels(site_id).filter(party_id__in=homes).order_by("received_at", "id"):
        if parcel.party_id is not None:
            found.setdefault(homes[parcel.party_id], []).append(parcel)
    return found


def _homes(site_id: UUID, room_ids: Collection[UUID] | None) -> dict[UUID, UUID]:
    return homes_of(site_id, ready_parcels(site_id).order_by().values("party_id"), room_ids)
