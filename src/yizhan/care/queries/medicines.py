"""Medicines as they stand: how much is left, when it runs out, what is being got, how cold it is kept."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import DecimalField, Exists, OuterRef, Q, QuerySet, Subquery

from yizhan.care.enums import DoseUnit, OrderState, Supply
from yizhan.care.models import ColdReading, Medicine, MedicineOrder, Refrigerator
from yizhan.care.queries.place import roomed_of
from yizhan.care.queries.sealed import Opened
from yizhan.care.rules import MedicineWords, care_rules, left_at, runs_out_at, supply_at
from yizhan.core import keys
from yizhan.core.clock import now
from yizhan.places.models import Room

TENTH = Decimal("0.1")
FIRST = {Supply.OUT: 0, Supply.LOW: 1, Supply.LASTS: 2}


@dataclass(frozen=True, slots=True)
class MedicineNow:
    """A medicine that somebody takes, judged at `moment`: what is left, and for how many whole days."""

    medicine: Medicine
    words: MedicineWords
    room: Room | None
    ordered: bool
    moment: datetime

    @property
    def left(self) -> Decimal:
        """How much is left by now, if it is taken as it should be."""
        one = self.medicine
        return left_at(one.counted, one.per_day, one.counted_at, self.moment)

    @property
    def runs_out_at(self) -> datetime | None:
        """When it is used up; None for one that is taken when needed."""
        return runs_out_at(self.medicine.counted, self.medicine.per_day, self.medicine.counted_at)

    @property
    def days_left(self) -> int | None:
        """For how many whole days it lasts; None for one that is taken when needed."""
        end = self.runs_out_at
        return max(0, (end - self.moment).days) if end else None

    @property
    def supply(self) -> Supply:
        """Whether it has run out, warns, or lasts."""
        one = self.medicine
        return supply_at(one.counted, one.per_day, one.counted_at, self.moment)

    @property
    def unit(self) -> str:
        """In what it is counted."""
        return str(DoseUnit(self.medicine.unit).label)


@dataclass(frozen=True, slots=True)
class OrderNow:
    """A medicine that is got for somebody, and how far that has come; `because` says why it is not got."""

    order: MedicineOrder
    what: str
    because: str
    room: Room | None

    @property
    def unit(self) -> str:
        """In what it is counted; empty for what this person did not take yet."""
        return str(DoseUnit(self.order.medicine.unit).label) if self.order.medicine else ""

    @property
    def state(self) -> OrderState:
        """How far it has come."""
        if self.order.called_off_at:
            return OrderState.CALLED_OFF
        if self.order.handed_at:
            return OrderState.HANDED_OVER
        return OrderState.BOUGHT if self.order.bought_at else OrderState.ASKED


@dataclass(frozen=True, slots=True)
class ColdNow:
    """A refrigerator with its latest reading; `kept` counts the medicines in it."""

    refrigerator: Refrigerator
    value_c: Decimal | None
    read_at: datetime | None
    kept: int
    moment: datetime

    @property
    def is_wrong(self) -> bool:
        """Whether it was too warm or too cold when it was last read."""
        one, value = self.refrigerator, self.value_c
        return value is not None and not one.low_c <= value <= one.high_c

    @property
    def is_due(self) -> bool:
        """Whether somebody should have read it by now."""
        since = self.read_at or self.refrigerator.made_at
        return self.moment - since >= care_rules().read_every


def medicines_at(site_id: UUID) -> list[MedicineNow]:
    """Return every medicine that is taken at a site, what runs out first; four queries."""
    return _shown(site_id, Medicine.objects.filter(site_id=site_id, ended_at=None))


def medicines_of(site_id: UUID, person_ids: Collection[UUID]) -> list[MedicineNow]:
    """Return what these persons take, what runs out first; four queries."""
    return _shown(site_id, Medicine.objects.filter(site_id=site_id, person_id__in=person_ids, ended_at=None))


def running_out(site_id: UUID) -> list[Medicine]:
    """Return the medicines that warn now: run out, or about to, and no new one bought. One query.

    Nothing of it is stored: a scheduler that stopped hides no warning.
    """
    bought = MedicineOrder.objects.filter(bought_at__isnull=False, handed_at=None, called_off_at=None)
    rows = Medicine.objects.filter(site_id=site_id, ended_at=None)
    moment = now()
    return [
        row
        for row in rows.exclude(id__in=bought.exclude(medicine=None).values("medicine_id"))
        if supply_at(row.counted, row.per_day, row.counted_at, moment) != Supply.LASTS
    ]


def unattended(site_id: UUID) -> dict[Supply, int]:
    """Return how many medicines are gone, or soon will be and nobody is getting more of; one query.

    What is gone counts until it is in their hands: an order that hangs takes no day of it away.
    """
    coming = MedicineOrder.objects.filter(handed_at=None, called_off_at=None, medicine=OuterRef("id"))
    rows = Medicine.objects.filter(site_id=site_id, ended_at=None).annotate(coming=Exists(coming)).order_by()
    moment = now()
    found = Counter(
        supply
        for counted, per_day, counted_at, coming in rows.values_list(
            "counted", "per_day", "counted_at", "coming"
        )
        if (supply := supply_at(counted, per_day, counted_at, moment)) is Supply.OUT or not coming
    )
    return {supply: found[supply] for supply in (Supply.OUT, Supply.LOW) if found[supply]}


def open_orders(site_id: UUID) -> list[OrderNow]:
    """Return what is being got for people at a site, the oldest first; three queries."""
    return orders_shown(
        site_id, MedicineOrder.objects.filter(site_id=site_id, handed_at=None, called_off_at=None)
    )


def orders_of(site_id: UUID, person_ids: Collection[UUID]) -> list[OrderNow]:
    """Return what was or is got for these persons, the latest first; three queries."""
    rows = MedicineOrder.objects.filter(site_id=site_id, person_id__in=person_ids)
    return orders_shown(site_id, rows.order_by("-asked_at"))


def orders_shown(site_id: UUID, rows: QuerySet[MedicineOrder]) -> list[OrderNow]:
    """Return orders with their words opened and the rooms of whom they are for."""
    found = list(rows.select_related("person", "medicine", "bought_by", "handed_by", "called_off_by"))
    persons = [row.person_id for row in found]
    opened, rooms = Opened(persons), roomed_of(site_id, persons)
    return [
        OrderNow(
            row, opened.words(row.person_id, row.sealed), opened.words(row.person_id, row.because),
            rooms.get(row.person_id),
        )
        for row in found
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph of a prescription, opened."""

    media_type: str
    content: bytes


def prescription_of(site_id: UUID, order_id: UUID) -> Photograph | None:
    """Open the photograph of an order's prescription; None if there is none, or its time is over."""
    rows = MedicineOrder.objects.filter(id=order_id, site_id=site_id, prescription__isnull=False)
    order = rows.select_related("prescription__key").first()
    kept = order.prescription if order else None
    if kept is None or not hasattr(kept, "key") or kept.key.ends_at <= now():
        return None
    content = keys.unseal(bytes(kept.key.wrapped), bytes(kept.sealed), about=kept.id.bytes)
    return Photograph(kept.media_type, content)


def refrigerators(site_id: UUID) -> list[ColdNow]:
    """Return a site's refrigerators with their latest readings; two queries."""
    latest = ColdReading.objects.filter(refrigerator=OuterRef("pk")).order_by("-at", "-id")
    rows = Refrigerator.objects.filter(site_id=site_id, retired_at=None).annotate(
        value_c=Subquery(
            latest.values("value_c")[:1], output_field=DecimalField(max_digits=4, decimal_places=1)
        ),
        read_at=Subquery(latest.values("at")[:1]),
    )
    taken = Medicine.objects.filter(site_id=site_id, ended_at=None, kept_in__isnull=False)
    kept = list(taken.values_list("kept_in_id", flat=True))
    moment = now()
    # SQLite tells a decimal of a subquery with more digits than were written.
    return [
        ColdNow(
            row, None if row.value_c is None else row.value_c.quantize(TENTH), row.read_at,
            kept.count(row.id), moment,
        )
        for row in rows
    ]  # fmt: skip


def cold_course(site_id: UUID, refrigerator_id: UUID, most: int = 60) -> Sequence[ColdReading]:
    """Return a refrigerator's latest readings, the latest first; one query."""
    rows = ColdReading.objects.filter(refrigerator_id=refrigerator_id, refrigerator__site_id=site_id)
    return list(rows.select_related("account").order_by("-at", "-id")[:most])


def _shown(site_id: UUID, medicines: QuerySet[Medicine]) -> list[MedicineNow]:
    rows = list(medicines.select_related("person", "kept_in"))
    persons = [row.person_id for row in rows]
    opened, rooms = Opened(persons), roomed_of(site_id, persons)
    coming = MedicineOrder.objects.filter(
        Q(handed_at=None, called_off_at=None), medicine_id__in=[row.id for row in rows]
    )
    ordered = set(coming.values_list("medicine_id", flat=True))
    moment = now()
    found = [
        MedicineNow(
            row, _words(opened.words(row.person_id, row.sealed)), rooms.get(row.person_id),
            row.id in ordered, moment,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (FIRST[one.supply], one.runs_out_at or one.medicine.begun_at))


def _words(sealed: str) -> MedicineWords:
    return MedicineWords.model_validate_json(sealed) if sealed else MedicineWords(name="?")
