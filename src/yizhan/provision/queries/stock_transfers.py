"""Articles on their way between stores, and who gave what."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from yizhan.provision.models import Donation, StockMovement, StockTransfer
from yizhan.provision.stores import in_store


def incoming(site_id: UUID | None) -> QuerySet[StockTransfer]:
    """Return what is on its way to a store, what was sent first first, with its lines."""
    return _with_lines(StockTransfer.objects.filter(in_store(site_id, "to_site"), ended_at=None)).order_by(
        "sent_at"
    )


def outgoing(site_id: UUID | None) -> QuerySet[StockTransfer]:
    """Return what left a store and is not confirmed, what was sent first first, with its lines."""
    return _with_lines(StockTransfer.objects.filter(in_store(site_id), ended_at=None)).order_by("sent_at")


def donations_at(site_id: UUID | None) -> QuerySet[Donation]:
    """Return who gave what to a store, the latest first, with what came."""
    came = Prefetch("movements", StockMovement.objects.select_related("stock").order_by("id"))
    return Donation.objects.filter(in_store(site_id)).prefetch_related(came)


def _with_lines(transfers: QuerySet[StockTransfer]) -> QuerySet[StockTransfer]:
    return transfers.select_related("site", "to_site", "sent_by").prefetch_related("lines")
