"""Orders at the doors, line by line; what a party confirms or lacks; and what was settled outside."""

from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.rounds import close_task
from yizhan.people.models import Party
from yizhan.places.models import Occupancy, Site
from yizhan.provision.actions.orders import lock_order_day, own_party
from yizhan.provision.models import OrderDay, OrderLine, Settlement
from yizhan.provision.models.orders import MOST_CENTS
from yizhan.provision.order_rules import ways
from yizhan.provision.queries.order_doors import ORDERS, waiting_lines
from yizhan.provision.queries.orders import account_of_party

MOST_LINES = 120


class HandedLine(BaseModel):
    """How many of one line reached the door."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line_id: UUID
    quantity: int = Field(ge=0, le=999)


class OrderHanded(Outcome):
    """How many lines of the door were handed over whole, and how many not."""

    site_id: UUID
    room_id: UUID
    whole: int
    lacking: int


@action("provision.hand_over_order", needs="round.walk")
def hand_over_order(
    *, by: Actor, site_id: UUID, room_id: UUID, round_id: UUID | None = None,
    lines: Annotated[tuple[HandedLine, ...], Field(max_length=MOST_LINES)] = (),
) -> OrderHanded:  # fmt: skip
    """Record what of the orders reached this door; with no line named, all that waits was handed over whole.

    Lines that were handed over before stay as they were. The door's task of the round is done.
    """
    Site.objects.select_for_update(no_key=True).get(id=site_id)
    said = {line.line_id: line.quantity for line in lines}
    here = Occupancy.objects.filter(room_id=room_id, room__site_id=site_id, ended_at=None)
    carried = waiting_lines(site_id).filter(party_id__in=here.values("party_id"))
    _lock_days(carried)
    waiting = list(carried)
    if said:
        waiting = [line for line in waiting if line.id in said]
    moment, lacking = moment_of(by), 0
    for line in waiting:
        brought = line.brought or 0
        line.handed = min(said.get(line.id, brought), brought)
        line.handed_at, line.handed_by_id = moment, by.account_id
        lacking += line.handed < brought
    OrderLine.objects.bulk_update(waiting, ["handed", "handed_at", "handed_by"])
    close_task(by=by, round_id=round_id, kind=ORDERS, room_id=room_id, record_id=by.command_id, at=moment)
    return OrderHanded(site_id=site_id, room_id=room_id, whole=len(waiting) - lacking, lacking=lacking)


class LineCorrected(Outcome):
    """The line."""

    site_id: UUID
    line_id: UUID
    handed: int


@action("provision.correct_order_line", needs="order.manage")
def correct_order_line(*, by: Actor, site_id: UUID, line_id: UUID, handed: int) -> LineCorrected:
    """Set how many of a line a party really has; what it owes follows. What was missing is answered."""
    lines = OrderLine.objects.filter(order_day__site_id=site_id, id=line_id)
    _lock_days(lines)
    line = lines.first()
    if line is None:
        raise Refusal("no_such_line", gettext_noop("There is no such line. Open the page again."))
    if not 0 <= handed <= (line.brought or 0):
        raise Refusal(
            "more_than_brought", gettext_noop("Of %(name)s %(brought)s were brought. Write at most that."),
            name=line.name, brought=line.brought or 0,
        )  # fmt: skip
    line.handed, line.missing_at = handed, None
    line.handed_at, line.handed_by_id = moment_of(by), by.account_id
    line.save(update_fields=["handed", "handed_at", "handed_by", "missing_at"])
    return LineCorrected(site_id=site_id, line_id=line.id, handed=handed)


class OwnConfirmed(Outcome):
    """How many lines the party has, and how many it says are missing."""

    site_id: UUID
    party_id: UUID
    confirmed: int
    missing: int


@action("provision.confirm_own_order", needs="", online_only=True)
def confirm_own_order(
    *, by: Actor, site_id: UUID, order_day_id: UUID,
    missing: Annotated[tuple[UUID, ...], Field(max_length=MOST_LINES)] = (),
) -> OwnConfirmed:  # fmt: skip
    """Let a party say on its own page that it has what was handed over, and which lines are missing."""
    party_id = own_party(by, site_id)
    lines = lock_order_day(site_id, order_day_id).lines.filter(party_id=party_id, handed__isnull=False)
    lacking, moment = lines.filter(id__in=missing), moment_of(by)
    counted = lacking.count()
    confirmed = lines.exclude(id__in=missing).update(confirmed_at=moment, missing_at=None)
    lacking.update(confirmed_at=None, missing_at=moment)
    return OwnConfirmed(site_id=site_id, party_id=party_id, confirmed=confirmed, missing=counted)


class Settled(Outcome):
    """What the party still owes, in whole cents; negative is its credit."""

    site_id: UUID
    party_id: UUID
    balance_cents: int


@action("provision.settle_order", needs="order.manage")
def settle_order(
    *, by: Actor, site_id: UUID, party_id: UUID, way: str, cents: Annotated[int, Field(ge=1, le=MOST_CENTS)],
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = "",
) -> Settled:  # fmt: skip
    """Record that a party settled a sum outside, or got one back. Nothing is paid here."""
    if way not in ways():
        raise Refusal("no_such_way", gettext_noop("There is no such way to settle. Open the page again."))
    Party.objects.select_for_update(no_key=True).filter(id=party_id).first()
    if not OrderLine.objects.filter(order_day__site_id=site_id, party_id=party_id).exists():
        raise Refusal("nothing_ordered", gettext_noop("This party has ordered nothing here."))
    earlier = _settlements(site_id, party_id).aggregate(sum=Sum("cents"))["sum"] or 0
    signed = -cents if ways()[way].back else cents
    if earlier + signed < 0:
        raise Refusal("more_than_settled", gettext_noop("More cannot be paid back than was settled."))
    Settlement.objects.create(
        id=new_id(), site_id=site_id, party_id=party_id, cents=signed, way=way, note=note,
        settled_at=moment_of(by), settled_by_id=by.account_id,
    )  # fmt: skip
    owed = account_of_party(site_id, party_id).owed_cents
    return Settled(site_id=site_id, party_id=party_id, balance_cents=owed - earlier - signed)


def _lock_days(lines: QuerySet[OrderLine]) -> None:
    """Lock the orders of these lines: what was brought is not shared out anew while it is handed over."""
    days = OrderDay.objects.filter(id__in=lines.order_by().values("order_day_id"))
    list(days.select_for_update(no_key=True).order_by("id").values_list("id"))


def _settlements(site_id: UUID, party_id: UUID) -> QuerySet[Settlement]:
    return Settlement.objects.filter(site_id=site_id, party_id=party_id)
