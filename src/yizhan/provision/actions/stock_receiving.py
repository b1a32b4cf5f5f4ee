"""What comes into a store: a delivery with its lots, a donation with its donor."""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.provision.actions.store import (
    MOST,
    MOST_LINES,
    MOVE,
    Deed,
    LotNumber,
    Words,
    check_store,
    lock_stocks,
    put_in,
)
from yizhan.provision.enums import MovementKind
from yizhan.provision.models import Donation
from yizhan.provision.stores import in_store
from yizhan.reading.shown import visible


class StockReceiving(BaseModel):
    """So many of one item that came, with what stands on the box."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: Annotated[str, Field(max_length=24)]
    count: Annotated[int, Field(ge=1, le=MOST)]
    lot: LotNumber = ""
    expires_on: date | None = None


class StockReceived(Outcome):
    """How many lines and articles came; the donation, if it was one."""

    site_id: UUID | None
    lines: int
    count: int
    donation_id: UUID | None = None


@action("provision.receive_stock", needs=MOVE)
def receive_stock(
    *, by: Actor, site_id: UUID | None,
    lines: Annotated[tuple[StockReceiving, ...], Field(min_length=1, max_length=MOST_LINES)],
    words: Words = "",
    donor: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = "",
) -> StockReceived:  # fmt: skip
    """Take a delivery into the store, lot by lot; with a donor it is a donation, to be thanked for.

    `words` names the delivery, such as the number of its note. `site_id` None is the command post's store.
    """
    check_store(by, site_id)
    stocks = lock_stocks(site_id, [line.item for line in lines])
    donation = _donation(by, site_id, donor)
    kind = MovementKind.DONATION if donation else MovementKind.RECEIPT
    deed = Deed(by, kind, words=words, donation_id=donation.id if donation else None)
    for line in lines:
        put_in(stocks[line.item], line.count, deed, number=line.lot, expires_on=line.expires_on)
    return StockReceived(
        site_id=site_id, lines=len(lines), count=sum(line.count for line in lines),
        donation_id=donation.id if donation else None,
    )  # fmt: skip


class DonorThanked(Outcome):
    """The donation that was thanked for."""

    site_id: UUID | None
    donation_id: UUID


@action("provision.thank_donor", needs=MOVE)
def thank_donor(*, by: Actor, site_id: UUID | None, donation_id: UUID) -> DonorThanked:
    """Record that the donor was thanked; thanked again, the first time stands."""
    check_store(by, site_id)
    mine = Donation.objects.filter(in_store(site_id), id=donation_id)
    if not mine.exists():
        raise Refusal("no_such_donation", gettext_noop("There is no such donation. Open the page again."))
    mine.filter(thanked_at=None).update(thanked_at=moment_of(by), thanked_by_id=by.account_id)
    return DonorThanked(site_id=site_id, donation_id=donation_id)


def _donation(by: Actor, site_id: UUID | None, donor: str) -> Donation | None:
    named = visible(donor)
    if not named:
        return None
    return Donation.objects.create(id=new_id(), site_id=site_id, donor=named, given_at=moment_of(by))
