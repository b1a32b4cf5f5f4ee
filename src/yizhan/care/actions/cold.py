"""Refrigerators for medicines, and what their thermometers show."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.care.models import ColdReading, Medicine, Refrigerator
from yizhan.care.rules import care_rules
from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters import raise_matter, settle_silently
from yizhan.duty.models import Matter

OUT_OF_COLD = "refrigerator_out_of_bounds"

Named = Annotated[str, Field(min_length=1, max_length=40)]
ColdCelsius = Annotated[Decimal, Field(ge=-30, le=50, max_digits=4, decimal_places=1)]


class RefrigeratorKept(Outcome):
    """The refrigerator."""

    site_id: UUID
    refrigerator_id: UUID


@action("care.make_refrigerator", needs="medicine.handle", online_only=True)
def make_refrigerator(*, by: Actor, site_id: UUID, name: Named) -> RefrigeratorKept:
    """Let a refrigerator of this site be read; its bounds are those of the rules."""
    if Refrigerator.objects.filter(site_id=site_id, name=name.strip(), retired_at=None).exists():
        words = gettext_noop("A refrigerator is called “%(name)s” already. Choose another name.")
        raise Refusal("refrigerator_named", words, name=name.strip())
    rules = care_rules()
    made = Refrigerator.objects.create(
        id=new_id(), site_id=site_id, name=name.strip(), low_c=rules.low_c, high_c=rules.high_c, made_at=now()
    )
    return RefrigeratorKept(site_id=site_id, refrigerator_id=made.id)


@action("care.retire_refrigerator", needs="medicine.handle", online_only=True)
def retire_refrigerator(*, by: Actor, site_id: UUID, refrigerator_id: UUID) -> RefrigeratorKept:
    """Take an empty refrigerator off the list; its readings stay."""
    cold = _found(site_id, refrigerator_id)
    if Medicine.objects.filter(kept_in=cold, ended_at=None).exists():
        words = gettext_noop("Somebody's medicine is kept in it. Move the medicine first.")
        raise Refusal("refrigerator_in_use", words)
    Refrigerator.objects.filter(id=cold.id).update(retired_at=now())
    settle_silently(by=by, kind=Matter.Kind.CARE, subject_id=cold.id)
    return RefrigeratorKept(site_id=site_id, refrigerator_id=cold.id)


@action("care.read_refrigerator", needs="medicine.handle")
def read_refrigerator(
    *, by: Actor, site_id: UUID, refrigerator_id: UUID, value_c: ColdCelsius
) -> RefrigeratorKept:
    """Write down what a refrigerator shows; out of its bounds is a matter until a later reading is right."""
    cold = _found(site_id, refrigerator_id)
    reading = ColdReading.objects.create(
        id=by.command_id, refrigerator=cold, value_c=value_c, at=moment_of(by), account_id=by.account_id
    )
    # One that comes late from a phone takes nothing back of what a newer one has set.
    if not cold.readings.filter(at__gt=reading.at).exists():
        _judge(by, cold, value_c)
    return RefrigeratorKept(site_id=site_id, refrigerator_id=cold.id)


def _judge(by: Actor, cold: Refrigerator, value_c: Decimal) -> None:
    if cold.low_c <= value_c <= cold.high_c:
        settle_silently(by=by, kind=Matter.Kind.CARE, subject_id=cold.id)
    else:
        raise_matter(
            by=by, site_id=cold.site_id, kind=Matter.Kind.CARE, subject_id=cold.id, code=OUT_OF_COLD,
            name=cold.name, value=value_c, low=cold.low_c, high=cold.high_c,
            template=gettext_noop(
                "Refrigerator %(name)s: %(value)s °C instead of %(low)s to %(high)s °C. Move the medicines, "
                "ask the doctor which are still good."
            ),
        )  # fmt: skip


def _found(site_id: UUID, refrigerator_id: UUID) -> Refrigerator:
    rows = Refrigerator.objects.select_for_update(of=("self",), no_key=True)
    cold = rows.filter(id=refrigerator_id, site_id=site_id, retired_at=None).first()
    if cold is None:
        words = gettext_noop("There is no such refrigerator at this site. Choose another one.")
        raise Refusal("no_such_refrigerator", words)
    return cold
