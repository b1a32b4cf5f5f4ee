"""Open batches with the latest word about each, in order of arrival."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from yizhan.intake.models import Batch, BatchRevision, Vehicle

LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Announced:
    """A batch, every word that came in about it (oldest first), and the vehicles of the latest."""

    batch: Batch
    revisions: tuple[BatchRevision, ...]
    vehicles: tuple[Vehicle, ...]

    @property
    def latest(self) -> BatchRevision:
        """What is known now."""
        return self.revisions[-1]

    @property
    def people(self) -> int | None:
        """How many are expected: the number, else adults with children, else the make-up; or None."""
        word = self.latest
        if word.expected is not None:
            return word.expected
        if word.adults is not None and word.children is not None:
            return word.adults + word.children
        return sum(size * count for size, count in self.make_up.items()) or None

    @property
    def make_up(self) -> dict[int, int]:
        """Parties expected by size; empty when nobody knows."""
        return {int(size): count for size, count in self.latest.make_up.items() if count}


def open_batches(site_id: UUID) -> list[Announced]:
    """Return the batches that are neither finished nor cancelled, the next to arrive first."""
    return announced(Batch.objects.filter(site_id=site_id, finished_at=None, cancelled_at=None))


def announced(batches: Iterable[Batch]) -> list[Announced]:
    """Return these batches with what was said about them, the next to arrive first. Three queries."""
    found = {batch.id: batch for batch in batches}
    words: dict[UUID, list[BatchRevision]] = defaultdict(list)
    said = BatchRevision.objects.filter(batch_id__in=found).select_related("announced_by")
    for revision in said.order_by("number"):
        words[revision.batch_id].append(revision)
    vehicles: dict[UUID, list[Vehicle]] = defaultdict(list)
    latest = [revisions[-1].id for revisions in words.values()]
    for vehicle in Vehicle.objects.filter(revision_id__in=latest).select_related("entrance"):
        vehicles[vehicle.revision_id].append(vehicle)
    rows = [
        Announced(found[batch_id], tuple(revisions), tuple(vehicles[revisions[-1].id]))
        for batch_id, revisions in words.items()
    ]
    return sorted(rows, key=lambda row: (row.latest.eta or LATEST, row.batch.number))
