"""Who is to be sampled on a day: by protocol where a course says when, else as every morning."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yizhan.core.clock import now
from yizhan.duty.models import Obligation
from yizhan.health.models import TubeMember
from yizhan.protocols.facts import DueKind


@dataclass(frozen=True, slots=True)
class SampleDue:
    """A sample that is due for somebody, until when and why; `extra` was asked for by a finding."""

    person_id: UUID
    obligation_id: UUID
    day: int
    opens_at: datetime
    closes_at: datetime
    reason: str
    facts: dict[str, str]
    extra: bool
    missed: bool


@dataclass(frozen=True, slots=True)
class SamplesDue:
    """What is due between two moments and not taken yet; whom a course covers; who was sampled meanwhile."""

    open: tuple[SampleDue, ...]
    by_course: frozenset[UUID]
    taken: frozenset[UUID]

    @property
    def missed(self) -> tuple[SampleDue, ...]:
        """What was due, and its time is over."""
        return tuple(due for due in self.open if due.missed)

    def asks_for(self, person_id: UUID) -> bool:
        """Tell whether somebody is on the morning's list: due by protocol, or without one and not sampled."""
        if person_id in self.by_course:
            return any(due.person_id == person_id for due in self.open)
        return person_id not in self.taken or any(due.person_id == person_id for due in self.open)


def samples_due(site_id: UUID, start: datetime, end: datetime) -> SamplesDue:
    """Return the samples due at a site between two moments; three queries."""
    rows = Obligation.objects.filter(
        site_id=site_id, kind=DueKind.SAMPLE, opens_at__lt=end, closes_at__gt=start, met_at=None,
        withdrawn_at=None,
    ).order_by("closes_at", "id")  # fmt: skip
    covered = Obligation.objects.filter(site_id=site_id, extra=False, withdrawn_at=None, closes_at__gt=start)
    return SamplesDue(
        tuple(_due(row, now()) for row in rows),
        frozenset(covered.values_list("person_id", flat=True).distinct()),
        sampled_between(site_id, start, end),
    )


def sampled_between(site_id: UUID, start: datetime, end: datetime) -> frozenset[UUID]:
    """Return whose sample was taken at a site between two moments."""
    taken = TubeMember.objects.filter(tube__site_id=site_id, taken_at__gte=start, taken_at__lt=end)
    return frozenset(taken.values_list("person_id", flat=True))


def _due(row: Obligation, moment: datetime) -> SampleDue:
    return SampleDue(
        row.person_id, row.id, row.day, row.opens_at, row.closes_at, str(row.reason.get("code", "")),
        dict(row.reason.get("facts", {})), row.extra, row.closes_at <= moment,
    )  # fmt: skip
