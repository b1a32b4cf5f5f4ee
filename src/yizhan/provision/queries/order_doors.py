"""Orders on their way to the doors: which rooms wait for one, and its lines."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from yizhan.provision.models import OrderLine
from yizhan.provision.queries.homes import homes_of

ORDERS = "orders"


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One line that is carried to a door: what and how many."""

    id: UUID
    name: str
    count: int


def waiting_lines(site_id: UUID) -> QuerySet[OrderLine]:
    """Return the lines that the shop brought and that have reached no door."""
    return OrderLine.objects.filter(
        order_day__site_id=site_id, order_day__called_off_at=None, brought__gt=0, handed=None
    )


def waiting_rooms(site_id: UUID) -> list[UUID]:
    """Return the rooms at whose doors an order is handed over, of several the first on the walk."""
    return list(dict.fromkeys(_home_rooms(site_id, None).values()))


def lines_at(site_id: UUID, room_ids: Collection[UUID]) -> Mapping[UUID, list[WaitingLine]]:
    """Return by room the lines that are handed over at its door, in the order in which they were ordered.

    Two queries.
    """
    homes = _home_rooms(site_id, set(room_ids))
    found: dict[UUID, list[WaitingLine]] = {}
    for line in waiting_lines(site_id).filter(party_id__in=homes).order_by("ordered_at", "id"):
        words = f"{line.name} {line.unit}".strip()
        found.setdefault(homes[line.party_id], []).append(WaitingLine(line.id, words, line.brought or 0))
    return found


def _home_rooms(site_id: UUID, room_ids: Collection[UUID] | None) -> dict[UUID, UUID]:
    return homes_of(site_id, waiting_lines(site_id).order_by().values("party_id"), room_ids)
