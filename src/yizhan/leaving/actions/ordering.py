"""Transfer orders: who is brought from here to there, by whom ordered, why and how; and calling them off."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.two_people import refuse_unauthorised
from yizhan.leaving.enums import Destination, Handling, PassengerState
from yizhan.leaving.models import Passenger, TransferOrder
from yizhan.people.phones import normal_phone
from yizhan.places.models import Site
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.models import Stay

MOST_PASSENGERS = 400
OPEN = (PassengerState.ORDERED, PassengerState.LEFT, PassengerState.REFUSED)

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
PersonIds = Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_PASSENGERS)]


class Way(BaseModel):
    """From where to where, when and how; a site of ours by its id, any other place in words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    origin_kind: Destination
    origin_id: UUID | None = None
    origin_words: Words = ""
    target_kind: Destination
    target_id: UUID | None = None
    target_words: Words = ""
    leaves_at: AwareDatetime
    expected_at: AwareDatetime
    handling: Handling = Handling.CLOSED_LOOP
    plate: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20)] = ""
    driver_phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=30)] = ""


class Ordered(Outcome):
    """The order, and each person's place on it."""

    site_id: UUID
    order_id: UUID
    passengers: dict[UUID, UUID]


class OrderCalledOff(Outcome):
    """The order that was called off, and how many people stay where they are."""

    site_id: UUID
    order_id: UUID
    people: int


@action("leaving.order_transfer", needs="transfer.order", online_only=True)
def order_transfer(
    *, by: Actor, site_id: UUID, order_id: UUID, way: Way, person_ids: PersonIds, reason: Reason
) -> Ordered:
    """Order that people are brought from a site to another one, to hospital or home, or back from there.

    `site_id` is where the order is written: the site they leave, or the one they come back to. Refused
    where somebody is not at the origin now, or is on another open order.
    """
    lock_journal(site_id)
    refuse_unauthorised(by, site_id, "transfer.order")
    _refuse_way(site_id, way, reason)
    _refuse_elsewhere(way, person_ids)
    return write_order(by, site_id, order_id, way, person_ids, reason)


@action("leaving.call_off_transfer", needs="transfer.order", online_only=True)
def call_off_transfer(*, by: Actor, site_id: UUID, order_id: UUID) -> OrderCalledOff:
    """Call an order off for everybody who has not left yet."""
    lock_journal(site_id)
    refuse_unauthorised(by, site_id, "transfer.order")
    order = order_of(site_id, order_id)
    waiting = Passenger.objects.filter(
        order=order, state__in=(PassengerState.ORDERED, PassengerState.REFUSED)
    )
    people = waiting.update(state=PassengerState.CALLED_OFF)
    if not people:
        raise Refusal("nobody_waits", gettext_noop("Nobody on this order waits any more. Look at it again."))
    return OrderCalledOff(site_id=site_id, order_id=order_id, people=people)


def order_of(site_id: UUID, order_id: UUID) -> TransferOrder:
    """Return an order that concerns a site, from or to it; refused for any other."""
    order = TransferOrder.objects.select_related("origin", "target").filter(id=order_id).first()
    if order is None or site_id not in (order.origin_id, order.target_id):
        raise Refusal("no_such_order", gettext_noop("This site has no such transfer order."))
    return order


def write_order(
    by: Actor, site_id: UUID, order_id: UUID, way: Way, person_ids: PersonIds, reason: str,
    *, accepted_without: bool = False,
) -> Ordered:  # fmt: skip
    """Write an order with its passengers; call it with the journals of its sites locked."""
    order = TransferOrder.objects.create(
        id=order_id, origin_kind=way.origin_kind, origin_id=way.origin_id, origin_words=way.origin_words,
        target_kind=way.target_kind, target_id=way.target_id, target_words=way.target_words, reason=reason,
        plate=way.plate, driver_phone=normal_phone(way.driver_phone), handling=way.handling,
        leaves_at=way.leaves_at, expected_at=way.expected_at, ordered_at=now(), ordered_by_id=by.account_id,
        accepted_without=accepted_without,
    )  # fmt: skip
    rows = Passenger.objects.bulk_create(
        Passenger(id=new_id(), order=order, person_id=person_id) for person_id in dict.fromkeys(person_ids)
    )
    return Ordered(site_id=site_id, order_id=order.id, passengers={row.person_id: row.id for row in rows})


def drop_open_orders(person_ids: Iterable[UUID]) -> None:
    """Take people off orders on which they have not left: they went another way, or home."""
    waiting = Passenger.objects.filter(
        person_id__in=list(person_ids), state__in=(PassengerState.ORDERED, PassengerState.REFUSED)
    )
    waiting.update(state=PassengerState.CALLED_OFF)


def _refuse_way(site_id: UUID, way: Way, reason: str) -> None:
    if not reason.strip():
        raise Refusal("reason_needed", gettext_noop("Say why these people are transferred."))
    if site_id not in (way.origin_id, way.target_id) or way.origin_id == way.target_id:
        raise Refusal(
            "not_our_way", gettext_noop("An order leads from this site to another place, or back here.")
        )
    for kind, place, words in (
        (way.origin_kind, way.origin_id, way.origin_words), (way.target_kind, way.target_id, way.target_words)
    ):  # fmt: skip
        known = place is not None and Site.objects.filter(id=place).exists()
        if known != (kind == Destination.SITE) or (kind != Destination.SITE and not words):
            raise Refusal(
                "place_needed", gettext_noop("Say from where and to where: a site, a hospital or a home.")
            )
    if way.expected_at < way.leaves_at:
        raise Refusal("backwards", gettext_noop("They cannot arrive before they leave. Look at both times."))


def _refuse_elsewhere(way: Way, person_ids: PersonIds) -> None:
    here = set(
        Stay.objects.filter(site_id=way.origin_id, person_id__in=person_ids, ended_at=None)
        .values_list("person_id", flat=True)
    ) if way.origin_id else _away(person_ids)  # fmt: skip
    if here != set(person_ids):
        raise Refusal(
            "not_there_now",
            gettext_noop("Somebody on this list is not there any more. Open the form again."),
        )
    going = Passenger.objects.filter(person_id__in=person_ids, state__in=OPEN)
    if going.exists():
        raise Refusal("ordered_already", gettext_noop("Somebody on this list is on another order already."))


def _away(person_ids: PersonIds) -> set[UUID]:
    """Return those of these people who went to a hospital or a home from a site, and are at no site now."""
    gone = Passenger.objects.filter(
        person_id__in=person_ids, state=PassengerState.ARRIVED, order__target=None
    ).exclude(person__stays__ended_at=None)
    return set(gone.values_list("person_id", flat=True))
