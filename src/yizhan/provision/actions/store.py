"""The book of a store: every change goes through here, locked first, with its lot and its movement.

No change leaves a stock, a lot and its movements disagreeing, or any of them below nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop
from pydantic import StringConstraints

from yizhan.core.actors import Actor, moment_of
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.queries.postings import at_site, postings_at
from yizhan.duty.rules import roles
from yizhan.provision.enums import MovementKind
from yizhan.provision.models import Stock, StockLot, StockMovement
from yizhan.provision.queries.stock import day_at, first_to_go
from yizhan.provision.stock_rules import Item, items
from yizhan.provision.stores import in_store

MOVE = "stock.move"
MOST = 1_000_000
MOST_LINES = 100
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
LotNumber = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]


@dataclass(frozen=True, slots=True)
class Deed:
    """What makes articles move: who, why, for what, and what they belong to."""

    by: Actor
    kind: MovementKind
    purpose: str = ""
    words: str = ""
    room_id: UUID | None = None
    donation_id: UUID | None = None
    transfer_id: UUID | None = None

    def line(self, lot: StockLot, change: int) -> StockMovement:
        """Return the line of the book by which so many of a lot come in (above 0) or go out."""
        return StockMovement(
            id=new_id(), stock_id=lot.stock_id, lot=lot, kind=self.kind, change=change, purpose=self.purpose,
            words=self.words.strip(), room_id=self.room_id, donation_id=self.donation_id,
            transfer_id=self.transfer_id, deed=self.by.command_id, moved_at=moment_of(self.by),
            moved_by=self.by.key,
        )  # fmt: skip


def item_called(key: str) -> Item:
    """Return an item by its key; refused if no store holds such a thing."""
    if key not in items():
        raise Refusal("no_such_item", gettext_noop("No store holds this. Open the page again."))
    return items()[key]


def check_store(by: Actor, site_id: UUID | None) -> None:
    """Refuse whoever does not serve at the command post its own store (None)."""
    if site_id is not None:
        return
    posted = postings_at(by.account_id).filter(at_site(None)).values_list("role", flat=True)
    if not any(MOVE in roles()[role].can for role in posted if role in roles()):
        raise Refusal(
            "not_permitted", gettext_noop("Only the command post may touch the command post's store.")
        )


def lock_stocks(site_id: UUID | None, keys: Collection[str]) -> dict[str, Stock]:
    """Return the stocks of some items of one store, locked in the order of their keys; made if need be."""
    wanted = sorted({item_called(key).key for key in keys})
    held = Stock.objects.filter(in_store(site_id), item__in=wanted)
    if set(wanted) - set(held.values_list("item", flat=True)):
        Stock.objects.bulk_create(
            (Stock(id=new_id(), site_id=site_id, item=key) for key in wanted), ignore_conflicts=True
        )
    return {stock.item: stock for stock in held.select_for_update(no_key=True).order_by("item")}


def put_in(stock: Stock, count: int, deed: Deed, *, number: str = "", expires_on: date | None = None) -> None:
    """Add so many of one lot to a locked stock."""
    facts = {"stock": stock, "number": number.strip(), "expires_on": expires_on}
    lot = StockLot.objects.filter(**facts).first() or StockLot(id=new_id(), **facts)
    _write(stock, [(lot, count)], deed)


def take_out(
    stock: Stock, count: int, deed: Deed, *, although_expired: bool = False
) -> list[tuple[StockLot, int]]:
    """Take so many out of a locked stock, what expires first first; returns how many of each lot.

    Refused if there are fewer; what has expired stays unless `although_expired`, and goes last then.
    """
    today = day_at(stock.site_id)
    lots = sorted(stock.lots.filter(on_hand__gt=0), key=first_to_go)
    good = [lot for lot in lots if not _has_expired(lot, today)]
    _check_enough(stock, count, sum(lot.on_hand for lot in good), although_expired=although_expired)
    expired = [lot for lot in lots if _has_expired(lot, today)]
    return _take(stock, count, [*good, *expired], deed)


def take_worst(stock: Stock, count: int, deed: Deed, *, lot: StockLot | None = None) -> None:
    """Take out what was lost or is not there: of one lot, or what has expired or expires first."""
    lots = [lot] if lot else sorted(stock.lots.filter(on_hand__gt=0), key=first_to_go)
    there = sum(one.on_hand for one in lots)
    if count > there:
        _refuse_more(stock, count, there)
    _take(stock, count, lots, deed)


def put_back(stock: Stock, parts: Iterable[tuple[UUID, int]], deed: Deed) -> None:
    """Return so many to each of the lots they were taken from."""
    counts = dict(parts)
    _write(stock, [(lot, counts[lot.id]) for lot in stock.lots.filter(id__in=counts)], deed)


def open_store(*, by: Actor, site_id: UUID, counted: Mapping[str, int]) -> None:
    """Write down what a new site was counted to have."""
    deed = Deed(by, MovementKind.COUNT)
    for key, stock in lock_stocks(site_id, list(counted)).items():
        if counted[key]:
            put_in(stock, counted[key], deed)
        mark_counted(stock, moment_of(by))


def restate(stock: Stock) -> None:
    """Let a locked stock and its lots say what their movements amount to, should they say anything else."""
    for lot in stock.lots.annotate(moved=Coalesce(Sum("movements__change"), 0)):
        if lot.on_hand != lot.moved >= 0:
            lot.on_hand = lot.moved
            lot.save(update_fields=["on_hand"])
    there = stock.lots.aggregate(there=Coalesce(Sum("on_hand"), 0))["there"]
    if stock.on_hand != there:
        stock.on_hand = there
        stock.save(update_fields=["on_hand"])


def mark_counted(stock: Stock, moment: datetime) -> None:
    """Keep when a locked stock was counted last."""
    stock.counted_at = moment
    stock.save(update_fields=["counted_at"])


def _take(stock: Stock, count: int, lots: Iterable[StockLot], deed: Deed) -> list[tuple[StockLot, int]]:
    taken, left = [], count
    for lot in lots:
        part = min(lot.on_hand, left)
        if part:
            taken.append((lot, part))
            left -= part
    _write(stock, [(lot, -part) for lot, part in taken], deed)
    return taken


def _write(stock: Stock, changes: list[tuple[StockLot, int]], deed: Deed) -> None:
    for lot, change in changes:
        lot.on_hand += change
        lot.save()
    stock.on_hand += sum(change for _, change in changes)
    stock.save(update_fields=["on_hand"])
    StockMovement.objects.bulk_create(deed.line(lot, change) for lot, change in changes)


def _has_expired(lot: StockLot, today: date) -> bool:
    return lot.expires_on is not None and lot.expires_on < today


def _check_enough(stock: Stock, count: int, good: int, *, although_expired: bool) -> None:
    if count > stock.on_hand:
        _refuse_more(stock, count, stock.on_hand)
    if count > good and not although_expired:
        raise Refusal(
            "only_expired",
            gettext_noop(
                "%(item)s: only %(good)s of %(there)s are in date. Take fewer, or say why expired ones go."
            ),
            item=item_called(stock.item).name, good=good, there=stock.on_hand,
        )  # fmt: skip


def _refuse_more(stock: Stock, count: int, there: int) -> None:
    raise Refusal(
        "not_enough",
        gettext_noop("%(item)s: %(count)s wanted, the book has %(there)s. Take fewer, or count the store."),
        item=item_called(stock.item).name, count=count, there=there,
    )  # fmt: skip
