"""The small path of each fever: what was done when, what is still to be done and by when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from yizhan.core.clock import now
from yizhan.health.models import FeverCase, TemperatureReading, TubeMember
from yizhan.health.rules import temperature_rules, watching_rules

FIRST, TOLD, SECOND, SAMPLE, DECISION = "first", "told", "second", "sample", "decision"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: done when and, for readings, what it showed; `due_at` is when it is late."""

    key: str
    due_at: datetime
    done_at: datetime | None
    reading: TemperatureReading | None = None

    @property
    def is_late(self) -> bool:
        """Whether it was done late, or is not done and late by now."""
        return (self.done_at or now()) > self.due_at

    @property
    def minutes(self) -> int | None:
        """Minutes from its hour by which it was early (negative) or late; None while it is not done."""
        return round((self.done_at - self.due_at).total_seconds() / 60) if self.done_at else None


@dataclass(frozen=True, slots=True)
class FeverNow:
    """A fever case and its steps in order."""

    case: FeverCase
    steps: tuple[Step, ...]

    @property
    def highest(self) -> TemperatureReading | None:
        """The first high reading."""
        return self.steps[0].reading

    @property
    def next_step(self) -> Step | None:
        """What is to be done next; None once a doctor has decided, or it turned out to be none."""
        if self.case.closed_at:
            return None
        return next((step for step in self.steps if step.done_at is None), None)


def open_fevers(site_id: UUID) -> list[FeverNow]:
    """Return the fevers at a site that nobody has ended, the longest open first; three queries."""
    return _paths(FeverCase.objects.filter(site_id=site_id, closed_at=None).order_by("opened_at"))


def fever_of(site_id: UUID, case_id: UUID) -> FeverNow | None:
    """Return one fever of a site; three queries."""
    return next(iter(_paths(FeverCase.objects.filter(site_id=site_id, id=case_id))), None)


def _paths(cases: Iterable[FeverCase]) -> list[FeverNow]:
    found = list(cases)
    if not found:
        return []
    people = [case.person_id for case in found]
    since = min(case.opened_at for case in found) - timedelta(days=1)
    readings: dict[UUID, list[TemperatureReading]] = defaultdict(list)
    rows = TemperatureReading.objects.filter(person_id__in=people, taken_at__gte=since, withdrawal=None)
    for reading in rows.order_by("taken_at", "id"):
        readings[reading.person_id].append(reading)
    sampled: dict[UUID, list[datetime]] = defaultdict(list)
    taken = TubeMember.objects.filter(person_id__in=people, taken_at__gte=since).order_by("taken_at")
    for person_id, at in taken.values_list("person_id", "taken_at"):
        sampled[person_id].append(at)
    return [_path(case, readings[case.person_id], sampled[case.person_id]) for case in found]


def _path(case: FeverCase, readings: list[TemperatureReading], sampled: list[datetime]) -> FeverNow:
    rules = watching_rules().fever_path
    # The case opens when the reading reaches the server, which may be later than it was taken.
    first = _first_high(case, readings)
    began = first.taken_at if first else case.opened_at
    second = next(
        (
            one
            for one in readings
            if first and one.taken_at > began and one.at_rest and one.device != first.device
        ),
        None,
    )
    sample = next((at for at in sampled if at >= began), None)

    def step(
        key: str, minutes: int, done_at: datetime | None, reading: TemperatureReading | None = None
    ) -> Step:
        return Step(key, began + timedelta(minutes=minutes), done_at, reading)

    return FeverNow(
        case,
        (
            step(FIRST, 0, began, first),
            step(TOLD, rules.told_minutes, case.doctor_told_at),
            step(SECOND, rules.second_minutes, second.taken_at if second else None, second),
            step(SAMPLE, rules.sample_minutes, sample),
            step(DECISION, rules.decision_minutes, case.decided_at),
        ),
    )


def _first_high(case: FeverCase, readings: list[TemperatureReading]) -> TemperatureReading | None:
    high = [one for one in readings if one.value_c >= temperature_rules().fever_c]
    at_opening = [one for one in high if one.received_at <= case.opened_at]
    return at_opening[-1] if at_opening else next(iter(high), None)
