"""The kinds of rounds. Whoever knows a kind registers it when its app is ready; rounds know none by name.

A kind is a `RoundKind` in a small module of its own app, and its packing list and hours as data beside it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True, slots=True)
class TaskDue:
    """Something that a round of `kind` would do now: for a person, or for a room and nobody in particular.

    What is urgent does not wait for the next entry.
    """

    kind: str
    person_id: UUID | None = None
    room_id: UUID | None = None
    obligation_id: UUID | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class ItemAtDoor:
    """One thing that is confirmed by itself at a door, such as a line of an order: what, and how many.

    `code` is what stands on it for scanning; empty where nothing does.
    """

    id: UUID
    words: str
    count: int
    code: str = ""


def nothing_more(_site_id: UUID, _room_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Say nothing about any door: for kinds whose name says enough."""
    return {}


def nothing_single(_site_id: UUID, _room_ids: Collection[UUID]) -> Mapping[UUID, list[ItemAtDoor]]:
    """Confirm nothing by itself: for kinds that are done at one tap."""
    return {}


@dataclass(frozen=True, slots=True)
class RoundKind:
    """A kind of round.

    `order`: its place at a door and among kinds, what is clean before what is dirty. `capability`: what a
    posting needs to plan it or to record its results. `tasks(site_id, start, end)`: what is due between two
    moments and not yet done; what another round has on its list already is left out by whoever asks.
    `per_room`: its tasks are about rooms, not persons. `packing(tasks)`: what to carry for so many tasks,
    as names and counts. `action`: the command that records a result on the phone and closes the task.
    `at_doors(site_id, room_ids)`: by room a line about its door for this kind, such as its bags; no names.
    `asked_for`: somebody behind a door may ask for it, and whoever walks puts it on the list there.
    `items(site_id, room_ids)`: by room what is confirmed one by one.
    """

    key: str
    name: Words
    order: int
    capability: str
    tasks: Callable[[UUID, datetime, datetime], Iterable[TaskDue]]
    per_room: bool
    packing: Callable[[int], list[tuple[Words, int]]]
    action: str = "duty.tick_task"
    at_doors: Callable[[UUID, Collection[UUID]], Mapping[UUID, str]] = nothing_more
    asked_for: bool = False
    items: Callable[[UUID, Collection[UUID]], Mapping[UUID, list[ItemAtDoor]]] = nothing_single


_kinds: dict[str, RoundKind] = {}


def register_kind(kind: RoundKind) -> None:
    """Let rounds walk this kind; called from an app's `ready`."""
    if kind.key in _kinds:
        raise RuntimeError(f"two kinds of rounds are called {kind.key}")
    _kinds[kind.key] = kind


def kinds() -> dict[str, RoundKind]:
    """Return every kind by its key, in the order in which they are done at a door."""
    return {kind.key: kind for kind in sorted(_kinds.values(), key=lambda kind: (kind.order, kind.key))}
