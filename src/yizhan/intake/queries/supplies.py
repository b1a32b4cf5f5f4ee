"""Who is still expected, as stores ask it: how many people, and when."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from yizhan.intake.models import Batch
from yizhan.intake.queries.batches import announced
from yizhan.intake.queries.expected import expected_of
from yizhan.provision.queries.stock import Arriving


def arriving_at(site_ids: Collection[UUID]) -> dict[UUID | None, list[Arriving]]:
    """Return by site the people of open announcements who have not come; five queries for any number."""
    rows = announced(Batch.objects.filter(site_id__in=site_ids, finished_at=None, cancelled_at=None))
    expected = expected_of(rows)
    found: dict[UUID | None, list[Arriving]] = defaultdict(list)
    for row in rows:
        people = expected[row.batch.id].people
        if people:
            found[row.batch.site_id].append(Arriving(row.latest.eta, people))
    return found
