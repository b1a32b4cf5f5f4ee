"""Getting a medicine for somebody: asked for, bought, handed over, each by name."""

from collections.abc import Collection
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.care.actions.medicines import Amount, add_to, lock_medicine, refuse_other_party
from yizhan.care.actions.register import lock_person
from yizhan.care.models import Medicine, MedicineOrder
from yizhan.care.queries.place import is_known_at
from yizhan.care.rules import left_at
from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.attachments import forget_kept
from yizhan.duty.actions.matters_thread import own_attachment
from yizhan.people.actions.identity import seal_note

MOST_CENTS = 10_000_000

What = Annotated[str, Field(min_length=1, max_length=300)]
Because = Annotated[str, Field(max_length=300)]
Cents = Annotated[int, Field(ge=0, le=MOST_CENTS)]


class MedicineOrdered(Outcome):
    """The order, and whom it is for."""

    site_id: UUID
    order_id: UUID
    person_id: UUID


@action("care.ask_medicine", needs="medicine.handle", online_only=True)
def ask_medicine(
    *, by: Actor, site_id: UUID, person_id: UUID, what: What, medicine_id: UUID | None = None,
    prescription_id: UUID | None = None,
) -> MedicineOrdered:  # fmt: skip
    """Ask for a medicine to be got for somebody; `medicine_id` is the one it adds to when handed over.

    `prescription_id` is a photograph that the same actor has brought to the site.
    """
    return _asked(by, site_id, person_id, what, medicine_id, prescription_id)


@action("care.ask_own_medicine", needs="", online_only=True)
def ask_own_medicine(
    *, by: Actor, site_id: UUID, person_id: UUID, what: What, medicine_id: UUID | None = None,
    prescription_id: UUID | None = None,
) -> MedicineOrdered:  # fmt: skip
    """Ask for a medicine from the resident's own page; nobody asks for another adult."""
    refuse_other_party(by, site_id, person_id)
    return _asked(by, site_id, person_id, what, medicine_id, prescription_id)


@action("care.buy_medicine", needs="medicine.handle", online_only=True)
def buy_medicine(*, by: Actor, site_id: UUID, order_id: UUID, cost_cents: Cents = 0) -> MedicineOrdered:
    """Say that a medicine was bought, and what it cost."""
    order = _open_order(site_id, order_id)
    if order.bought_at is not None:
        raise Refusal("bought_already", gettext_noop("This was bought already. Hand it over."))
    order.bought_at, order.bought_by_id, order.cost_cents = now(), by.account_id, cost_cents
    order.save(update_fields=["bought_at", "bought_by", "cost_cents"])
    return _ordered(order)


@action("care.hand_over_medicine", needs="medicine.handle", online_only=True)
def hand_over_medicine(
    *, by: Actor, site_id: UUID, order_id: UUID, amount: Amount | None = None
) -> MedicineOrdered:
    """Say that a medicine was put into the person's own hands; the amount adds to what is left of it."""
    order = _open_order(site_id, order_id)
    if order.bought_at is None:
        words = gettext_noop("This was not bought yet. Say first that it was bought.")
        raise Refusal("not_bought", words)
    order.handed_at, order.handed_by_id, order.amount = now(), by.account_id, amount
    order.save(update_fields=["handed_at", "handed_by", "amount"])
    if order.medicine_id and amount:
        medicine = lock_medicine(site_id, order.medicine_id)
        left = left_at(medicine.counted, medicine.per_day, medicine.counted_at, now())
        add_to(by=by, medicine=medicine, amount=amount, left=left)
    return _ordered(order)


@action("care.call_off_medicine", needs="medicine.handle", online_only=True)
def call_off_medicine(*, by: Actor, site_id: UUID, order_id: UUID, because: Because) -> MedicineOrdered:
    """Say that a medicine is not got, and why."""
    order = _open_order(site_id, order_id)
    if not because.strip():
        raise Refusal("reason_needed", gettext_noop("Say why this medicine is not got."))
    order.called_off_at, order.called_off_by_id = now(), by.account_id
    order.because = seal_note(order.person_id, because.strip())
    order.save(update_fields=["called_off_at", "called_off_by", "because"])
    return _ordered(order)


def call_off_for_departed(*, by: Actor, site_id: UUID, person_ids: Collection[UUID]) -> None:
    """Call off what was to be got for people who have left the site."""
    rows = MedicineOrder.objects.filter(
        site_id=site_id, person_id__in=person_ids, handed_at=None, called_off_at=None
    )
    rows.update(called_off_at=now(), called_off_by_id=by.account_id)


def forget_prescriptions_of(person_ids: Collection[UUID]) -> None:
    """Destroy the keys of the photographs of prescriptions of people who are being erased."""
    theirs = MedicineOrder.objects.filter(person_id__in=person_ids, prescription__isnull=False)
    forget_kept(theirs.order_by().values("prescription_id"))


def _asked(
    by: Actor,
    site_id: UUID,
    person_id: UUID,
    what: str,
    medicine_id: UUID | None,
    prescription_id: UUID | None,
) -> MedicineOrdered:
    lock_person(person_id)
    if not is_known_at(site_id, person_id):
        words = gettext_noop("This person is not known at this site. Give them a room first.")
        raise Refusal("not_here", words)
    taken = Medicine.objects.filter(site_id=site_id, person_id=person_id, ended_at=None)
    if medicine_id and not taken.filter(id=medicine_id).exists():
        words = gettext_noop("This medicine is not taken any more. Look at the list again.")
        raise Refusal("no_such_medicine", words)
    order = MedicineOrder.objects.create(
        id=new_id(), site_id=site_id, person_id=person_id, medicine_id=medicine_id, asked_at=now(),
        sealed=seal_note(person_id, what.strip()), asked_by=by.key,
        prescription_id=own_attachment(by, site_id, prescription_id),
    )  # fmt: skip
    return _ordered(order)


def _open_order(site_id: UUID, order_id: UUID) -> MedicineOrder:
    rows = MedicineOrder.objects.select_for_update(of=("self",), no_key=True)
    order = rows.filter(id=order_id, site_id=site_id, handed_at=None, called_off_at=None).first()
    if order is None:
        words = gettext_noop("This was handed over or called off already. Look at the list again.")
        raise Refusal("no_such_order", words)
    return order


def _ordered(order: MedicineOrder) -> MedicineOrdered:
    return MedicineOrdered(site_id=order.site_id, order_id=order.id, person_id=order.person_id)
