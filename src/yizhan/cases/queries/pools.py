"""Positive pools whose members' single samples are awaited: nobody in them is a case yet."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from yizhan.core.clock import now
from yizhan.health.codes import spoken
from yizhan.health.enums import ResultValue, TubeSize
from yizhan.health.models import Result, TubeMember

LOOKED_AT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class PoolAwaited:
    """A positive pool: its number, how many people are in it, and of how many no single result is known."""

    number: str
    code: str
    people: int
    awaited: int


def pools_awaited(site_id: UUID) -> list[PoolAwaited]:
    """Return the positive pools of the last days whose members are still to be told apart; three queries."""
    standing = Result.objects.filter(
        tube__site_id=site_id, tube__size__gt=TubeSize.SINGLE, value=ResultValue.POSITIVE, corrected_by=None,
        received_at__gte=now() - LOOKED_AT_FOR,
    )  # fmt: skip
    pools = list(standing.select_related("tube"))
    members: dict[UUID, list[TubeMember]] = defaultdict(list)
    for member in TubeMember.objects.filter(tube__in=[pool.tube_id for pool in pools]):
        members[member.tube_id].append(member)
    singles = TubeMember.objects.filter(
        person_id__in=[one.person_id for rows in members.values() for one in rows],
        tube__size=TubeSize.SINGLE, tube__results__corrected_by=None,
        tube__results__value__in=(ResultValue.NEGATIVE, ResultValue.POSITIVE),
    )  # fmt: skip
    known = defaultdict(list)
    for person_id, taken_at in singles.values_list("person_id", "taken_at"):
        known[person_id].append(taken_at)
    found = []
    for pool in pools:
        rows = members[pool.tube_id]
        awaited = sum(not any(at > one.taken_at for at in known[one.person_id]) for one in rows)
        if awaited:
            found.append(PoolAwaited(spoken(pool.tube.code), pool.tube.code, len(rows), awaited))
    return found
