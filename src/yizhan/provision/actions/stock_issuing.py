"""What goes out of a store for use, what comes back unused, what is lost, and what a count finds."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.refusals import Refusal
from yizhan.places.models import Room
from yizhan.provision.actions.store import (
    MOST,
    MOVE,
    Deed,
    Words,
    check_store,
    lock_stocks,
    mark_counted,
    put_in,
    restate,
    take_out,
    take_worst,
)
from yizhan.provision.enums import MovementKind
from yizhan.provision.models import Stock, StockLot
from yizhan.provision.queries.stock import first_to_go
from yizhan.provision.stock_rules import causes, purposes
from yizhan.provision.stores import in_store

Key = Annotated[str, Field(max_length=24)]
Count = Annotated[int, Field(ge=1, le=MOST)]


class StockMoved(Outcome):
    """How many of an item moved, and how many are left in the store."""

    site_id: UUID | None
    item: str
    moved: int
    left: int


@action("provision.issue_stock", needs=MOVE)
def issue_stock(
    *, by: Actor, site_id: UUID | None, item: Key, count: Count, purpose: str = "crew", words: Words = "",
    room_id: UUID | None = None, although_expired: Words = "",
) -> StockMoved:  # fmt: skip
    """Give so many of an item out, what expires first first. What has expired goes only with a reason."""
    check_store(by, site_id)
    if purpose not in purposes():
        raise Refusal("no_such_purpose", gettext_noop("There is no such purpose. Open the page again."))
    if room_id and not Room.objects.filter(in_store(site_id), id=room_id).exists():
        raise Refusal("no_such_room", gettext_noop("There is no such room at this site."))
    stock = lock_stocks(site_id, [item])[item]
    reason = although_expired.strip()
    said = " · ".join(part for part in (words.strip(), reason) if part)
    deed = Deed(by, MovementKind.ISSUE, purpose, said[:200], room_id)
    take_out(stock, count, deed, although_expired=bool(reason))
    return _moved(stock, count)


@action("provision.return_stock", needs=MOVE)
def return_stock(
    *, by: Actor, site_id: UUID | None, item: Key, count: Count, words: Words = ""
) -> StockMoved:
    """Take back what was given out and not used; it stands in the lot that was given out last.

    Of several lots given out together in the one that expires first: nothing becomes fresher by it.
    """
    check_store(by, site_id)
    stock = lock_stocks(site_id, [item])[item]
    lot = _lot_given_out(stock)
    expires_on = lot.expires_on if lot else None
    deed = Deed(by, MovementKind.RETURN, words=words)
    put_in(stock, count, deed, number=lot.number if lot else "", expires_on=expires_on)
    return _moved(stock, count)


@action("provision.lose_stock", needs=MOVE)
def lose_stock(
    *, by: Actor, site_id: UUID | None, item: Key, count: Count, cause: str, words: Words = "",
    lot_id: UUID | None = None,
) -> StockMoved:  # fmt: skip
    """Write off what is broken, soiled, expired or cannot be found: of one lot, or of what expires first."""
    check_store(by, site_id)
    if cause not in causes():
        raise Refusal("no_such_cause", gettext_noop("There is no such reason. Open the page again."))
    stock = lock_stocks(site_id, [item])[item]
    take_worst(stock, count, Deed(by, MovementKind.LOSS, cause, words), lot=_lot(stock, lot_id))
    return _moved(stock, count)


class StockCounted(Outcome):
    """What was counted, and how far it is from the book before: above 0 there was more."""

    site_id: UUID | None
    item: str
    counted: int
    difference: int


@action("provision.count_stock", needs=MOVE)
def count_stock(
    *, by: Actor, site_id: UUID | None, item: Key, counted: Annotated[int, Field(ge=0, le=MOST)],
    reason: Words = "", lot_id: UUID | None = None,
) -> StockCounted:  # fmt: skip
    """Let the book say what stands in the store: all of an item, or one lot of it.

    A difference to what the book said needs a reason, unless the store was never opened for this item.
    A book that contradicts its own movements, as `yizhan verify` says, says what they say first.
    """
    check_store(by, site_id)
    stock = lock_stocks(site_id, [item])[item]
    restate(stock)
    lot = _lot(stock, lot_id)
    difference = counted - (lot or stock).on_hand
    known = stock.counted_at is not None or stock.movements.exists()
    if difference and known and not reason.strip():
        raise Refusal(
            "reason_needed",
            gettext_noop("The book says %(there)s and you counted %(counted)s. Say why, or count again."),
            there=(lot or stock).on_hand, counted=counted,
        )  # fmt: skip
    deed = Deed(by, MovementKind.COUNT, words=reason)
    if difference < 0:
        take_worst(stock, -difference, deed, lot=lot)
    elif difference > 0:
        number, expires_on = (lot.number, lot.expires_on) if lot else ("", None)
        put_in(stock, difference, deed, number=number, expires_on=expires_on)
    mark_counted(stock, moment_of(by))
    return StockCounted(site_id=site_id, item=item, counted=counted, difference=difference)


def _lot_given_out(stock: Stock) -> StockLot | None:
    """Return the lot of what went out last; the one that lasts longest where the book knows of nothing."""
    out = stock.movements.filter(kind__in=(MovementKind.ISSUE, MovementKind.PACK))
    last = out.order_by("-moved_at", "-id").first()
    if last is None:
        return max(stock.lots.all(), key=first_to_go, default=None)
    return min(stock.lots.filter(movements__deed=last.deed), key=first_to_go)


def _lot(stock: Stock, lot_id: UUID | None) -> StockLot | None:
    if lot_id is None:
        return None
    lot = stock.lots.filter(id=lot_id).first()
    if lot is None:
        raise Refusal("no_such_lot", gettext_noop("There is no such lot of this. Open the page again."))
    return lot


def _moved(stock: Stock, count: int) -> StockMoved:
    return StockMoved(site_id=stock.site_id, item=stock.item, moved=count, left=stock.on_hand)
