"""Asking the command post for what will run out, as a matter that somebody there sees through."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.ids import new_id
from yizhan.duty.actions.matters_asking import ask
from yizhan.duty.needs import needs
from yizhan.duty.queries.matters_duty import first_asked
from yizhan.provision.actions.store import MOST, MOST_LINES, MOVE, item_called
from yizhan.provision.models import StockAsk

SUPPLIES = "supplies"
LONGEST = 1000


class StockWanted(BaseModel):
    """So many of one item that a site needs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: Annotated[str, Field(max_length=24)]
    count: Annotated[int, Field(ge=1, le=MOST)]


class StockAsked(Outcome):
    """The matter by which it is asked, and who sees it through."""

    site_id: UUID
    matter_id: UUID
    responsible_id: UUID | None


@action("provision.ask_for_stock", needs=MOVE)
def ask_for_stock(
    *, by: Actor, site_id: UUID,
    lines: Annotated[tuple[StockWanted, ...], Field(min_length=1, max_length=MOST_LINES)],
    words: Annotated[str, Field(max_length=400)] = "",
) -> StockAsked:  # fmt: skip
    """Ask the command post for articles: one matter, in the words of who asks, with every item and number."""
    listed = [f"{item_called(line.item).name} {line.count} {item_called(line.item).unit}" for line in lines]
    said = "\n".join(part for part in (words.strip(), *listed) if part)[:LONGEST]
    upward = first_asked(site_id, needs()[SUPPLIES].roles)
    asked = ask(
        by=by, site_id=site_id, need=SUPPLIES, words=said, asked_of=upward.account_id if upward else None
    )
    StockAsk.objects.bulk_create(
        StockAsk(
            id=new_id(), site_id=site_id, item=line.item, count=line.count, matter_id=asked.matter_id,
            asked_at=moment_of(by),
        )
        for line in lines
    )  # fmt: skip
    return StockAsked(site_id=site_id, matter_id=asked.matter_id, responsible_id=asked.responsible_id)
