"""Medicines that residents take: what they take, how much of it is left, where it is kept cold."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.care.actions.register import lock_person
from yizhan.care.enums import DoseUnit
from yizhan.care.models import Medicine, MedicineCount, Refrigerator
from yizhan.care.queries.place import is_known_at
from yizhan.care.rules import MedicineWords
from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, ActorKind, moment_of
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.people.actions.identity import seal_note
from yizhan.people.models import PartyToken
from yizhan.people.queries.spoken_for import spoken_for

Amount = Annotated[Decimal, Field(ge=0, max_digits=8, decimal_places=2)]
PerDay = Annotated[Decimal, Field(ge=0, max_digits=7, decimal_places=2)]


class MedicineKept(Outcome):
    """The medicine, and who takes it."""

    site_id: UUID
    medicine_id: UUID
    person_id: UUID


@action("care.keep_medicine", needs="medicine.handle", online_only=True)
def keep_medicine(
    *, by: Actor, site_id: UUID, person_id: UUID, words: MedicineWords, unit: DoseUnit, per_day: PerDay,
    left: Amount, refrigerator_id: UUID | None = None,
) -> MedicineKept:  # fmt: skip
    """Write down what somebody takes, how much a day, and how much is left; from then on it is watched."""
    lock_person(person_id)
    if not is_known_at(site_id, person_id):
        raise Refusal(
            "not_here", gettext_noop("This person is not known at this site. Give them a room first.")
        )
    _check_cold(site_id, refrigerator_id)
    medicine = Medicine.objects.create(
        id=new_id(), site_id=site_id, person_id=person_id, unit=unit, per_day=per_day, counted=left,
        sealed=seal_note(person_id, words.model_dump_json()), counted_at=now(), begun_at=now(),
        kept_in_id=refrigerator_id,
    )  # fmt: skip
    return _counted(by, medicine, left)


@action("care.change_medicine", needs="medicine.handle", online_only=True)
def change_medicine(
    *, by: Actor, site_id: UUID, medicine_id: UUID, words: MedicineWords, unit: DoseUnit, per_day: PerDay,
    left: Amount, refrigerator_id: UUID | None = None,
) -> MedicineKept:  # fmt: skip
    """Change how much is taken from now on, and how much there is, as it was just counted."""
    medicine = lock_medicine(site_id, medicine_id)
    _check_cold(site_id, refrigerator_id)
    medicine.sealed = seal_note(medicine.person_id, words.model_dump_json())
    medicine.unit, medicine.per_day, medicine.kept_in_id = unit, per_day, refrigerator_id
    medicine.save(update_fields=["sealed", "unit", "per_day", "kept_in"])
    return _counted(by, medicine, left)


@action("care.count_medicine", needs="medicine.handle")
def count_medicine(*, by: Actor, site_id: UUID, medicine_id: UUID, left: Amount) -> MedicineKept:
    """Write down how much of a medicine there is, as somebody of the crew counted it."""
    return _counted(by, lock_medicine(site_id, medicine_id), left, moment_of(by))


@action("care.count_own_medicine", needs="", online_only=True)
def count_own_medicine(*, by: Actor, site_id: UUID, medicine_id: UUID, left: Amount) -> MedicineKept:
    """Write down how much somebody says they have left; nobody says it for another adult."""
    medicine = lock_medicine(site_id, medicine_id)
    refuse_other_party(by, site_id, medicine.person_id)
    return _counted(by, medicine, left)


@action("care.end_medicine", needs="medicine.handle", online_only=True)
def end_medicine(*, by: Actor, site_id: UUID, medicine_id: UUID) -> MedicineKept:
    """Say that somebody does not take a medicine any more; it warns no longer."""
    medicine = lock_medicine(site_id, medicine_id)
    medicine.ended_at, medicine.ended_by_id = now(), by.account_id
    medicine.save(update_fields=["ended_at", "ended_by"])
    return MedicineKept(site_id=site_id, medicine_id=medicine.id, person_id=medicine.person_id)


def end_for_departed(*, by: Actor, site_id: UUID, person_ids: Collection[UUID]) -> None:
    """Let the medicines of people who have left the site warn no longer; they take them along."""
    standing = Medicine.objects.filter(site_id=site_id, person_id__in=person_ids, ended_at=None)
    standing.update(ended_at=now(), ended_by_id=by.account_id)


def lock_medicine(site_id: UUID, medicine_id: UUID) -> Medicine:
    """Lock a medicine that somebody takes, for this transaction; refused if there is none."""
    rows = Medicine.objects.select_for_update(of=("self",), no_key=True)
    medicine = rows.filter(id=medicine_id, site_id=site_id, ended_at=None).first()
    if medicine is None:
        words = gettext_noop("This medicine is not taken any more. Look at the list again.")
        raise Refusal("no_such_medicine", words)
    return medicine


def add_to(*, by: Actor, medicine: Medicine, amount: Decimal, left: Decimal) -> None:
    """Let what was handed over be added to what was left."""
    _counted(by, medicine, left + amount)


def refuse_other_party(by: Actor, site_id: UUID, person_id: UUID) -> None:
    """Refuse a resident's page that speaks for somebody else than its holder and the children."""
    tokens = PartyToken.objects.filter(id=by.id or UUID(int=0), site_id=site_id, revoked_at=None)
    live = tokens.filter(expires_at__gt=now())
    if by.kind != ActorKind.PARTY or not any(person_id in spoken_for(token) for token in live):
        words = gettext_noop(
            "This page speaks for its own party only: who holds the phone, and the children."
        )
        raise Refusal("not_your_party", words)


def _check_cold(site_id: UUID, refrigerator_id: UUID | None) -> None:
    if refrigerator_id is None:
        return
    if not Refrigerator.objects.filter(id=refrigerator_id, site_id=site_id, retired_at=None).exists():
        words = gettext_noop("There is no such refrigerator at this site. Choose another one.")
        raise Refusal("no_such_refrigerator", words)


def _counted(by: Actor, medicine: Medicine, left: Decimal, at: datetime | None = None) -> MedicineKept:
    moment = at or now()
    MedicineCount.objects.create(
        id=new_id(), medicine=medicine, counted=left, at=moment, by=by.key,
        account_id=by.id if by.kind == ActorKind.ACCOUNT else None,
    )  # fmt: skip
    # One that comes late from a phone takes nothing back of what a newer one has set.
    Medicine.objects.filter(id=medicine.id, counted_at__lte=moment).update(counted=left, counted_at=moment)
    return MedicineKept(site_id=medicine.site_id, medicine_id=medicine.id, person_id=medicine.person_id)
