"""Which samples may share a tube, and the pools that stand open: what fills one from door to door."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from yizhan.core.clock import now
from yizhan.duty.models import Obligation
from yizhan.health.enums import TubeSize
from yizhan.health.models import Tube
from yizhan.health.sampling_rules import sampling_rules
from yizhan.protocols.facts import DueKind


@dataclass(frozen=True, slots=True)
class OpenPool:
    """A pool that is not packed and has room: its number, how many it takes, whose samples it holds."""

    tube: str
    size: int
    people: list[UUID]


def pool_allowed(due: Sequence[Obligation]) -> int:
    """Return with how many people a sample may share a tube, by what is due: 1 is a single tube.

    A protocol that allows a pool says so in the reason of what is due: the fact `pool`, its size. Where
    several samples are due the strictest counts, and a finding is always answered by a single tube.
    """
    sizes = [1 if row.extra else int(row.reason.get("facts", {}).get("pool", 1)) for row in due]
    return min(sizes, default=sampling_rules().pool_without_protocol)


def pools_allowed(site_id: UUID, person_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return for each of these people what `pool_allowed` says of them now; one query."""
    moment = now()
    due = defaultdict(list)
    for row in Obligation.objects.filter(
        site_id=site_id, person_id__in=person_ids, kind=DueKind.SAMPLE, opens_at__lte=moment,
        closes_at__gt=moment, met_at=None, withdrawn_at=None,
    ):  # fmt: skip
        due[row.person_id].append(row)
    return {person_id: pool_allowed(due[person_id]) for person_id in person_ids}


def open_pools(site_id: UUID) -> list[OpenPool]:
    """Return the pools of a site that still take somebody, unused labels among them; two queries."""
    tubes = Tube.objects.filter(site_id=site_id, size__gt=TubeSize.SINGLE, box=None, done_at=None)
    found = [
        OpenPool(tube.code, tube.size, [member.person_id for member in tube.members.all()])
        for tube in tubes.prefetch_related("members").order_by("code")
    ]
    return [pool for pool in found if len(pool.people) < pool.size]
