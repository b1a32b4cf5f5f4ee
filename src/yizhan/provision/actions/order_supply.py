"""What the shop really brought: too little of one thing, something else in its place, at another price."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.provision.actions.orders import lock_order_day
from yizhan.provision.models import OrderDay, OrderLine
from yizhan.provision.sharing_out import share_out

Cents = Annotated[int, Field(ge=0, le=10_000_000)]
Count = Annotated[int, Field(ge=0, le=100_000)]


class Substitute(BaseModel):
    """What came in the place of something else, how many, at which price."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    arrived: Count
    cents: Cents


class Brought(Outcome):
    """How many of what arrived went to parties, how many are lacking, and how many nobody ordered."""

    site_id: UUID
    order_day_id: UUID
    shared: int
    lacking: int
    left_over: int


@action("provision.record_brought", needs="order.manage")
def record_brought(
    *, by: Actor, site_id: UUID, order_day_id: UUID, article_id: UUID, arrived: Count,
    cents: Cents | None = None, substitute: Substitute | None = None,
) -> Brought:  # fmt: skip
    """Record how many of an article came, and share them out: each party gets one before any gets two.

    A substitute goes to those who lack some and take one. Recorded again, it replaces what was recorded,
    until something of it was handed over.
    """
    found = _listed(site_id, order_day_id)
    lines = list(found.lines.filter(article_id=article_id).order_by("ordered_at", "id"))
    if not lines:
        raise Refusal("nobody_ordered", gettext_noop("Nobody ordered this. Open the list again."))
    _forget(lines)
    shares = share_out([(line.id, line.quantity) for line in lines], arrived)
    for line in lines:
        line.brought = shares[line.id]
        line.price_cents = line.ordered_cents if cents is None else cents
    OrderLine.objects.bulk_update(lines, ["brought", "price_cents"])
    instead = _replace(by, found, lines, substitute) if substitute else 0
    lacking = sum(line.quantity - shares[line.id] for line in lines) - instead
    left_over = arrived - sum(shares.values()) + (substitute.arrived - instead if substitute else 0)
    return Brought(
        site_id=site_id, order_day_id=found.id, shared=sum(shares.values()) + instead, lacking=lacking,
        left_over=left_over,
    )  # fmt: skip


@action("provision.record_all_brought", needs="order.manage")
def record_all_brought(*, by: Actor, site_id: UUID, order_day_id: UUID) -> Brought:
    """Record that of everything else what was ordered came: articles that were recorded stay as they are."""
    found = _listed(site_id, order_day_id)
    rest = found.lines.filter(brought=None)
    shared = sum(rest.values_list("quantity", flat=True))
    rest.update(brought=F("quantity"))
    return Brought(site_id=site_id, order_day_id=found.id, shared=shared, lacking=0, left_over=0)


def _listed(site_id: UUID, order_day_id: UUID) -> OrderDay:
    found = lock_order_day(site_id, order_day_id)
    if found.listed_at is None:
        raise Refusal("not_listed", gettext_noop("People still order. Close the order first."))
    return found


def _forget(lines: Sequence[OrderLine]) -> None:
    """Take back what was recorded of these lines, unless something has reached a door."""
    substitutes = OrderLine.objects.filter(instead_of__in=[line.id for line in lines])
    if any(line.handed is not None for line in lines) or substitutes.filter(handed__isnull=False).exists():
        raise Refusal(
            "handed_already",
            gettext_noop("Some of this was handed over. Correct the lines of the parties instead."),
        )
    substitutes.delete()


def _replace(by: Actor, found: OrderDay, lines: Sequence[OrderLine], substitute: Substitute) -> int:
    """Give the substitute to those who lack some and take one; returns how many."""
    lacking = [(line, line.quantity - (line.brought or 0)) for line in lines if line.takes_substitute]
    shares = share_out([(line.id, count) for line, count in lacking], substitute.arrived)
    OrderLine.objects.bulk_create(
        OrderLine(
            id=new_id(), order_day=found, party_id=line.party_id, instead_of=line, name=substitute.name,
            quantity=shares[line.id], brought=shares[line.id], ordered_cents=substitute.cents,
            price_cents=substitute.cents, ordered_at=moment_of(by), ordered_by=by.key,
        )
        for line, _ in lacking
        if shares[line.id]
    )  # fmt: skip
    return sum(shares.values())
