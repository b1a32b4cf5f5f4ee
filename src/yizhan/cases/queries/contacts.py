"""Who was near a positive person inside the site, by the record: each with why and until when."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from yizhan.cases.enums import EntryOutcome, GroundKind, StepKind
from yizhan.cases.models import Case, CaseStep
from yizhan.cases.rules import contact_rules
from yizhan.core.clock import now
from yizhan.duty.enums import TaskState
from yizhan.duty.models import RoundTask
from yizhan.health.models import FeverCase, Observation, TubeMember
from yizhan.intake.enums import CountRound
from yizhan.intake.models import HeadcountMark
from yizhan.places.models import Occupancy, Room
from yizhan.stays.enums import EndReason
from yizhan.stays.models import Stay


@dataclass(frozen=True, slots=True)
class Ground:
    """Why somebody is a contact: of which kind, where if it was at a room, and until when it lasted."""

    kind: GroundKind
    until: datetime
    room: str = ""

    def stored(self) -> dict[str, str]:
        """Return it as it is stored with a decision."""
        return {"kind": self.kind, "until": self.until.isoformat(), "room": self.room}


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who was near, the closest ground first; `here` is false for who has left the site since."""

    stay: Stay
    room: str
    grounds: tuple[Ground, ...]

    @property
    def here(self) -> bool:
        """Whether they are at the site now."""
        return self.stay.ended_at is None

    @property
    def proposed(self) -> bool:
        """Whether the rules make them a contact; else a person decides."""
        return any(ground.kind in contact_rules().ticked for ground in self.grounds)

    @property
    def last_exposure(self) -> datetime:
        """The end of the last ground that counts."""
        counting = [one.until for one in self.grounds if one.kind in contact_rules().ticked]
        return max(counting or [one.until for one in self.grounds])


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when somebody may have infected others: `days` before the onset, or the sample."""

    days: int
    onset: datetime
    since: datetime
    until: datetime


def window_of(case: Case, days: int) -> Window:
    """Return the time in which contacts are looked for; five queries.

    It ends when the person was set apart or left; until then, now.
    """
    moment = now()
    sampled = TubeMember.objects.filter(tube__results=case.result, person_id=case.person_id).first()
    tested = sampled.taken_at if sampled else case.opened_at
    ill = {"person_id": case.person_id}
    from_when, symptoms = tested - contact_rules().onset, Observation.objects.filter(**ill, withdrawal=None)
    felt = symptoms.filter(taken_at__gte=from_when, taken_at__lte=tested).exclude(symptoms=[])
    hot = FeverCase.objects.filter(**ill, opened_at__gte=from_when, opened_at__lte=tested)
    onset = min([tested, *felt.values_list("taken_at", flat=True), *hot.values_list("opened_at", flat=True)])
    apart = CaseStep.objects.filter(case=case, kind=StepKind.APART, outcome=EntryOutcome.DONE)
    stay = stay_of(case.site_id, case.person_id)
    ends = [entry.at for entry in apart.order_by("at")[:1]] + (
        [stay.ended_at] if stay and stay.ended_at else []
    )
    return Window(days, onset, onset - timedelta(days=days), min([moment, *ends]))


def stay_of(site_id: UUID, person_id: UUID) -> Stay | None:
    """Return somebody's latest stay at a site that was no mistake."""
    stays = Stay.objects.filter(site_id=site_id, person_id=person_id).exclude(end_reason=EndReason.VOID)
    return stays.order_by("-started_at").first()


def contacts_of(case: Case, window: Window) -> list[Contact]:
    """Return everybody who was near a case within its window, the closest first; seven queries."""
    lived = list(_occupancies(case.site_id, window))
    own = [one for one in lived if one.person_id == case.person_id]
    stays = {
        stay.person_id: stay
        for stay in Stay.objects.filter(site_id=case.site_id, started_at__lte=window.until)
        .filter(Q(ended_at=None) | Q(ended_at__gt=window.since))
        .exclude(end_reason=EndReason.VOID)
        .order_by("started_at")
    }
    found: dict[UUID, dict[GroundKind, Ground]] = defaultdict(dict)
    near = (
        *_by_rooms(case, own, lived, window), *_by_party(case.person_id, stays, window),
        *_by_rounds(case, own, lived, window), *_by_arrival(case.person_id, stays, window),
    )  # fmt: skip
    for person_id, ground in near:
        known = found[person_id].get(ground.kind)
        if person_id != case.person_id and (known is None or known.until < ground.until):
            found[person_id][ground.kind] = ground
    now_in = {one.person_id: one.room.name for one in lived if one.ended_at is None}
    contacts = [
        Contact(stays[person_id], now_in.get(person_id, ""), tuple(sorted(grounds.values(), key=_closeness)))
        for person_id, grounds in found.items()
        if person_id in stays and grounds
    ]
    return sorted(contacts, key=lambda one: (_closeness(one.grounds[0]), one.stay.tag))


def _closeness(ground: Ground) -> int:
    return list(GroundKind).index(ground.kind)


def _occupancies(site_id: UUID, window: Window) -> Iterable[Occupancy]:
    lasting = Q(ended_at=None) | Q(ended_at__gt=window.since)
    rows = Occupancy.objects.filter(lasting, room__site_id=site_id, started_at__lte=window.until)
    return rows.select_related("room").order_by("started_at")


def _by_rooms(
    case: Case, own: list[Occupancy], lived: list[Occupancy], window: Window
) -> Iterator[tuple[UUID, Ground]]:
    order = _order_on_corridors(case.site_id)
    for mine in own:
        for other in lived:
            until = min(end for end in (mine.ended_at, other.ended_at, window.until) if end)
            if max(mine.started_at, other.started_at, window.since) < until:
                kind = _by_place(mine.room, other.room, order)
                if kind:
                    yield other.person_id, Ground(kind, until, other.room.name)


def _by_place(mine: Room, other: Room, order: dict[UUID, int]) -> GroundKind | None:
    if mine.id == other.id:
        return GroundKind.ROOMMATE
    if mine.floor_id != other.floor_id:
        return None
    if mine.corridor != other.corridor:
        return GroundKind.FLOOR
    doors = abs(order[mine.id] - order[other.id])
    return GroundKind.NEXT_DOOR if doors <= contact_rules().next_door else GroundKind.CORRIDOR


def _order_on_corridors(site_id: UUID) -> dict[UUID, int]:
    """Return at which door of its corridor each room is, in walking order."""
    doors: dict[tuple[UUID, str], int] = defaultdict(int)
    order = {}
    rooms = Room.objects.filter(site_id=site_id).order_by("floor_id", "position")
    for room_id, floor_id, corridor in rooms.values_list("id", "floor_id", "corridor"):
        doors[floor_id, corridor] += 1
        order[room_id] = doors[floor_id, corridor]
    return order


def _by_party(person_id: UUID, stays: dict[UUID, Stay], window: Window) -> Iterator[tuple[UUID, Ground]]:
    mine = stays.get(person_id)
    for stay in stays.values():
        if mine and stay.party_id == mine.party_id:
            yield stay.person_id, Ground(GroundKind.PARTY, min(stay.ended_at or window.until, window.until))


def _by_rounds(
    case: Case, own: list[Occupancy], lived: list[Occupancy], window: Window
) -> Iterator[tuple[UUID, Ground]]:
    """Those whose door the same walker opened soon after the positive person's, on the same round."""
    rooms = {one.room_id for one in own}
    done = RoundTask.objects.filter(
        round__site_id=case.site_id, state=TaskState.DONE, closed_at__gte=window.since,
        closed_at__lte=window.until + contact_rules().after,
    )  # fmt: skip
    at_theirs = done.filter(Q(person_id=case.person_id) | Q(room_id__in=rooms), closed_at__lte=window.until)
    visits: dict[tuple[UUID, UUID | None], list[datetime]] = defaultdict(list)
    for task in at_theirs:
        if task.closed_at and (
            task.person_id or case.person_id in _inside(own, task.room_id, task.closed_at)
        ):
            visits[task.round_id, task.closed_by_id].append(task.closed_at)
    for task in done.filter(round_id__in={round_id for round_id, _ in visits}):
        at = task.closed_at
        before = visits.get((task.round_id, task.closed_by_id), [])
        if (
            at
            and task.room_id not in rooms
            and any(one < at <= one + contact_rules().after for one in before)
        ):
            people = [task.person_id] if task.person_id else _inside(lived, task.room_id, at)
            for person_id in people:
                yield person_id, Ground(GroundKind.ROUND, at)


def _inside(lived: list[Occupancy], room_id: UUID | None, at: datetime) -> list[UUID]:
    return [
        one.person_id
        for one in lived
        if one.room_id == room_id and one.started_at <= at and (one.ended_at is None or one.ended_at > at)
    ]


def _by_arrival(person_id: UUID, stays: dict[UUID, Stay], window: Window) -> Iterator[tuple[UUID, Ground]]:
    """Those who came off the bus in the same wave, where that was within the window."""
    mine = stays.get(person_id)
    marks = HeadcountMark.objects.filter(
        round=CountRound.OFF_BUS, withdrawn_at=None, tapped_at__gte=window.since, tapped_at__lte=window.until
    )
    waves = set(marks.filter(party_id=mine.party_id).values_list("batch_id", "wave")) if mine else set()
    came: dict[UUID, datetime] = {}
    for mark in marks.filter(batch_id__in={batch_id for batch_id, _ in waves}):
        if mark.party_id and (mark.batch_id, mark.wave) in waves:
            came[mark.party_id] = mark.tapped_at
    for stay in stays.values():
        if stay.party_id in came:
            yield stay.person_id, Ground(GroundKind.ARRIVAL, came[stay.party_id])
