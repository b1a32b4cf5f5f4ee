"""Who is still to be roomed: parties expected, and parties counted that have no room yet."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count

from planner.placement import Outlook
from yizhan.intake.enums import Certainty, CountRound
from yizhan.intake.models import CountClosed, HeadcountMark
from yizhan.intake.queries.batches import Announced, open_batches
from yizhan.intake.rules import outlook_rules
from yizhan.places.models import Occupancy
from yizhan.stays.models import Stay


@dataclass(frozen=True, slots=True)
class Expected:
    """Those of one batch who were not counted off the bus yet.

    `by_size`: parties by size, as far as a make-up was announced. `people`: how many persons, or
    None when no number is known. `certainty`: how sure that is. `counted`: how many have come;
    `all_counted`: the first count is closed, and nobody more is waited for.
    """

    by_size: dict[int, int] = field(default_factory=dict)
    people: int | None = None
    certainty: Certainty = Certainty.UNKNOWN
    counted: int = 0
    all_counted: bool = False


def still_expected(
    make_up: Mapping[int, int], people: int | None, counted: Mapping[int, int], *, all_counted: bool,
    certainty: Certainty = Certainty.UNKNOWN,
) -> Expected:  # fmt: skip
    """Return what is left of an announcement once parties (by size) in `counted` stepped off.

    Parties of the make-up that cannot come any more within the number are dropped, the smallest
    first: keeping a large room too long costs less than giving it away too early.
    """
    came = sum(size * count for size, count in counted.items())
    if all_counted:
        return Expected({}, 0, Certainty.EXACT, came, all_counted=True)
    left = {size: count - counted.get(size, 0) for size, count in sorted(make_up.items())}
    left = {size: count for size, count in left.items() if count > 0}
    if people is None:
        return Expected(left, None, certainty, came)
    remaining = max(people - came, 0)
    excess = sum(size * count for size, count in left.items()) - remaining
    for size in list(left):
        dropped = min(left[size], -(-max(excess, 0) // size))
        excess -= dropped * size
        left[size] -= dropped
    return Expected({size: count for size, count in left.items() if count}, remaining, certainty, came)


def outlook_of(site_id: UUID, *, rooming: UUID | None = None) -> Outlook:
    """Return who else needs a room at the site, for the planner; six queries.

    Everybody still expected, and every party that was counted and waits for its room, but not
    the party `rooming`, for which the room is being chosen.
    """
    batches = open_batches(site_id)
    waiting = parties_waiting(site_id)
    waiting.pop(rooming, None)
    return join_outlook(expected_of(batches).values(), waiting.values())


def join_outlook(expected: Iterable[Expected], waiting: Iterable[int]) -> Outlook:
    """Put batches still expected and sizes of parties that wait for a room into one outlook.

    The confidence is the mean over people; batches of unknown number weigh like one person.
    """
    by_size = Counter(waiting)
    known = sum(size * count for size, count in by_size.items())
    people, sure, weight = known, float(known), float(known)
    confidence = outlook_rules().confidence
    for one in expected:
        by_size.update(one.by_size)
        listed = sum(size * count for size, count in one.by_size.items())
        number = max(one.people or 0, listed)
        people += number
        share = number if one.people is not None else max(number, 1)
        sure += share * confidence[one.certainty]
        weight += share
    return Outlook(dict(by_size), people=people, confidence=round(sure / weight, 3) if weight else 1.0)


def expected_of(batches: Iterable[Announced]) -> dict[UUID, Expected]:
    """Return what each batch still brings; two queries."""
    rows = list(batches)
    counted = _counted([row.batch.id for row in rows])
    closed = set(
        CountClosed.objects.filter(
            batch_id__in=[row.batch.id for row in rows], round=CountRound.OFF_BUS
        ).values_list("batch_id", flat=True)
    )
    return {
        row.batch.id: still_expected(
            row.make_up, row.people, counted[row.batch.id], all_counted=row.batch.id in closed,
            certainty=Certainty(row.latest.certainty),
        )
        for row in rows
    }  # fmt: skip


def parties_waiting(site_id: UUID) -> dict[UUID | None, int]:
    """Return the parties with people who wear a wristband and have no room: how many of each."""
    roomed = Occupancy.objects.filter(ended_at=None, room__site_id=site_id).values("person_id")
    stays = Stay.objects.filter(site_id=site_id, ended_at=None).exclude(person_id__in=roomed)
    return dict(stays.order_by().values_list("party_id").annotate(people=Count("id")))


def _counted(batch_ids: list[UUID]) -> dict[UUID, Counter[int]]:
    counted: dict[UUID, Counter[int]] = defaultdict(Counter)
    marks = HeadcountMark.objects.filter(batch_id__in=batch_ids, round=CountRound.OFF_BUS, withdrawn_at=None)
    by_size = marks.order_by().values_list("batch_id", "people").annotate(parties=Count("id"))
    for batch_id, people, parties in by_size:
        counted[batch_id][people] = parties
    return counted
