"""Carrying a transfer out: each side says its own part by name; on the way is nowhere, and never lost."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.two_people import refuse_unauthorised
from yizhan.leaving.actions.carrying import carry_courses
from yizhan.leaving.actions.ordering import PersonIds, Reason, Way, drop_open_orders, order_of, write_order
from yizhan.leaving.enums import Destination, PassengerState, RefusalOutcome
from yizhan.leaving.models import Passenger, TransferOrder, TransferRefusal
from yizhan.leaving.rules import leaving_rules
from yizhan.people.actions.identity import seal_note
from yizhan.people.models import PartyMember
from yizhan.places.models import Site
from yizhan.stays.actions.departures import end_stays
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.actions.returning import Arriving, receive_on_order
from yizhan.stays.enums import EndReason
from yizhan.stays.models import Stay
from yizhan.stays.rules import BandNumber

PassengerIds = Annotated[tuple[UUID, ...], Field(min_length=1, max_length=400)]
Bands = Annotated[dict[UUID, BandNumber], Field(min_length=1, max_length=400)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]


class PassengersMoved(Outcome):
    """How many people of an order left, arrived, or refused."""

    site_id: UUID
    order_id: UUID
    people: int


class PassengersReceived(Outcome):
    """The new stay of each passenger."""

    site_id: UUID
    order_id: UUID
    stays: dict[UUID, UUID]


@action("leaving.let_go", needs="transfer.confirm", online_only=True)
def let_go(*, by: Actor, site_id: UUID, order_id: UUID, passenger_ids: PassengerIds) -> PassengersMoved:
    """Say that people of an order are in the vehicle: out of this site, on the way.

    From a hospital or a home the receiving site says it, as it was told. Refused without an order, for
    whoever refuses to go or has left, and by a site that they are not at.
    """
    lock_journal(site_id)
    account = refuse_unauthorised(by, site_id, "transfer.confirm")
    order = order_of(site_id, order_id)
    if order.origin_id not in (None, site_id):
        raise Refusal("others_say_so", gettext_noop("The site that they leave says that they have left."))
    rows = _passengers(order, passenger_ids, {PassengerState.ORDERED})
    _leave(rows, account, _end_at_origin(by, order, rows) if order.origin_id else {})
    return PassengersMoved(site_id=site_id, order_id=order_id, people=len(rows))


@action("leaving.receive", needs="transfer.confirm", online_only=True)
def receive(*, by: Actor, site_id: UUID, order_id: UUID, bands: Bands) -> PassengersReceived:
    """Receive people of an order here: a new stay under a new wristband, the same person and course.

    `bands` is the number that each passenger's party wears here; letters stay. Refused for whoever has not
    left the other place, and where another party wears the number.
    """
    lock_journal(site_id)
    refuse_unauthorised(by, site_id, "transfer.confirm")
    order = order_of(site_id, order_id)
    if order.target_id != site_id:
        raise Refusal("not_here", gettext_noop("This order does not bring anybody here."))
    rows = _passengers(order, list(bands), {PassengerState.LEFT})
    return _receive(by, order, rows, bands)


@action("leaving.confirm_received", needs="transfer.confirm", online_only=True)
def confirm_received(
    *, by: Actor, site_id: UUID, order_id: UUID, passenger_ids: PassengerIds, name: Name
) -> PassengersMoved:
    """Write down who at a hospital or a home took people over, as they said it on the phone."""
    lock_journal(site_id)
    refuse_unauthorised(by, site_id, "transfer.confirm")
    order = order_of(site_id, order_id)
    if order.target_id is not None:
        raise Refusal("others_say_so", gettext_noop("The site that receives them says that they are there."))
    if not name.strip():
        raise Refusal("name_needed", gettext_noop("Say who took them over there."))
    rows = _passengers(order, passenger_ids, {PassengerState.LEFT})
    for row in rows:
        row.state, row.arrived_at, row.arrived_by_id = PassengerState.ARRIVED, now(), by.account_id
        row.received_by = name
        row.save(update_fields=["state", "arrived_at", "arrived_by", "received_by"])
    return PassengersMoved(site_id=site_id, order_id=order_id, people=len(rows))


@action("leaving.record_refusal", needs="transfer.confirm", online_only=True)
def record_refusal(
    *, by: Actor, site_id: UUID, order_id: UUID, passenger_id: UUID, talk: Reason, papers_handed: bool,
    outcome: RefusalOutcome,
) -> PassengersMoved:  # fmt: skip
    """Record that somebody refuses to go: what was said with them, whether they have the papers, the outcome.

    As often as there is a talk. Who agrees, or is made to go by the authority, can leave on the order.
    """
    lock_journal(site_id)
    account = refuse_unauthorised(by, site_id, "transfer.confirm")
    order = order_of(site_id, order_id)
    (row,) = _passengers(order, [passenger_id], {PassengerState.ORDERED, PassengerState.REFUSED})
    if not talk.strip():
        raise Refusal("talk_needed", gettext_noop("Say who spoke with them, and what they said."))
    TransferRefusal.objects.create(
        id=by.command_id, passenger=row, talk=seal_note(row.person_id, talk), papers_handed=papers_handed,
        outcome=outcome, at=now(), by_id=account,
    )  # fmt: skip
    row.state = {
        RefusalOutcome.OPEN: PassengerState.REFUSED,
        RefusalOutcome.STAYS: PassengerState.CALLED_OFF,
    }.get(outcome, PassengerState.ORDERED)
    row.save(update_fields=["state"])
    return PassengersMoved(site_id=site_id, order_id=order_id, people=1)


@action("leaving.accept_without_order", needs="transfer.accept", online_only=True)
def accept_without_order(
    *, by: Actor, site_id: UUID, order_id: UUID, from_site_id: UUID, person_ids: PersonIds, reason: Reason
) -> PassengersMoved:
    """Accept people of another site who stand at the door without an order: the command post's own decision.

    The order is written now, and they leave the other site's ledger in the same moment; the site at whose
    door they stand (`site_id`) then receives them like anybody who is on the way.
    """
    lock_journal(from_site_id)
    account = refuse_unauthorised(by, site_id, "transfer.accept")
    if not reason.strip():
        raise Refusal("reason_needed", gettext_noop("Say why they are accepted without an order."))
    if site_id == from_site_id or not Site.objects.filter(id=site_id).exists():
        raise Refusal("not_here", gettext_noop("This order does not bring anybody here."))
    moment = now()
    way = Way(
        origin_kind=Destination.SITE, origin_id=from_site_id, target_kind=Destination.SITE, target_id=site_id,
        leaves_at=moment, expected_at=moment,
    )  # fmt: skip
    drop_open_orders(person_ids)
    ordered = write_order(by, site_id, order_id, way, person_ids, reason, accepted_without=True)
    order = order_of(site_id, order_id)
    rows = _passengers(order, list(ordered.passengers.values()), {PassengerState.ORDERED})
    _leave(rows, account, _end_at_origin(by, order, rows))
    return PassengersMoved(site_id=site_id, order_id=order_id, people=len(rows))


def _leave(rows: Sequence[Passenger], account: UUID, stays: Mapping[UUID, Stay]) -> None:
    for row in rows:
        row.state, row.left_at, row.left_by_id = PassengerState.LEFT, now(), account
        row.left_stay = stays.get(row.person_id)
        row.save(update_fields=["state", "left_at", "left_by", "left_stay"])


def _passengers(
    order: TransferOrder, ids: Sequence[UUID], states: Iterable[PassengerState]
) -> list[Passenger]:
    rows = list(Passenger.objects.select_for_update().filter(order=order, id__in=ids))
    if len(rows) != len(set(ids)) or any(row.state not in set(states) for row in rows):
        raise Refusal(
            "moved_on", gettext_noop("Somebody on this order is further on already. Look at the order again.")
        )
    return rows


def _end_at_origin(by: Actor, order: TransferOrder, rows: Sequence[Passenger]) -> dict[UUID, Stay]:
    """End the stays of these people at the site that they leave, whose journal is locked."""
    assert order.origin_id is not None  # noqa: S101 - the caller looks first
    persons = [row.person_id for row in rows]
    stays = list(Stay.objects.filter(site_id=order.origin_id, person_id__in=persons, ended_at=None))
    if len(stays) != len(rows):
        raise Refusal(
            "not_there_now", gettext_noop("Somebody on this list is not there any more. Open the form again.")
        )
    to = str(order.target_id) if order.target_id else order.target_kind
    end_stays(
        by=by, site_id=order.origin_id, stays=stays, reason=EndReason.TRANSFERRED,
        facts={stay.id: {"order": str(order.id), "to": to} for stay in stays},
        page_lasts=leaving_rules().page_lasts,
    )  # fmt: skip
    return {stay.person_id: stay for stay in stays}


def _receive(
    by: Actor, order: TransferOrder, rows: Sequence[Passenger], bands: Mapping[UUID, int]
) -> PassengersReceived:
    site = Site.objects.get(orders_in=order)
    before = _last_stays(rows)
    letters = _letters(before.values())
    arriving = [
        Arriving(
            row.person_id, before[row.person_id].party_id, bands[row.id], letters[row.person_id],
            before[row.person_id].cohort,
        )
        for row in rows
    ]  # fmt: skip
    stays = receive_on_order(by=by, site_id=site.id, order_id=order.id, arriving=arriving)
    carry_courses(by, site, {before[stay.person_id].id: stay for stay in stays})
    by_person = {stay.person_id: stay for stay in stays}
    for row in rows:
        row.state, row.new_stay = PassengerState.ARRIVED, by_person[row.person_id]
        row.arrived_at, row.arrived_by_id = now(), by.account_id
        row.save(update_fields=["state", "new_stay", "arrived_at", "arrived_by"])
    return PassengersReceived(
        site_id=site.id, order_id=order.id, stays={row.id: by_person[row.person_id].id for row in rows}
    )


def _last_stays(rows: Sequence[Passenger]) -> dict[UUID, Stay]:
    """Return the stay that each person left last, here or elsewhere."""
    left = Stay.objects.filter(
        person_id__in=[row.person_id for row in rows], end_reason=EndReason.TRANSFERRED
    )
    return {stay.person_id: stay for stay in left.order_by("ended_at")}


def _letters(stays: Iterable[Stay]) -> dict[UUID, str]:
    """Return each person's letter in their party, which they keep."""
    wanted = {stay.person_id: stay.party_id for stay in stays}
    members = PartyMember.objects.filter(person_id__in=wanted)
    return {one.person_id: one.letter for one in members if wanted[one.person_id] == one.party_id}
