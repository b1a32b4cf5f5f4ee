"""Who has had a meal and who has not, from the rounds, from what was handed over, and from who was where."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from yizhan.duty.enums import TaskState
from yizhan.duty.models import RoundTask
from yizhan.places.models import Floor, Occupancy, Room
from yizhan.provision.meals_round import MEALS
from yizhan.provision.models import MealHanded
from yizhan.provision.sittings import A_DAY, Sitting


@dataclass(frozen=True, slots=True)
class UnfedDoor:
    """A door behind which somebody has not had the meal, and why as far as the round says.

    `skip_reason` is why whoever walked went on; `came_after` tells that bags came and these people later;
    `on_round` that a round which has not ended still has the door on its list.
    """

    room: Room
    person_ids: tuple[UUID, ...]
    behind: int
    skip_reason: str = ""
    came_after: bool = False
    on_round: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far a meal has come among the people who are in rooms now; doors in walking order."""

    sitting: Sitting
    people: int
    fed: int
    unfed: tuple[UnfedDoor, ...]

    @property
    def lacking(self) -> int:
        """How many people have not had it."""
        return self.people - self.fed


@dataclass(slots=True)
class _Door:
    """What the rounds say of one door: when bags were put down, and how the last try ended."""

    brought: list[datetime] = field(default_factory=list)
    skip_reason: str = ""
    waits: bool = False


def delivery_of(site_id: UUID, sitting: Sitting) -> Delivery:
    """Return who of those in rooms now has had the meal: a bag at their door while they lived there, or by
    hand. Three queries.
    """
    doors = _doors(site_id, sitting)
    handed = set(
        MealHanded.objects.filter(site_id=site_id, meal=sitting.meal.key, day=sitting.day).values_list(
            "person_id", flat=True
        )
    )
    lived = _lived(site_id, sitting)
    behind: dict[UUID, list[UUID]] = defaultdict(list)
    rooms: dict[UUID, Room] = {}
    for row in (row for rows in lived.values() for row in rows if row.ended_at is None):
        rooms[row.room_id] = row.room
        behind[row.room_id].append(row.person_id)
    fed = {
        person_id
        for people in behind.values()
        for person_id in people
        if person_id in handed or _had_a_bag(lived[person_id], doors)
    }
    unfed = tuple(
        _unfed(rooms[room_id], people, fed, doors.get(room_id, _Door()))
        for room_id, people in sorted(behind.items(), key=lambda pair: _place(rooms[pair[0]]))
        if not fed.issuperset(people)
    )
    return Delivery(sitting, sum(map(len, behind.values())), len(fed), unfed)


def fed_since(site_id: UUID, since: datetime) -> dict[UUID, datetime]:
    """Return by room when bags were last put down since a moment; one query."""
    ticked = _ticked(site_id, since).filter(state=TaskState.DONE, room__isnull=False, closed_at__gte=since)
    return dict(ticked.order_by().values_list("room_id").annotate(last=Max("closed_at")))


def floors_of(delivery: Delivery) -> list[tuple[Floor, list[UnfedDoor]]]:
    """Return the doors without the meal by floor, from the ground up."""
    floors: dict[UUID, tuple[Floor, list[UnfedDoor]]] = {}
    for door in delivery.unfed:
        floors.setdefault(door.room.floor_id, (door.room.floor, []))[1].append(door)
    return list(floors.values())


def _ticked(site_id: UUID, since: datetime) -> QuerySet[RoundTask]:
    # The day bounds the rounds that are looked through; a round is walked within its own day.
    walked = RoundTask.objects.filter(round__site_id=site_id, round__planned_at__gt=since - A_DAY, kind=MEALS)
    return walked.filter(Q(closed_at__gte=since) | Q(closed_at=None) | Q(tried_at__gte=since))


def _doors(site_id: UUID, sitting: Sitting) -> dict[UUID, _Door]:
    doors: dict[UUID, _Door] = defaultdict(_Door)
    tasks = _ticked(site_id, sitting.begins).filter(round__called_off_at=None)
    for task in tasks.select_related("round").order_by("tried_at"):
        if task.room_id is None:
            continue
        door = doors[task.room_id]
        if (
            task.state == TaskState.DONE
            and task.closed_at
            and sitting.begins <= task.closed_at < sitting.ends
        ):
            door.brought.append(task.closed_at)
        elif task.tried_at and sitting.begins <= task.tried_at < sitting.ends:
            door.skip_reason = task.skip_reason
        planned = sitting.begins <= task.round.planned_at < sitting.ends
        door.waits |= planned and task.closed_at is None and task.round.ended_at is None
    return doors


def _lived(site_id: UUID, sitting: Sitting) -> dict[UUID, list[Occupancy]]:
    """Return where everybody was at any time of the meal, by person."""
    lived: dict[UUID, list[Occupancy]] = defaultdict(list)
    during = Q(ended_at=None) | Q(ended_at__gt=sitting.begins)
    rows = Occupancy.objects.filter(during, room__site_id=site_id, started_at__lt=sitting.ends)
    for row in rows.select_related("room__floor"):
        lived[row.person_id].append(row)
    return lived


def _had_a_bag(lived: list[Occupancy], doors: dict[UUID, _Door]) -> bool:
    return any(
        row.started_at <= moment and (row.ended_at is None or moment < row.ended_at)
        for row in lived
        if row.room_id in doors
        for moment in doors[row.room_id].brought
    )


def _unfed(room: Room, people: list[UUID], fed: set[UUID], door: _Door) -> UnfedDoor:
    hungry = tuple(person_id for person_id in people if person_id not in fed)
    return UnfedDoor(room, hungry, len(people), door.skip_reason, bool(door.brought), door.waits)


def _place(room: Room) -> tuple[int, str, int]:
    return room.floor.level, room.floor.name, room.position
