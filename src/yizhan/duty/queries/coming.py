"""What comes to a resident's door next: the entry with its hour, and what is due for these people."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from yizhan.duty.kinds import RoundKind, kinds
from yizhan.duty.models import Obligation, RoundTask
from yizhan.duty.queries.rounds import AMOUNTS_TO, NOT_CLOSED, next_entry
from yizhan.places.models import Room


@dataclass(frozen=True, slots=True)
class ComingEntry:
    """The entry that comes to a floor next: its hour, whether it walks now, what it does at these doors."""

    planned_at: datetime
    walking: bool
    kinds: tuple[RoundKind, ...]


def coming_entries(site_id: UUID, rooms: Iterable[Room], person_ids: Collection[UUID]) -> list[ComingEntry]:
    """Return the next entry of each floor on which these rooms are, each once, the soonest first.

    Only what is for these persons or for a room of theirs as a whole is named. Two queries a floor.
    """
    doors = {room.id: room for room in rooms}
    floors = {room.floor_id: room for room in doors.values()}
    found = {entry.id: entry for room in floors.values() if (entry := next_entry(site_id, room))}
    entries = []
    for entry in sorted(found.values(), key=lambda entry: entry.planned_at):
        tasks = RoundTask.objects.annotate(amounts_to=AMOUNTS_TO).filter(
            Q(person_id__in=person_ids) | Q(person=None, room_id__in=doors), round=entry,
            amounts_to__in=NOT_CLOSED,
        )  # fmt: skip
        due = set(tasks.values_list("kind", flat=True))
        does = tuple(kind for key, kind in kinds().items() if key in due)
        entries.append(ComingEntry(entry.planned_at, entry.started_at is not None, does))
    return entries


def due_for_people(person_ids: Collection[UUID], start: datetime, end: datetime) -> list[Obligation]:
    """Return what is still to be done for these persons between two moments, by time; one query."""
    open_then = Obligation.objects.filter(
        person_id__in=person_ids, opens_at__lt=end, closes_at__gt=start, met_at=None, withdrawn_at=None
    )
    return list(open_then.order_by("opens_at", "closes_at", "id"))
