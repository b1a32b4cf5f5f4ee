"""Whether a store's book holds: each shelf is what moved on it, and a transfer says the same at both ends."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Sum
from django.db.models.functions import Coalesce

from yizhan.places.models import Site
from yizhan.provision.enums import MovementKind
from yizhan.provision.models import Stock, StockLot, StockMovement, TransferLine
from yizhan.provision.stores import in_store

# A lot on a transfer: the transfer, the item, the lot's number, its last day.
Sent = tuple[UUID, str, str, date | None]
# Which store's book has it, as what.
Side = tuple[UUID | None, str]


@dataclass(frozen=True, slots=True)
class ShelfFault:
    """An item of which the book, its lots and its movements do not say the same, or less than nothing."""

    item: str
    book: int
    lots: int
    moved: int
    below: bool


@dataclass(frozen=True, slots=True)
class TransferFault:
    """A lot on a transfer of which the the stores' books (`out`, `came`) do not say what it says."""

    item: str
    to_site: Site | None
    sent_at: datetime
    sent: int
    arrived: int
    out: int
    came: int


@dataclass(slots=True)
class _Lots:
    lots: int = 0
    moved: int = 0
    sound: bool = True
    below: bool = False


def stock_faults(site_id: UUID | None) -> list[ShelfFault]:
    """Return the items of a store whose book is broken, by item; empty unless something is. Two queries."""
    found: dict[str, _Lots] = defaultdict(_Lots)
    rows = StockLot.objects.filter(in_store(site_id, "stock__site")).order_by()
    moved = Coalesce(Sum("movements__change"), 0)
    for item, on_hand, change in rows.annotate(moved=moved).values_list("stock__item", "on_hand", "moved"):
        seen = found[item]
        seen.lots += on_hand
        seen.moved += change
        seen.sound &= on_hand == change
        seen.below |= on_hand < 0 or change < 0
    held = Stock.objects.filter(in_store(site_id)).order_by("item").values_list("item", "on_hand")
    return [
        ShelfFault(item, book, found[item].lots, found[item].moved, book < 0 or found[item].below)
        for item, book in held
        if book < 0 or found[item].below or not found[item].sound or book != found[item].lots
    ]


def transfer_faults(site_id: UUID | None) -> list[TransferFault]:
    """Return what a store sent of which the two sides do not agree; empty unless broken. Two queries."""
    moved = _moved(site_id)
    lines: dict[Sent, list[TransferLine]] = defaultdict(list)
    sent = TransferLine.objects.filter(in_store(site_id, "transfer__site")).order_by(
        "transfer__sent_at", "id"
    )
    for line in sent.select_related("transfer__to_site"):
        lines[(line.transfer_id, line.item, line.number, line.expires_on)].append(line)
    return list(_differing(lines, moved))


def _moved(site_id: UUID | None) -> dict[Sent, dict[Side, int]]:
    """Return by what was sent what each store's book has of it."""
    rows = StockMovement.objects.filter(in_store(site_id, "transfer__site"), transfer__isnull=False)
    fields = ("transfer_id", "stock__item", "lot__number", "lot__expires_on", "stock__site_id", "kind")
    moved: dict[Sent, dict[Side, int]] = defaultdict(dict)
    counted = rows.order_by().values_list(*fields).annotate(total=Sum("change"))
    for transfer_id, item, number, expires_on, store, kind, total in counted:
        moved[(transfer_id, item, number, expires_on)][(store, kind)] = total
    return moved


def _differing(
    lines: dict[Sent, list[TransferLine]], moved: dict[Sent, dict[Side, int]]
) -> Iterator[TransferFault]:
    for key, parts in lines.items():
        sides = moved.get(key, {})
        if sides != _said(parts) or any((one.arrived or 0) > one.sent for one in parts):
            transfer = parts[0].transfer
            out = -sum(total for (_, kind), total in sides.items() if kind == MovementKind.SENT)
            yield TransferFault(
                item=key[1], to_site=transfer.to_site, sent_at=transfer.sent_at,
                sent=sum(one.sent for one in parts), arrived=sum(one.arrived or 0 for one in parts),
                out=out, came=sum(sides.values()) + out,
            )  # fmt: skip


def _said(parts: list[TransferLine]) -> dict[Side, int]:
    """Return what the books must have by what the lines of one transfer say."""
    transfer, said = parts[0].transfer, {}
    said[(transfer.site_id, str(MovementKind.SENT))] = -sum(one.sent for one in parts)
    arrived = sum(one.arrived or 0 for one in parts)
    if arrived and transfer.recalled:
        said[(transfer.site_id, str(MovementKind.RECALLED))] = arrived
    elif arrived and transfer.ended_at:
        said[(transfer.to_site_id, str(MovementKind.ARRIVED))] = arrived
    return said
