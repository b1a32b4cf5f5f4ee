"""A round as whoever walks it needs it: door by door, who is behind each, and what to do there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from yizhan.care.queries.register import door_words
from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.duty.enums import TaskState
from yizhan.duty.kinds import ItemAtDoor, kinds
from yizhan.duty.models import RoundTask
from yizhan.duty.queries.rounds import AMOUNTS_TO, RoundSeen
from yizhan.duty.route import place_on_walk
from yizhan.health.queries.flags import fever_at, needs_at, positive_at
from yizhan.people.enums import AgeGroup
from yizhan.places.models import Room, Site
from yizhan.stays.queries.present import Present, present_at

# Those without a room come after every door.
NOWHERE = (True, 2**15, "", 0)


@dataclass(frozen=True, slots=True)
class TaskAtDoor:
    """One thing to do at a door; `state` counts what was met or withdrawn elsewhere.

    `obligation` is the kind of what is due, with the time in which a result meets it; empty for the rest.
    """

    id: UUID
    kind: str
    person_id: UUID | None
    obligation: str
    opens_at: datetime | None
    closes_at: datetime | None
    urgent: bool
    state: TaskState
    skip_reason: str
    tried_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonAtDoor:
    """Somebody behind a door, by wristband; `flags` are what whoever knocks must know (`CareKind`).

    `door` is what the register of special care says to whoever knocks: what to do, what must not happen.
    """

    person_id: UUID
    tag: str
    child: bool
    fever: bool
    flags: list[str]
    tasks: list[TaskAtDoor]
    door: str = ""


@dataclass(frozen=True, slots=True)
class StopOnWalk:
    """One door: who is behind it in order of wristbands, and what is to do for the room itself.

    Dirty is a door with somebody feverish or positive behind it; who is positive is not said.
    Without a room they are at the site and in none; such a stop comes last. `lines` say by kind what it
    means at this door, such as its bags, `items` what is confirmed there one by one.
    """

    room: Room | None
    dirty: bool
    people: list[PersonAtDoor]
    tasks: list[TaskAtDoor]
    lines: dict[str, str] = field(default_factory=dict)
    items: dict[str, list[ItemAtDoor]] = field(default_factory=dict)

    @property
    def all_tasks(self) -> list[TaskAtDoor]:
        """Everything to do at this door."""
        return [*self.tasks, *(task for person in self.people for task in person.tasks)]

    @property
    def open(self) -> int:
        """How many of them are still to be done, those passed over included."""
        return sum(task.state in (TaskState.OPEN, TaskState.SKIPPED) for task in self.all_tasks)


@dataclass(frozen=True, slots=True)
class Walk:
    """A round with its doors in walking order; `gone` counts people on it who have left the site."""

    seen: RoundSeen
    stops: list[StopOnWalk]
    gone: int


def walk_of(site: Site, seen: RoundSeen, *, by: Actor) -> Walk:
    """Return the doors of a round in walking order as people live there now.

    Constant queries, whatever the size of the round. What is known of people's health and diets is read,
    which is audited.
    """
    tasks = _tasks(seen)
    people = {one.person.id: one for one in present_at(site.id)}
    wanted = _rooms_of(tasks, people)
    walk = _Walked(site, tasks, people, wanted)
    stops = walk.stops(seen)
    # Whoever leads it is on record as such; their phone asks every few seconds.
    if seen.round.walker_id != by.id:
        record_audit(
            by.tapping(), "stays.read_round", site_id=site.id, round_id=str(seen.round.id),
            people=sum(len(stop.people) for stop in stops),
        )  # fmt: skip
    return Walk(seen, stops, walk.gone)


class _Walked:
    """Tasks and people brought to their doors."""

    def __init__(
        self, site: Site, tasks: list[RoundTask], people: dict[UUID, Present], rooms: dict[UUID, Room]
    ) -> None:
        self._site, self._people, self._rooms = site, people, rooms
        self._fever, self._positive = fever_at(site.id), positive_at(site.id)
        self._needs, self._door = needs_at(site.id), door_words(site.id)
        self._items: dict[str, Mapping[UUID, list[ItemAtDoor]]] = {}
        self._by_person: dict[UUID, list[TaskAtDoor]] = defaultdict(list)
        self._by_room: dict[UUID, list[TaskAtDoor]] = defaultdict(list)
        order = {key: place for place, key in enumerate(kinds())}
        for task in sorted(tasks, key=lambda task: (order.get(task.kind, len(order)), task.id)):
            if task.person_id:
                self._by_person[task.person_id].append(_at_door(task))
            elif task.room_id:
                self._by_room[task.room_id].append(_at_door(task))
        self.gone = sum(person_id not in people for person_id in self._by_person)

    def stops(self, seen: RoundSeen) -> list[StopOnWalk]:
        lines = {kind.key: kind.at_doors(self._site.id, list(self._rooms)) for kind in seen.kinds}
        self._items = {kind.key: kind.items(self._site.id, list(self._rooms)) for kind in seen.kinds}
        behind: dict[UUID, list[Present]] = defaultdict(list)
        for one in self._people.values():
            if one.room:
                behind[one.room.id].append(one)
        walked = [self._stop(room, behind[room.id], lines) for room in self._rooms.values()]
        roomless = [p for p in self._people.values() if p.room is None and p.person.id in self._by_person]
        if roomless:
            walked.append(self._stop(None, roomless, {}))
        return sorted(walked, key=self._place)

    def _place(self, stop: StopOnWalk) -> tuple[bool, int, str, int]:
        return place_on_walk(stop.room, dirty=stop.dirty, lift=self._site.lift) if stop.room else NOWHERE

    def _stop(
        self, room: Room | None, people: Iterable[Present], lines: Mapping[str, Mapping[UUID, str]]
    ) -> StopOnWalk:
        here = [self._person(one) for one in people]
        tasks = self._by_room[room.id] if room else []
        said = {key: found[room.id] for key, found in lines.items() if room and room.id in found}
        single = {key: found[room.id] for key, found in self._items.items() if room and room.id in found}
        is_dirty = any(person.fever or person.person_id in self._positive for person in here)
        return StopOnWalk(room, is_dirty, here, tasks, said, single)

    def _person(self, one: Present) -> PersonAtDoor:
        needs = self._needs.get(one.party_id, set())
        flags = sorted(kind for person_id, kind in needs if person_id in (None, one.person.id))
        return PersonAtDoor(
            one.person.id, one.tag, one.person.age_group == AgeGroup.CHILD, one.person.id in self._fever,
            flags, self._by_person.get(one.person.id, []), self._door.get(one.person.id, ""),
        )  # fmt: skip


def _tasks(seen: RoundSeen) -> list[RoundTask]:
    rows = RoundTask.objects.filter(round_id=seen.round.id).annotate(amounts_to=AMOUNTS_TO)
    found: list[RoundTask] = []
    for task in rows.exclude(amounts_to=TaskState.DROPPED).select_related("obligation"):
        task.state = task.amounts_to
        found.append(task)
    return found


def _rooms_of(tasks: Iterable[RoundTask], people: Mapping[UUID, Present]) -> dict[UUID, Room]:
    """Return the rooms where something of the round is, by id; one query at most."""
    rooms = {}
    bare: set[UUID] = set()
    for task in tasks:
        here = people.get(task.person_id) if task.person_id else None
        if here and here.room:
            rooms[here.room.id] = here.room
        elif task.room_id:
            bare.add(task.room_id)
    missing = bare - rooms.keys()
    return rooms | {room.id: room for room in Room.objects.filter(id__in=missing).select_related("floor")}


def _at_door(task: RoundTask) -> TaskAtDoor:
    due = task.obligation
    return TaskAtDoor(
        task.id, task.kind, task.person_id, due.kind if due else "", due.opens_at if due else None,
        due.closes_at if due else None, task.urgent, TaskState(task.state), task.skip_reason, task.tried_at,
        task.closed_at,
    )  # fmt: skip
