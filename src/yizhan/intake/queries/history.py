"""How the word about a batch changed: what, by whom, when."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from yizhan.intake.models import Batch, BatchRevision, Vehicle

COMPARED = (
    *("expected", "certainty", "eta", "origin", "adults", "children"),
    *("make_up", "cohort", "protocol", "exposed_on"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One field that is another since the word before."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Word:
    """One word about a batch, and what it changed; the first one changed nothing."""

    revision: BatchRevision
    vehicles: tuple[Vehicle, ...]
    changes: tuple[Change, ...]


def history_of(batch: Batch) -> list[Word]:
    """Return every word about a batch, the latest first; two queries."""
    revisions = list(batch.revisions.select_related("announced_by").order_by("number"))
    vehicles: dict[UUID, list[Vehicle]] = defaultdict(list)
    for vehicle in Vehicle.objects.filter(revision__batch=batch):
        vehicles[vehicle.revision_id].append(vehicle)
    words = [Word(revision, tuple(vehicles[revision.id]), ()) for revision in revisions[:1]]
    for before, after in pairwise(revisions):
        changed = changes_between(before, after)
        if _shape(vehicles[before.id]) != _shape(vehicles[after.id]):
            changed += (Change("vehicles", len(vehicles[before.id]), len(vehicles[after.id])),)
        words.append(Word(after, tuple(vehicles[after.id]), changed))
    return words[::-1]


def changes_between(before: BatchRevision, after: BatchRevision) -> tuple[Change, ...]:
    """Return the fields in which two words differ."""
    pairs = ((field, getattr(before, field), getattr(after, field)) for field in COMPARED)
    return tuple(Change(field, old, new) for field, old, new in pairs if old != new)


def _shape(vehicles: list[Vehicle]) -> list[tuple[Any, ...]]:
    return [(v.plate, v.seats, v.height_m, v.length_m, v.entrance_id) for v in vehicles]
