"""A store to be tried: who moves what in it, and what the book says then."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

    from tests.intake.night import Night
    from yizhan.provision.queries.stock import Shelf
    from yizhan.provision.queries.stock_proof import ShelfFault

TODAY = date(2022, 3, 16)


def receive(night: Night, item: str, count: int, lot: str = "", days: int | None = None, **more: Any) -> Any:
    """Let the clerk take in so many of an item, which expire in so many days."""
    from yizhan.provision.actions.stock_receiving import StockReceiving, receive_stock

    expires_on = None if days is None else TODAY + timedelta(days=days)
    line = StockReceiving(item=item, count=count, lot=lot, expires_on=expires_on)
    return receive_stock(by=night.by("clerk"), site_id=night.site.id, lines=(line,), **more)


def issue(night: Night, item: str, count: int, **more: Any) -> int:
    """Let the clerk give so many out; returns how many are left."""
    from yizhan.provision.actions.stock_issuing import issue_stock

    return issue_stock(by=night.by("clerk"), site_id=night.site.id, item=item, count=count, **more).left


def shelf(night: Night, item: str, **more: Any) -> Shelf:
    """Return one shelf as the page shows it."""
    from yizhan.provision.queries.stock import store_of

    return next(one for one in store_of(night.site.id, **more) if one.item.key == item)


def lots(night: Night, item: str) -> list[tuple[str, int]]:
    """Return what is left of each lot, in the order in which it goes."""
    from yizhan.provision.queries.stock import lots_at

    return [(lot.number, lot.on_hand) for lot in lots_at(night.site.id, item)]


def faults(site_id: UUID | None) -> list[ShelfFault]:
    """Return what is wrong in a store's book."""
    from yizhan.provision.queries.stock_proof import stock_faults

    return stock_faults(site_id)


def second_site() -> UUID:
    """Set up another site with an empty store."""
    from yizhan.command.actions.sites import set_up_site
    from yizhan.command.demonstration import demonstration_facts, hotel_plan
    from yizhan.core.actors import SYSTEM
    from yizhan.core.ids import new_id

    site_id = new_id()
    facts = {
        **demonstration_facts()["site"],
        "code": "second",
        "rooms_per_floor": 2,
        "floors": [3],
        "stock": {},
    }
    set_up_site(by=SYSTEM, site_id=site_id, plan=hotel_plan(facts))
    return site_id
