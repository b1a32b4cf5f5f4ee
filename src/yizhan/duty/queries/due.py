"""What an entry would have to do: everything due on the floors that no other entry has on its list."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from yizhan.core.clock import now
from yizhan.duty.kinds import RoundKind, TaskDue, Words, kinds
from yizhan.duty.models import Obligation, Round, RoundTask
from yizhan.duty.packing import packing_for_suits, round_rules
from yizhan.duty.queries.rounds import AMOUNTS_TO, NOT_CLOSED, live
from yizhan.places.models import Floor, Occupancy, Room, Site


def due_obligations(kind: str, *obligations: str) -> Callable[[UUID, datetime, datetime], Iterable[TaskDue]]:
    """Return the `tasks` of a kind of round that meets these kinds of obligations.

    What somebody asked for beside the calendar does not wait for the next entry.
    """

    def tasks(site_id: UUID, start: datetime, end: datetime) -> Iterable[TaskDue]:
        open_then = Obligation.objects.filter(
            site_id=site_id, kind__in=obligations, opens_at__lt=end, closes_at__gt=start, met_at=None,
            withdrawn_at=None,
        )  # fmt: skip
        # The one that closes first, where somebody has two.
        rows = open_then.order_by("-closes_at").values_list("person_id", "id", "extra")
        due = {person: TaskDue(kind, person, None, found, extra) for person, found, extra in rows}
        return due.values()

    return tasks


@dataclass(frozen=True, slots=True)
class FloorDue:
    """What is due on a floor, and how much of it is urgent; no floor: of people without a room."""

    floor: Floor | None
    tasks: tuple[TaskDue, ...]

    @property
    def urgent(self) -> int:
        """How much of it does not wait."""
        return sum(task.urgent for task in self.tasks)

    @property
    def counts(self) -> list[tuple[RoundKind, int]]:
        """How many tasks of each kind, in the order in which they are done at a door."""
        counted = Counter(task.kind for task in self.tasks)
        return [(kind, counted[key]) for key, kind in kinds().items() if counted[key]]


@dataclass(frozen=True, slots=True)
class NextEntry:
    """An entry as it would be planned now: when, and everything that is due, floor by floor.

    It is urgent when something on it does not wait; then its hour is the present.
    """

    planned_at: datetime
    floors: list[FloorDue]

    @property
    def is_urgent(self) -> bool:
        """Whether something on it does not wait."""
        return any(floor.urgent for floor in self.floors)

    @property
    def tasks(self) -> list[TaskDue]:
        """Everything on it that can be walked to."""
        return [task for floor in self.floors if floor.floor for task in floor.tasks]

    @property
    def kinds(self) -> list[RoundKind]:
        """What it would do."""
        found = {task.kind for task in self.tasks}
        return [kind for key, kind in kinds().items() if key in found]

    def packing(self, suits: int) -> list[tuple[Words, int]]:
        """Return what so many people in suits would carry."""
        counted = Counter(task.kind for task in self.tasks)
        return packing_for_suits(suits) + [
            row for kind in self.kinds for row in kind.packing(counted[kind.key])
        ]


def next_entry_of(site: Site, planned_at: datetime | None = None) -> NextEntry:
    """Return what an entry at `planned_at` would have to do; without an hour, the next one that makes sense.

    Constant queries for the program's own kinds, whatever the size of the site.
    """
    moment = now()
    hour = planned_at or _next_step(site, moment)
    floors = due_by_floor(site.id, min(moment, hour), hour + round_rules().window)
    urgent = any(floor.urgent for floor in floors)
    return NextEntry(moment if urgent and planned_at is None else hour, floors)


def due_by_floor(site_id: UUID, start: datetime, end: datetime) -> list[FloorDue]:
    """Return what is due between two moments and on no list yet, from the lowest floor up."""
    found = [task for kind in kinds().values() for task in kind.tasks(site_id, start, end)]
    return _by_floor(site_id, _not_held(site_id, found))


def due_for(found: Round) -> list[TaskDue]:
    """Return what became due on a round's floors and stands on no list, its own included."""
    moment = now()
    floors = due_by_floor(found.site_id, moment, max(moment, found.planned_at) + round_rules().window)
    return [task for row in floors if row.floor and str(row.floor.id) in found.floors for task in row.tasks]


def _not_held(site_id: UUID, found: Collection[TaskDue]) -> list[TaskDue]:
    """Leave out what stands on a list that will be walked; what is urgent waits for no later list."""
    moment = now()
    on_lists = RoundTask.objects.annotate(amounts_to=AMOUNTS_TO).filter(
        amounts_to__in=NOT_CLOSED, round__in=Round.objects.filter(live(moment), site_id=site_id).order_by()
    )
    rows = on_lists.values_list(
        "kind", "person_id", "room_id", "round__planned_at", "round__started_at", named=True
    )
    soon = moment + round_rules().urgent
    held, held_soon = set(), set()
    for row in rows:
        held.add((row.kind, row.person_id, row.room_id))
        if row.round__started_at is not None or row.round__planned_at <= soon:
            held_soon.add((row.kind, row.person_id, row.room_id))
    return [
        task
        for task in found
        if (task.kind, task.person_id, task.room_id) not in (held_soon if task.urgent else held)
    ]


def _by_floor(site_id: UUID, found: Iterable[TaskDue]) -> list[FloorDue]:
    inside = Occupancy.objects.filter(room__site_id=site_id, ended_at=None)
    of_person = dict(inside.values_list("person_id", "room__floor_id"))
    of_room = dict(Room.objects.filter(site_id=site_id).order_by().values_list("id", "floor_id"))
    tasks: dict[UUID | None, list[TaskDue]] = defaultdict(list)
    for task in found:
        floor_id = of_person.get(task.person_id) if task.person_id else None
        tasks[floor_id or (of_room.get(task.room_id) if task.room_id else None)].append(task)
    floors: list[Floor | None] = [*Floor.objects.filter(site_id=site_id), None]
    return [
        FloorDue(floor, tuple(here)) for floor in floors if (here := tasks.get(floor.id if floor else None))
    ]


def _next_step(site: Site, moment: datetime) -> datetime:
    """Return the next step of the clock on the site's wall by which a suit can be on."""
    step = round_rules().step
    local = (moment + round_rules().urgent).astimezone(ZoneInfo(site.timezone))
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond) % step
    return moment + round_rules().urgent + ((step - past) if past else timedelta(0))
