"""Invariant 10: a store holds what came in less what went out, and what was sent is at one end only."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy, gettext_noop

from yizhan.command.queries.verify.report import Fault
from yizhan.places.models import Site
from yizhan.provision.queries.stock_proof import ShelfFault, TransferFault, stock_faults, transfer_faults
from yizhan.provision.stock_rules import items

DIFFERS = gettext_noop(
    "%(store)s, %(item)s: the book says %(book)s, its lots %(lots)s, its movements %(moved)s. "
    "Count what stands there and keep the count on the item's page: that puts the book right."
)
BELOW = gettext_noop(
    "%(store)s, %(item)s: below nothing (book %(book)s, lots %(lots)s, movements %(moved)s). "
    "No page does that: find out who changed the database, and compare with the last backup."
)
SIDES = gettext_noop(
    "%(store)s to %(to)s, %(item)s: the transfer of %(at)s says %(sent)s sent and %(arrived)s arrived, the "
    "books say %(out)s out and %(came)s in. Ask both stores what went and came, and count it at both."
)


def stores_are_what_moved(site: Site | None) -> Iterator[Fault]:
    """Invariant 10: of a site's store, or of the command post's, and of what it sent; four queries."""
    for shelf in stock_faults(site.id if site else None):
        yield _of_shelf(_called(site), shelf)
    for sent in transfer_faults(site.id if site else None):
        yield _of_transfer(_called(site), sent)


def _of_shelf(store: object, found: ShelfFault) -> Fault:
    code, template = ("stock_below_nothing", BELOW) if found.below else ("stock_differs", DIFFERS)
    facts = {"book": found.book, "lots": found.lots, "moved": found.moved}
    return Fault(10, code, template, {"store": store, "item": _item(found.item), **facts})


def _of_transfer(store: object, found: TransferFault) -> Fault:
    facts = {
        "store": store, "to": _called(found.to_site), "item": _item(found.item), "at": found.sent_at,
        "sent": found.sent, "arrived": found.arrived, "out": found.out, "came": found.came,
    }  # fmt: skip
    return Fault(10, "stock_transfer_differs", SIDES, facts)


def _called(site: Site | None) -> object:
    return site.name if site else gettext_lazy("Command post")


def _item(key: str) -> object:
    return items()[key].name if key in items() else key
