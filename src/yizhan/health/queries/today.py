"""Today at a site: who was measured this morning and this evening, who has fever, who has symptoms."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, ExpressionWrapper, Q

from yizhan.core.clock import now
from yizhan.duty.models import Obligation
from yizhan.health.enums import Mood, ObservedBy
from yizhan.health.models import FeverCase, Observation, TemperatureReading
from yizhan.health.queries.windows import Span, spans_of
from yizhan.health.rules import temperature_rules, watching_rules
from yizhan.places.models import Site
from yizhan.protocols.facts import DueKind

DONE, DUE, MISSED, AHEAD = "done", "due", "missed", "ahead"


@dataclass(frozen=True, slots=True)
class Measured:
    """A temperature of today, in degrees Celsius; `own` if the resident says so."""

    value_c: Decimal
    taken_at: datetime
    own: bool

    @property
    def is_high(self) -> bool:
        """Whether it reaches the threshold."""
        return self.value_c >= temperature_rules().fever_c


@dataclass(slots=True)
class PersonToday:
    """What is known of somebody today; `parts` says of each part of the day whether they were measured."""

    parts: dict[str, Measured | None] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    latest: Measured | None = None
    fever: bool = False
    symptoms: tuple[str, ...] = ()
    mood: str = ""
    own: bool = False

    @property
    def lacks(self) -> str:
        """The part of the day that is open or over and has no temperature; empty if all is well."""
        open_parts = [part for part, state in self.states.items() if state in (DUE, MISSED)]
        return open_parts[-1] if open_parts else ""

    @property
    def needs_somebody(self) -> bool:
        """Whether they said that they need somebody now."""
        return self.mood == Mood.DISTRESSED


@dataclass(frozen=True, slots=True)
class Today:
    """A site's day so far; `current` is the part of the day that is open now, or was last."""

    spans: tuple[Span, ...]
    current: Span | None
    people: dict[UUID, PersonToday]


def today(site: Site, person_ids: Iterable[UUID]) -> Today:
    """Return what is known of these persons today; four queries, whatever the site's size and past."""
    moment = now()
    zone = ZoneInfo(site.timezone)
    local = moment.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    spans = tuple(spans_of(local.date(), zone))
    begun = [span for span in spans if span.opens_at <= moment]
    people = {person_id: PersonToday() for person_id in person_ids}
    _take_readings(site.id, midnight, spans, people)
    _take_observations(site.id, midnight, people)
    for person_id in FeverCase.objects.filter(site=site, closed_at=None).values_list("person_id", flat=True):
        if person_id in people:
            people[person_id].fever = True
    _judge_parts(site.id, spans, midnight, moment, people)
    return Today(spans, begun[-1] if begun else None, people)


def _take_readings(
    site_id: UUID, midnight: datetime, spans: tuple[Span, ...], people: dict[UUID, PersonToday]
) -> None:
    counts = watching_rules().self_report_counts
    readings: Any = TemperatureReading.objects.filter(
        site_id=site_id, received_at__gte=midnight, taken_at__gte=midnight, withdrawal=None
    )
    said = ("observation__source", "observation__symptoms", "observation__mood")
    for person_id, value_c, taken_at, source, symptoms, mood in readings.values_list(
        "person_id", "value_c", "taken_at", *said
    ):
        person = people.get(person_id)
        if person is None:
            continue
        measured = Measured(value_c, taken_at, source == ObservedBy.SELF)
        person.latest = measured
        _note(person, symptoms, mood, source)
        if counts or not measured.own:
            person.parts |= {s.part: measured for s in spans if s.opens_at <= taken_at < s.closes_at}


def _take_observations(site_id: UUID, midnight: datetime, people: dict[UUID, PersonToday]) -> None:
    """Take what was seen without a temperature; what came with one came with its reading."""
    rows = Observation.objects.filter(
        site_id=site_id, taken_at__gte=midnight, reading=None, withdrawal=None
    )  # fmt: skip
    for person_id, symptoms, mood, source in rows.values_list("person_id", "symptoms", "mood", "source"):
        if person_id in people:
            _note(people[person_id], symptoms, mood, source)


def _note(person: PersonToday, symptoms: list[str] | None, mood: str | None, source: str | None) -> None:
    if symptoms:
        person.symptoms = tuple(dict.fromkeys((*person.symptoms, *symptoms)))
    person.mood = mood or person.mood
    person.own = person.own or source == ObservedBy.SELF


def _judge_parts(
    site_id: UUID,
    spans: tuple[Span, ...],
    midnight: datetime,
    moment: datetime,
    people: dict[UUID, PersonToday],
) -> None:
    """Say of each part of the day what became of it, by somebody's course or else by the site's hours."""
    by_course: dict[UUID, dict[str, tuple[datetime, datetime, bool]]] = {}
    due = Obligation.objects.filter(
        site_id=site_id, kind=DueKind.TEMPERATURE, withdrawn_at=None, closes_at__gt=midnight,
        opens_at__lt=midnight + timedelta(days=1),
    ).order_by()  # fmt: skip
    parts: dict[tuple[datetime, datetime], str] = {}
    met = ExpressionWrapper(Q(met_at__isnull=False), BooleanField())
    for person_id, opens_at, closes_at, is_met in due.values_list("person_id", "opens_at", "closes_at", met):
        window = (opens_at, closes_at)
        if window not in parts:
            parts[window] = _part_of(spans, *window)
        by_course.setdefault(person_id, {})[parts[window]] = (*window, is_met)
    for person_id, person in people.items():
        watched = by_course.get(person_id)
        for span in spans:
            if watched is None:
                person.states[span.part] = _state(
                    span.opens_at, span.closes_at, done=span.part in person.parts, moment=moment
                )
            elif span.part in watched:
                opens_at, closes_at, is_met = watched[span.part]
                person.states[span.part] = _state(opens_at, closes_at, done=is_met, moment=moment)


def _part_of(spans: tuple[Span, ...], opens_at: datetime, closes_at: datetime) -> str:
    """Return the part of the day whose middle is nearest to that of what is due."""
    middle = opens_at + (closes_at - opens_at) / 2
    return min(
        spans, key=lambda span: abs(span.opens_at + (span.closes_at - span.opens_at) / 2 - middle)
    ).part


def _state(opens_at: datetime, closes_at: datetime, *, done: bool, moment: datetime) -> str:
    if done:
        return DONE
    if moment < opens_at:
        return AHEAD
    return DUE if moment < closes_at else MISSED
