"""Where every tube is on its way; the state follows from what is recorded, read at the moment asked for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from yizhan.core.clock import now
from yizhan.health.codes import spoken
from yizhan.health.enums import TubeSize, TubeState
from yizhan.health.models import Box, HandOver, Reception, Result, Tube, TubeMember
from yizhan.health.sampling_rules import sampling_rules

RECENT_BOXES = 50


@dataclass(frozen=True, slots=True)
class TubeNow:
    """A tube with what is known of it; without members it is a label."""

    tube: Tube
    members: tuple[TubeMember, ...]
    hand_over: HandOver | None
    reception: Reception | None
    result: Result | None
    at: datetime

    @property
    def number(self) -> str:
        """The number as people read it."""
        return spoken(self.tube.code)

    @property
    def taken_at(self) -> datetime | None:
        """When the first sample in it was taken."""
        return min((member.taken_at for member in self.members), default=None)

    @property
    def pool(self) -> bool:
        """Whether it takes several people's samples."""
        return self.tube.size > TubeSize.SINGLE

    @property
    def unsent(self) -> bool:
        """Whether it stands here longer than a sample keeps at room temperature."""
        keeps = timedelta(hours=sampling_rules().unsent_hours)
        return self.hand_over is None and self.taken_at is not None and self.taken_at + keeps < self.at

    @property
    def state(self) -> TubeState:
        """Where it is on its way."""
        if self.result is not None:
            return TubeState.DONE
        if not self.members:
            return TubeState.LABEL
        if self.hand_over is not None:
            if self.hand_over.promised_at < self.at:
                return TubeState.LATE
            return TubeState.AWAITED if self.reception else TubeState.ON_THE_WAY
        return TubeState.PACKED if self.tube.box_id else TubeState.TAKEN


def standing_result(tube_id: UUID) -> Result | None:
    """Return the result of a tube that no later entry corrects."""
    return Result.objects.filter(tube_id=tube_id, corrected_by=None).first()


def open_tubes(site_id: UUID) -> list[TubeNow]:
    """Return every tube with a sample and without a result, by the time it was taken; five queries."""
    waiting = Tube.objects.filter(site_id=site_id, done_at=None, members__isnull=False)
    return _by_time(described(waiting.distinct()))


def tubes_since(site_id: UUID, moment: datetime) -> list[TubeNow]:
    """Return every tube whose first result came in since a moment; five queries."""
    return _by_time(described(Tube.objects.filter(site_id=site_id, done_at__gte=moment)))


def late_tubes(site_ids: Collection[UUID]) -> list[TubeNow]:
    """Return the tubes of these sites whose result was promised for a time that is over; five queries.

    Computed from what is recorded whenever it is asked: no job has to run for a tube to be chased.
    """
    return _by_time(described(_late(site_ids)))


def late_at(site_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many tubes of each of these sites are late, those without one left out; one query."""
    counted = _late(site_ids).order_by().values_list("site_id").annotate(tubes=Count("id"))
    return dict(counted)


def _late(site_ids: Collection[UUID]) -> QuerySet[Tube]:
    return Tube.objects.filter(site_id__in=site_ids, done_at=None, box__hand_over__promised_at__lt=now())


def labels_waiting(site_id: UUID) -> int:
    """Return how many labels were made and not used yet."""
    return Tube.objects.filter(site_id=site_id, members=None, done_at=None).count()


def described(tubes: QuerySet[Tube]) -> list[TubeNow]:
    """Return tubes with all that is known of them; five queries, however many there are."""
    moment = now()
    rows = list(tubes.select_related("box"))
    members = _by_tube(TubeMember.objects.filter(tube__in=rows).select_related("person"))
    results = {row.tube_id: row for row in Result.objects.filter(tube__in=rows, corrected_by=None)}
    boxes = {row.box_id for row in rows if row.box_id}
    gone = {row.box_id: row for row in HandOver.objects.filter(box__in=boxes)}
    there = {row.box_id: row for row in Reception.objects.filter(box__in=boxes)}
    return [
        TubeNow(
            row, tuple(members.get(row.id, ())), gone.get(row.box_id) if row.box_id else None,
            there.get(row.box_id) if row.box_id else None, results.get(row.id), moment,
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoxNow:
    """A box and its tubes; without a hand-over it stands at the site."""

    box: Box
    hand_over: HandOver | None
    reception: Reception | None
    tubes: tuple[TubeNow, ...]

    @property
    def warm(self) -> bool:
        """Whether it left, or came, at a temperature at which samples spoil."""
        taken = [each.temperature_c for each in (self.hand_over, self.reception) if each]
        return any(not sampling_rules().carried_right(value) for value in taken if value is not None)

    @property
    def late(self) -> int:
        """How many of its tubes have no result although it was promised for earlier."""
        return sum(each.state == TubeState.LATE for each in self.tubes)


def by_box(tubes: Iterable[TubeNow]) -> list[BoxNow]:
    """Return the boxes of tubes, each with those of them that are in it."""
    boxes: dict[UUID, list[TubeNow]] = {}
    for each in tubes:
        if each.tube.box_id:
            boxes.setdefault(each.tube.box_id, []).append(each)
    made = [BoxNow(some[0].tube.box, some[0].hand_over, some[0].reception, tuple(some))
            for some in boxes.values() if some[0].tube.box]  # fmt: skip
    return sorted(made, key=lambda each: each.box.number)


def laboratories_of(site_id: UUID) -> list[str]:
    """Return the laboratories to which a site has sent boxes lately, the latest first."""
    sent = HandOver.objects.filter(box__site_id=site_id).order_by("-handed_at")
    return list(dict.fromkeys(sent.values_list("laboratory", flat=True)[:RECENT_BOXES]))


def kept_in_rooms(site_id: UUID) -> list[TubeMember]:
    """Return who is to stay in the room because a pool is positive, until a single tube says otherwise.

    A single tube counts whose sample was taken after the pool's and whose result is known.
    """
    pools = TubeMember.objects.filter(
        Q(tube__results__value="positive", tube__results__corrected_by=None),
        tube__site_id=site_id, tube__size__gt=TubeSize.SINGLE,
    ).select_related("tube", "person")  # fmt: skip
    rows = list(pools)
    singles = TubeMember.objects.filter(
        tube__size=TubeSize.SINGLE, person__in={row.person_id for row in rows},
        tube__results__value__in=["negative", "positive"], tube__results__corrected_by=None,
    )  # fmt: skip
    cleared: dict[UUID, datetime] = {}
    for person_id, taken_at in singles.values_list("person_id", "taken_at"):
        cleared[person_id] = max(taken_at, cleared.get(person_id, taken_at))
    return [row for row in rows if row.person_id not in cleared or cleared[row.person_id] <= row.taken_at]


def _by_tube(members: Iterable[TubeMember]) -> dict[UUID, list[TubeMember]]:
    found: dict[UUID, list[TubeMember]] = {}
    for member in members:
        found.setdefault(member.tube_id, []).append(member)
    return found


def _by_time(tubes: list[TubeNow]) -> list[TubeNow]:
    return sorted(tubes, key=lambda each: (each.taken_at or each.at, each.tube.code))
