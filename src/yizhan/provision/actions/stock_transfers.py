"""From one store to another: sent, on its way, and only there once the other store says what really came."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.places.models import Site
from yizhan.provision.actions.store import (
    MOST,
    MOST_LINES,
    MOVE,
    Deed,
    Words,
    check_store,
    lock_stocks,
    put_in,
    take_out,
)
from yizhan.provision.enums import MovementKind
from yizhan.provision.models import StockTransfer, TransferLine


class StockSending(BaseModel):
    """So many of one item that are sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: Annotated[str, Field(max_length=24)]
    count: Annotated[int, Field(ge=1, le=MOST)]


class StockArriving(BaseModel):
    """How many of one line of a transfer really came."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line_id: UUID
    count: Annotated[int, Field(ge=0, le=MOST)]


class StockSent(Outcome):
    """The transfer, and how many articles are on their way."""

    site_id: UUID | None
    transfer_id: UUID
    count: int


@action("provision.send_stock", needs=MOVE)
def send_stock(
    *, by: Actor, site_id: UUID | None, to_site_id: UUID | None,
    lines: Annotated[tuple[StockSending, ...], Field(min_length=1, max_length=MOST_LINES)], words: Words = "",
) -> StockSent:  # fmt: skip
    """Send articles to another store, or with None to the command post's; nothing that has expired."""
    check_store(by, site_id)
    if to_site_id == site_id or (to_site_id and not Site.objects.filter(id=to_site_id).exists()):
        raise Refusal("no_such_store", gettext_noop("Choose another store to send it to."))
    stocks = lock_stocks(site_id, [line.item for line in lines])
    transfer = StockTransfer.objects.create(
        id=new_id(), site_id=site_id, to_site_id=to_site_id, words=words.strip(), sent_at=moment_of(by),
        sent_by_id=by.account_id,
    )  # fmt: skip
    deed = Deed(by, MovementKind.SENT, transfer_id=transfer.id)
    sent: list[TransferLine] = []
    for line in lines:
        for lot, count in take_out(stocks[line.item], line.count, deed):
            sent.append(
                TransferLine(
                    id=new_id(), transfer=transfer, item=line.item, number=lot.number,
                    expires_on=lot.expires_on, sent=count,
                )
            )  # fmt: skip
    TransferLine.objects.bulk_create(sent)
    return StockSent(site_id=site_id, transfer_id=transfer.id, count=sum(line.sent for line in sent))


class StockConfirmed(Outcome):
    """How many articles of a transfer came, and how many were lost on the way."""

    site_id: UUID | None
    transfer_id: UUID
    arrived: int
    lacking: int


@action("provision.confirm_stock", needs=MOVE)
def confirm_stock(
    *, by: Actor, site_id: UUID | None, transfer_id: UUID,
    arrived: Annotated[tuple[StockArriving, ...], Field(max_length=MOST_LINES * 10)] = (), words: Words = "",
) -> StockConfirmed:  # fmt: skip
    """Take in what really came of a transfer: what is not named came as it was sent. Less needs a reason."""
    check_store(by, site_id)
    transfer = _open(transfer_id, to_site_id=site_id)
    lines = list(transfer.lines.all())
    said = {one.line_id: one.count for one in arrived}
    _check_lines(lines, said)
    for line in lines:
        line.arrived = said.get(line.id, line.sent)
    came = sum(line.arrived or 0 for line in lines)
    lacking = sum(line.sent for line in lines) - came
    if lacking and not words.strip():
        raise Refusal(
            "reason_needed", gettext_noop("Less came than was sent. Say what happened to the rest.")
        )
    _take_in(by, transfer, site_id, lines, MovementKind.ARRIVED)
    _end(by, transfer, words)
    return StockConfirmed(site_id=site_id, transfer_id=transfer.id, arrived=came, lacking=lacking)


@action("provision.recall_stock", needs=MOVE)
def recall_stock(*, by: Actor, site_id: UUID | None, transfer_id: UUID, words: Words) -> StockConfirmed:
    """Take back into the sending store what no other store has confirmed yet, with the reason."""
    check_store(by, site_id)
    if not words.strip():
        raise Refusal("reason_needed", gettext_noop("Say why it is taken back."))
    transfer = _open(transfer_id, site_id=site_id)
    lines = list(transfer.lines.all())
    for line in lines:
        line.arrived = line.sent
    transfer.recalled = True
    _take_in(by, transfer, site_id, lines, MovementKind.RECALLED)
    _end(by, transfer, words)
    back = sum(line.sent for line in lines)
    return StockConfirmed(site_id=site_id, transfer_id=transfer.id, arrived=back, lacking=0)


def _open(transfer_id: UUID, **store: UUID | None) -> StockTransfer:
    transfers = StockTransfer.objects.select_for_update(of=("self",), no_key=True)
    transfer = transfers.filter(id=transfer_id, **store).first()
    if transfer is None:
        raise Refusal("no_such_transfer", gettext_noop("There is no such transfer. Open the page again."))
    if transfer.ended_at:
        raise Refusal("already_confirmed", gettext_noop("This transfer is in the book already."))
    return transfer


def _check_lines(lines: list[TransferLine], said: dict[UUID, int]) -> None:
    sent = {line.id: line.sent for line in lines}
    if set(said) - set(sent) or any(count > sent[line_id] for line_id, count in said.items()):
        raise Refusal(
            "more_than_sent",
            gettext_noop(
                "More came than was sent. Confirm what was sent, and receive the rest as a delivery."
            ),
        )


def _take_in(
    by: Actor, transfer: StockTransfer, site_id: UUID | None, lines: list[TransferLine], kind: MovementKind
) -> None:
    stocks = lock_stocks(site_id, [line.item for line in lines])
    deed = Deed(by, kind, transfer_id=transfer.id)
    for line in lines:
        if line.arrived:
            put_in(stocks[line.item], line.arrived, deed, number=line.number, expires_on=line.expires_on)
    TransferLine.objects.bulk_update(lines, ["arrived"])


def _end(by: Actor, transfer: StockTransfer, words: str) -> None:
    transfer.ended_at, transfer.ended_by_id = moment_of(by), by.account_id
    transfer.ended_words = words.strip()
    transfer.save()
