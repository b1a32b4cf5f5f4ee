"""What the pages of medicines send."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from yizhan.care.actions.orders import MOST_CENTS
from yizhan.care.enums import DoseUnit
from yizhan.care.queries.medicines import ColdNow, MedicineNow
from yizhan.care.rules import MedicineWords
from yizhan.core.ids import new_id
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.templatetags.care_words import about

CENTS = Decimal(100)


class LeftForm(CommandForm):
    """How much of a medicine there is."""

    left = forms.DecimalField(label=_("How much is left"), min_value=0, max_digits=8, decimal_places=2)


class MedicineForm(LeftForm):
    """What somebody takes, how much a day, how much is left, where it is kept."""

    name = forms.CharField(label=_("Medicine, with its strength"), max_length=120)
    taken = forms.CharField(
        label=_("How it is taken"), required=False, max_length=200,
        help_text=_("Such as: one in the morning, after food."),
    )  # fmt: skip
    unit = forms.ChoiceField(label=_("Counted in"), choices=DoseUnit.choices)
    per_day = forms.DecimalField(
        label=_("How much a day"), min_value=0, max_digits=7, decimal_places=2,
        help_text=_("0: only when needed."),
    )  # fmt: skip
    kept_in = forms.TypedChoiceField(label=_("Kept cold in"), required=False)

    field_order = ["name", "taken", "unit", "per_day", "left", "kept_in"]

    def __init__(self, cold: list[ColdNow], sent: QueryDict | None = None, **initial: Any) -> None:
        super().__init__(sent, initial={"command_id": new_id(), **initial})
        choices = [
            ("", _("not needed")),
            *((str(one.refrigerator.id), one.refrigerator.name) for one in cold),
        ]
        self.fields["kept_in"] = forms.ChoiceField(label=_("Kept cold in"), required=False, choices=choices)
        self.order_fields(self.field_order)

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the action."""
        said = self.cleaned_data
        return {
            "words": MedicineWords(name=said["name"], taken=said["taken"]), "unit": DoseUnit(said["unit"]),
            "per_day": said["per_day"], "left": said["left"], "refrigerator_id": said["kept_in"] or None,
        }  # fmt: skip


class WhatForm(CommandForm):
    """Which medicine is to be got."""

    what = forms.CharField(label=_("What is to be got"), max_length=300)
    medicine = forms.UUIDField(required=False, widget=forms.HiddenInput)
    photograph = forms.FileField(label=_("Photograph of the prescription"), required=False)


class CostForm(CommandForm):
    """What a medicine cost, in yuan."""

    yuan = forms.DecimalField(
        label=_("Paid, yuan"), required=False, min_value=0, max_value=MOST_CENTS // 100, decimal_places=2
    )

    @property
    def cents(self) -> int:
        """What was paid, in cents."""
        paid = self.cleaned_data["yuan"] or Decimal(0)
        return int((paid * CENTS).to_integral_value(ROUND_HALF_UP))


class AmountForm(CommandForm):
    """How much was handed over."""

    amount = forms.DecimalField(
        label=_("How much was handed over"), required=False, min_value=0, max_digits=8, decimal_places=2
    )


class RefrigeratorForm(CommandForm):
    """What a refrigerator is called."""

    name = forms.CharField(label=_("Name"), max_length=40)


class ColdForm(CommandForm):
    """What a refrigerator shows."""

    value_c = forms.DecimalField(
        label=_("Temperature, °C"), min_value=-30, max_value=50, max_digits=4, decimal_places=1
    )


def as_taken(one: MedicineNow) -> dict[str, Any]:
    """Return what a medicine's form begins with: how it is taken now."""
    medicine = one.medicine
    return {
        "name": one.words.name, "taken": one.words.taken, "unit": medicine.unit, "per_day": medicine.per_day,
        "left": about(one.left), "kept_in": str(medicine.kept_in_id or ""),
    }  # fmt: skip
