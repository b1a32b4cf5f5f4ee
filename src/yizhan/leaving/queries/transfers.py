"""Transfer orders of a site, who is on the way, and which arrivals are overdue: computed on reading."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.leaving.enums import PassengerState, RefusalOutcome
from yizhan.leaving.models import Passenger, TransferOrder, TransferRefusal
from yizhan.leaving.rules import leaving_rules
from yizhan.people.identity import Identity
from yizhan.people.queries.identity import identities, note_of
from yizhan.places.models import Occupancy, Site
from yizhan.stays.enums import EndReason
from yizhan.stays.models import Stay

SHOWN_FOR = timedelta(days=2)
OPEN = (PassengerState.ORDERED, PassengerState.REFUSED, PassengerState.LEFT)


@dataclass(frozen=True, slots=True)
class Rider:
    """One person on an order: the wristband they wear or wore last, and the room they are in."""

    row: Passenger
    tag: str
    room: str
    party_id: UUID | None
    at: datetime

    @property
    def is_overdue(self) -> bool:
        """True from some minutes after the expected arrival on, until somebody says they are there."""
        late = self.row.order.expected_at + leaving_rules().arrival_grace
        return self.row.state == PassengerState.LEFT and self.at >= late


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order with everybody on it, as it stands now."""

    order: TransferOrder
    riders: tuple[Rider, ...]

    def those(self, *states: str) -> tuple[Rider, ...]:
        """Return the riders in one of these states."""
        return tuple(one for one in self.riders if one.row.state in states)

    @property
    def waiting(self) -> tuple[Rider, ...]:
        """Who is to leave yet."""
        return self.those(PassengerState.ORDERED)

    @property
    def on_the_way(self) -> tuple[Rider, ...]:
        """Who has left one place and is not at the other."""
        return self.those(PassengerState.LEFT)

    @property
    def refusing(self) -> tuple[Rider, ...]:
        """Who refuses to go."""
        return self.those(PassengerState.REFUSED)

    @property
    def arrived(self) -> tuple[Rider, ...]:
        """Who is there."""
        return self.those(PassengerState.ARRIVED)

    @property
    def is_open(self) -> bool:
        """True while somebody on it waits, refuses or is on the way."""
        return bool(self.those(*OPEN))

    @property
    def overdue(self) -> bool:
        """True when somebody should have arrived."""
        return any(one.is_overdue for one in self.riders)


@dataclass(frozen=True, slots=True)
class Talk:
    """One talk with somebody who refuses; `words` is None where the person was erased."""

    row: TransferRefusal
    words: str | None

    @property
    def outcome(self) -> RefusalOutcome:
        """What came of it."""
        return RefusalOutcome(self.row.outcome)


def orders_at(site_id: UUID) -> list[OrderView]:
    """Return the orders from and to a site that are open, or were ordered lately; four queries."""
    recent = Q(ordered_at__gte=now() - SHOWN_FOR) | Q(passengers__state__in=OPEN)
    rows = TransferOrder.objects.filter(Q(origin_id=site_id) | Q(target_id=site_id)).filter(recent)
    found = _views(rows.distinct())
    return sorted(found, key=lambda one: (not one.overdue, not one.is_open, one.order.leaves_at))


def order_view(site_id: UUID, order_id: UUID) -> OrderView | None:
    """Return one order that concerns a site; None for any other. Four queries."""
    concerns = TransferOrder.objects.filter(Q(origin_id=site_id) | Q(target_id=site_id), id=order_id)
    return next(iter(_views(concerns)), None)


def overdue_arrivals(site_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many people should have arrived, by each site that they left or go to; one query."""
    wanted = set(site_ids)
    late = Passenger.objects.filter(
        state=PassengerState.LEFT, order__expected_at__lte=now() - leaving_rules().arrival_grace
    )
    found: dict[UUID, int] = {}
    for pair in late.values_list("order__origin_id", "order__target_id"):
        for site_id in wanted & set(pair):
            found[site_id] = found.get(site_id, 0) + 1
    return found


def talks_of(passenger: Passenger, *, by: Actor) -> list[Talk]:
    """Return the talks with somebody who refuses, oldest first; opening them is audited."""
    rows = list(passenger.refusals.select_related("by"))
    if rows:
        site_id = passenger.order.origin_id or passenger.order.target_id
        record_audit(by, "leaving.read_talks", site_id=site_id, passenger=str(passenger.id))
    return [Talk(row, note_of(passenger.person_id, bytes(row.talk))) for row in rows]


def may_return(site_id: UUID) -> list[tuple[Passenger, str]]:
    """Return who went from a site to a hospital or a home and is at no site now, with the last wristband."""
    gone = Passenger.objects.filter(
        state=PassengerState.ARRIVED, order__origin_id=site_id, order__target=None, left_stay__isnull=False
    ).exclude(person__stays__ended_at=None)
    open_again = Passenger.objects.filter(state__in=OPEN).values("person_id")
    rows = gone.exclude(person_id__in=open_again).select_related("left_stay", "order")
    return [(row, row.left_stay.tag) for row in rows if row.left_stay]


def names_on(view: OrderView, *, by: Actor, site: Site) -> dict[UUID, Identity]:
    """Open the names of everybody on an order, by person; that they were read is audited."""
    record_audit(by, "leaving.read_order", site_id=site.id, order=str(view.order.id), people=len(view.riders))
    return identities(one.row.person for one in view.riders)


def _views(orders: QuerySet[TransferOrder]) -> list[OrderView]:
    found = list(orders.select_related("origin", "target", "ordered_by"))
    rows = Passenger.objects.filter(order__in=found).select_related(
        "person", "left_stay", "new_stay", "order", "left_by", "arrived_by"
    )
    passengers = list(rows)
    persons = [row.person_id for row in passengers]
    last = {
        stay.person_id: stay
        for stay in Stay.objects.filter(person_id__in=persons)
        .exclude(end_reason=EndReason.VOID)
        .order_by("started_at")
    }
    inside = Occupancy.objects.filter(person_id__in=persons, ended_at=None)
    rooms = dict(inside.values_list("person_id", "room__name"))
    at = now()
    riders: dict[UUID, list[Rider]] = {order.id: [] for order in found}
    for row in passengers:
        stay = row.new_stay or row.left_stay or last.get(row.person_id)
        riders[row.order_id].append(
            Rider(
                row,
                stay.tag if stay else "",
                rooms.get(row.person_id, ""),
                stay.party_id if stay else None,
                at,
            )
        )
    return [OrderView(order, tuple(sorted(riders[order.id], key=lambda one: one.tag))) for order in found]
