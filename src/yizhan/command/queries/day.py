"""What happened at a site on one day of its calendar, in figures, times and names of the crew only."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from yizhan.core.clock import now
from yizhan.duty.models import Matter
from yizhan.duty.queries.emergencies import Emergency, emergencies_between
from yizhan.health.models import FeverCase, TemperatureReading
from yizhan.intake.models import (
    Batch,
    BatchRevision,
    CountClosed,
    CountdownStep,
    CountSettlement,
    Registration,
)
from yizhan.intake.queries.counts import BatchCounts, batch_counts
from yizhan.intake.queries.passage import EntranceConflict, passages
from yizhan.places.models import Entrance, Occupancy, Site
from yizhan.stays.enums import EntryKind, PaperOutcome
from yizhan.stays.models import JournalEntry, PaperService
from yizhan.stays.queries.entries import JournalLine, journal_lines
from yizhan.stays.queries.papers import Papers, papers_at

MOST_DECISIONS = 5000


@dataclass(frozen=True, slots=True)
class BatchDay:
    """A batch on a day: each word that came in, how it was counted, what did not fit the entrances."""

    batch: Batch
    revisions: tuple[BatchRevision, ...]
    counts: BatchCounts
    closings: tuple[CountClosed, ...]
    conflicts: tuple[EntranceConflict, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a site. `settled` counts by who, `matters` by kind; `decisions` broke a rule, with why."""

    site: Site
    since: datetime
    until: datetime
    batches: tuple[BatchDay, ...]
    settled: dict[str, int]
    roomed: int
    in_rooms: int
    registered: int
    readings: int
    fevers: int
    emergencies: tuple[Emergency, ...]
    handed: int
    refused: int
    papers: Papers
    steps: tuple[CountdownStep, ...]
    matters: dict[str, tuple[int, int]]
    decisions: tuple[JournalLine, ...]
    changes: dict[str, int]

    @property
    def late_steps(self) -> list[CountdownStep]:
        """Steps of the countdown that were done after they were due, or not at all."""
        moment = now()
        return [step for step in self.steps if (step.done_at or moment) > step.due_at]


def bounds(site: Site, day: date) -> tuple[datetime, datetime]:
    """Return when a day of the site's calendar begins and ends."""
    zone = ZoneInfo(site.timezone)
    since = datetime.combine(day, time(), zone)
    return since, datetime.combine(day + timedelta(days=1), time(), zone)


def day_of(site: Site, day: date) -> Day:
    """Return what happened on a day; a constant number of queries, and nine for each batch."""
    since, until = bounds(site, day)
    within = {"gte": since, "lt": until}
    inside = Occupancy.objects.filter(room__site=site)
    served = Counter(
        PaperService.objects.filter(stay__site=site, **_when("done_at", within)).values_list(
            "outcome", flat=True
        )
    )
    return Day(
        site=site,
        since=since,
        until=until,
        batches=_batches(site, since, until),
        settled=_settled(site, within),
        roomed=inside.filter(**_when("started_at", within)).values("person_id").distinct().count(),
        in_rooms=inside.filter(Q(ended_at=None) | Q(ended_at__gte=until), started_at__lt=until).count(),
        registered=Registration.objects.filter(site=site, **_when("first_at", within)).count(),
        readings=TemperatureReading.objects.filter(site=site, **_when("taken_at", within)).count(),
        fevers=FeverCase.objects.filter(site=site, **_when("opened_at", within)).count(),
        emergencies=tuple(reversed(emergencies_between(site.id, since, until))),
        handed=served[PaperOutcome.HANDED],
        refused=served[PaperOutcome.REFUSED],
        papers=papers_at(site.id),
        steps=tuple(CountdownStep.objects.filter(batch__site=site, **_when("due_at", within))),
        matters=_matters(site.id, since, until),
        decisions=_decisions(site, since, until),
        changes=_changes(site, within),
    )


def _when(field: str, within: dict[str, datetime]) -> dict[str, datetime]:
    return {f"{field}__{how}": moment for how, moment in within.items()}


def _batches(site: Site, since: datetime, until: datetime) -> tuple[BatchDay, ...]:
    told = Q(revisions__announced_at__gte=since, revisions__announced_at__lt=until)
    counted = Q(marks__tapped_at__gte=since, marks__tapped_at__lt=until)
    entrances = list(Entrance.objects.filter(site=site))
    batches = Batch.objects.filter(told | counted, site=site).distinct().order_by("number")
    return tuple(_batch(batch, entrances) for batch in batches)


def _batch(batch: Batch, entrances: Sequence[Entrance]) -> BatchDay:
    revisions = tuple(batch.revisions.select_related("announced_by").order_by("number"))
    vehicles = [vehicle for revision in revisions[-1:] for vehicle in revision.vehicles.all()]
    conflicts = tuple(conflict for way in passages(vehicles, entrances) for conflict in way.conflicts)
    closings = tuple(batch.closings.select_related("closed_by").order_by("round"))
    return BatchDay(batch, revisions, batch_counts(batch), closings, conflicts)


def _settled(site: Site, within: dict[str, datetime]) -> dict[str, int]:
    rows = CountSettlement.objects.filter(batch__site=site, **_when("settled_at", within))
    return dict(Counter(rows.values_list("settled_by__display_name", flat=True)))


def _matters(site_id: UUID, since: datetime, until: datetime) -> dict[str, tuple[int, int]]:
    """Return by kind how many were raised on the day, and how many of them are still open."""
    rows = Matter.objects.filter(site_id=site_id, raised_at__gte=since, raised_at__lt=until)
    raised, still_open = Counter[str](), Counter[str]()
    for kind, settled_at in rows.values_list("kind", "settled_at"):
        raised[kind] += 1
        still_open[kind] += settled_at is None
    return {kind: (count, still_open[kind]) for kind, count in sorted(raised.items())}


def _decisions(site: Site, since: datetime, until: datetime) -> tuple[JournalLine, ...]:
    lines = journal_lines(site, since=since, until=until, limit=MOST_DECISIONS)
    return tuple(line for line in lines if line.broken)


def _changes(site: Site, within: dict[str, datetime]) -> dict[str, int]:
    kinds = (EntryKind.MOVED, EntryKind.CORRECTED, EntryKind.VOIDED)
    rows = JournalEntry.objects.filter(site=site, kind__in=kinds, **_when("at", within))
    return dict(Counter(rows.values_list("kind", flat=True)))
