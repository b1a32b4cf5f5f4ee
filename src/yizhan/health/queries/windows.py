"""When everybody is measured, and who has not been."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from uuid import UUID

from yizhan.core.clock import now
from yizhan.health.enums import ObservedBy
from yizhan.health.models import TemperatureReading
from yizhan.health.rules import watching_rules

LAST_DAYS = 3


@dataclass(frozen=True, slots=True)
class Span:
    """One part of one day at a site, from `opens_at` until `closes_at`, aware."""

    part: str
    opens_at: datetime
    closes_at: datetime


def spans_of(day: date, zone: tzinfo) -> list[Span]:
    """Return the parts of a day in which everybody is measured once, in order; pure."""
    return [
        Span(
            window.part, datetime.combine(day, window.opens, zone), datetime.combine(day, window.closes, zone)
        )
        for window in watching_rules().windows
    ]


def spans_between(zone: tzinfo, start: datetime, end: datetime) -> list[Span]:
    """Return the parts of days that are open somewhere between two moments; pure."""
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    found = []
    while day <= last:
        found += [span for span in spans_of(day, zone) if span.opens_at < end and span.closes_at > start]
        day += timedelta(days=1)
    return found


def last_temperatures(site_id: UUID) -> dict[UUID, float]:
    """Return everybody's last temperature of the last three days, in degrees Celsius; one query."""
    readings = TemperatureReading.objects.filter(
        site_id=site_id, received_at__gte=now() - timedelta(days=LAST_DAYS), withdrawal=None
    )
    found = readings.order_by("taken_at").values_list("person_id", "value_c")
    return {person_id: float(value_c) for person_id, value_c in found}


def measured_in(site_id: UUID, spans: Collection[Span]) -> dict[Span, set[UUID]]:
    """Return who has a temperature that stands in each of these spans; one query."""
    found: dict[Span, set[UUID]] = defaultdict(set)
    if not spans:
        return found
    first = min(span.opens_at for span in spans)
    # Nothing is received before it was taken: the index finds the few that are younger.
    readings = TemperatureReading.objects.filter(site_id=site_id, received_at__gte=first, withdrawal=None)
    if not watching_rules().self_report_counts:
        readings = readings.exclude(observation__source=ObservedBy.SELF)
    for person_id, taken_at in readings.order_by().values_list("person_id", "taken_at"):
        for span in spans:
            if span.opens_at <= taken_at < span.closes_at:
                found[span].add(person_id)
    return found
