"""The course of a stay as somebody's health went: temperatures, symptoms, mood, samples, day by day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import get_language

from yizhan.core import keys
from yizhan.health.enums import Mood, ObservedBy, TemperatureMethod
from yizhan.health.models import FeverCase, Observation, Outing, TemperatureReading, TubeMember
from yizhan.health.rules import symptoms, temperature_rules
from yizhan.people.models import Person, PersonKey


@dataclass(frozen=True, slots=True)
class Point:
    """One temperature that stands, in degrees Celsius, and how it was taken."""

    at: datetime
    value_c: Decimal
    method: str
    device: str
    at_rest: bool
    own: bool

    @property
    def method_name(self) -> str:
        """Return what the method is called."""
        return str(TemperatureMethod(self.method).label)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the course, its note in the open, and whether it was withdrawn."""

    observation: Observation
    note: str
    withdrawn: bool

    @property
    def value_c(self) -> Decimal | None:
        """The temperature that was taken with it."""
        return self.observation.reading.value_c if self.observation.reading else None

    @property
    def is_high(self) -> bool:
        """Whether the temperature reaches the threshold."""
        return self.value_c is not None and self.value_c >= temperature_rules().fever_c

    @property
    def symptom_names(self) -> list[str]:
        """Return the symptoms in the reader's language; a code that is on no list any more stays a code."""
        language = get_language() or "zh"
        known = symptoms()
        return [known[code].name(language) if code in known else code for code in self.observation.symptoms]

    @property
    def source_name(self) -> str:
        """Return how it came about."""
        return str(ObservedBy(self.observation.source).label)

    @property
    def mood_name(self) -> str:
        """Return how they felt, if they were asked."""
        return str(Mood(self.observation.mood).label) if self.observation.mood else ""


@dataclass(frozen=True, slots=True)
class HealthCourse:
    """Everything observed of one person, oldest first; `sampled` says when samples were taken."""

    points: tuple[Point, ...]
    lines: tuple[Line, ...]
    fevers: tuple[FeverCase, ...]
    sampled: tuple[datetime, ...]
    away: tuple[Outing, ...]

    @property
    def open_fever(self) -> FeverCase | None:
        """The fever case that nobody has ended."""
        return next((case for case in self.fevers if case.closed_at is None), None)


def health_course(person_id: UUID) -> HealthCourse:
    """Return a person's whole course, with what was measured under a misread wristband; seven queries."""
    mistaken = Person.objects.filter(merged_into_id=person_id).values_list("id", flat=True)
    who = [person_id, *mistaken]
    lines = _lines(who)
    away = Outing.objects.filter(appointment__person_id__in=who, out_at__isnull=False)
    sampled = TubeMember.objects.filter(person_id__in=who).values_list("taken_at", flat=True)
    return HealthCourse(
        _points(who), lines, tuple(_fevers(who)),
        tuple(sampled), tuple(away.select_related("appointment")),
    )  # fmt: skip


def _points(who: Collection[UUID]) -> tuple[Point, ...]:
    rows = TemperatureReading.objects.filter(person_id__in=who, withdrawal=None).order_by("taken_at", "id")
    fields = ("taken_at", "value_c", "method", "device", "at_rest", "taken_by_id")
    return tuple(
        Point(at, value_c, method, device, at_rest, own=taken_by is None)
        for at, value_c, method, device, at_rest, taken_by in rows.values_list(*fields)
    )


def _lines(who: Collection[UUID]) -> tuple[Line, ...]:
    rows = Observation.objects.filter(person_id__in=who).select_related("reading", "account", "withdrawal")
    wrapped = dict(PersonKey.objects.filter(person_id__in=who).values_list("person_id", "wrapped"))

    def note_of(row: Observation) -> str:
        # Without a key the person was erased.
        if row.note is None or row.person_id not in wrapped:
            return ""
        return keys.unseal(bytes(wrapped[row.person_id]), bytes(row.note), about=row.person_id.bytes).decode()

    return tuple(Line(row, note_of(row), hasattr(row, "withdrawal")) for row in rows)


def _fevers(who: Collection[UUID]) -> list[FeverCase]:
    rows = FeverCase.objects.filter(person_id__in=who).order_by("opened_at")
    return list(rows.select_related("doctor_told_by", "decided_by"))
