"""Small look-ups that the arrivals desk shows beside its figures."""

from collections.abc import Mapping
from uuid import UUID

from yizhan.intake.enums import CountRound
from yizhan.intake.models import Batch
from yizhan.people.models import Account
from yizhan.places.models import Room
from yizhan.stays.models import Stay

MOST_BATCHES = 12


def batch_of(site_id: UUID, batch_id: UUID) -> Batch | None:
    """Return a batch of a site; one query."""
    return Batch.objects.filter(site_id=site_id, id=batch_id).first()


def batches_to_count(site_id: UUID) -> list[Batch]:
    """Return the latest batches that may come or came, those open first, in order of number; one query."""
    latest = Batch.objects.filter(site_id=site_id, cancelled_at=None).order_by("-number")[:MOST_BATCHES]
    return sorted(latest, key=lambda batch: (batch.finished_at is not None, batch.number))


def names_of(shared: Mapping[UUID, frozenset[CountRound]]) -> list[tuple[str, list[CountRound]]]:
    """Return who counted several rounds, by name, and which; one query."""
    accounts = Account.objects.filter(id__in=list(shared))
    return [(account.display_name, sorted(shared[account.id])) for account in accounts]


def wristbands(site_id: UUID) -> list[Stay]:
    """Return every wristband that is worn at a site, in order; one query."""
    return list(Stay.objects.filter(site_id=site_id, ended_at=None))


def rooms_in_order(site_id: UUID) -> list[Room]:
    """Return every room of a site in walking order, with its floor; one query."""
    return list(Room.objects.filter(site_id=site_id).select_related("floor"))
