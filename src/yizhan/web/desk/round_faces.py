"""What the desk shows of rounds: doors with their tasks summed up, what was missed, and what is packed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from yizhan.duty.enums import SkipReason, TaskState
from yizhan.duty.kinds import Words, kinds
from yizhan.duty.queries.due import NextEntry
from yizhan.health.enums import CareKind
from yizhan.places.names import floor_label
from yizhan.stays.queries.walk import PersonAtDoor, StopOnWalk
from yizhan.web.desk.round_forms import EntryForm

# State of a task: the look of its chip.
LOOKS = {
    TaskState.OPEN: "is-quiet",
    TaskState.DONE: "is-ok",
    TaskState.SKIPPED: "is-warn",
    TaskState.MISSED: "is-bad",
}


@dataclass(frozen=True, slots=True)
class DoneChip:
    """So many tasks of one kind at one door in the same state, and why they were passed over."""

    name: Words
    count: int
    look: str
    words: str


@dataclass(frozen=True, slots=True)
class PersonFace:
    """Somebody behind a door, and what whoever knocks must know."""

    tag: str
    child: bool
    fever: bool
    flags: list[str]
    door: str


@dataclass(frozen=True, slots=True)
class DoorFace:
    """A door as the desk reads it; no room for those who have none."""

    room: str
    floor: str
    dirty: bool
    people: list[PersonFace]
    chips: list[DoneChip]
    lines: list[str]


@dataclass(frozen=True, slots=True)
class DueRow:
    """A floor with what is due on it by kind, and whether its box is ticked."""

    key: str
    label: str
    counts: list[tuple[Words, int]]
    urgent: int
    ticked: bool


def door_faces(stops: Iterable[StopOnWalk]) -> list[DoorFace]:
    """Return every door in walking order."""
    return [_door(stop) for stop in stops]


def missed_faces(stops: Iterable[StopOnWalk]) -> list[DoorFace]:
    """Return the doors at which something was missed, with that alone."""
    doors = [(stop, [task for task in stop.all_tasks if task.state == TaskState.MISSED]) for stop in stops]
    return [_door(stop, states=(TaskState.MISSED,)) for stop, missed in doors if missed]


def due_rows(entry: NextEntry, form: EntryForm) -> list[DueRow]:
    """Return the site's floors as boxes to tick, each with what is due there; floors without anything too."""
    due = {str(row.floor.id): row for row in entry.floors if row.floor}
    ticked = form.ticked("floors")
    return [
        DueRow(
            key, str(label), [(kind.name, count) for kind, count in due[key].counts] if key in due else [],
            due[key].urgent if key in due else 0, key in ticked,
        )
        for key, label in form.fields["floors"].choices  # type: ignore[attr-defined]  # a field of choices
    ]  # fmt: skip


def chosen(entry: NextEntry, form: EntryForm) -> NextEntry:
    """Return what of an entry stands on the floors, and is of the kinds, that are ticked."""
    floors, wanted = form.ticked("floors"), form.ticked("kinds")
    kept = [
        type(row)(row.floor, tuple(task for task in row.tasks if task.kind in wanted))
        for row in entry.floors
        if row.floor and str(row.floor.id) in floors
    ]
    return NextEntry(entry.planned_at, kept)


def _door(stop: StopOnWalk, states: tuple[TaskState, ...] = tuple(LOOKS)) -> DoorFace:
    room = stop.room
    counted = Counter((task.kind, task.state, task.skip_reason) for task in stop.all_tasks)
    chips = [
        DoneChip(
            kinds()[kind].name if kind in kinds() else kind, count, LOOKS[state],
            str(SkipReason(reason).label) if reason and state != TaskState.DONE else str(state.label),
        )
        for (kind, state, reason), count in counted.items()
        if state in states
    ]  # fmt: skip
    floor = floor_label(room.floor.name) if room else ""
    lines = list(stop.lines.values())
    return DoorFace(
        room.name if room else "", floor, stop.dirty, [_person(p) for p in stop.people], chips, lines
    )


def _person(person: PersonAtDoor) -> PersonFace:
    flags = [str(CareKind(flag).label) for flag in person.flags]
    return PersonFace(person.tag, person.child, person.fever, flags, person.door)
