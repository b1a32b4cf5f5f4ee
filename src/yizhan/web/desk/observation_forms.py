"""What the pages of observation send: how somebody is, what a doctor decides, treatment elsewhere."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yizhan.core.ids import new_id
from yizhan.health.actions.observations import LONGEST_NOTE
from yizhan.health.enums import (
    AppointmentKind,
    FeverDecision,
    Mood,
    ObservedBy,
    TemperatureMethod,
    Transport,
)
from yizhan.health.rules import symptoms
from yizhan.places.models import Site
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.desk.ledger_forms import WallClockField

WEEKDAYS = (
    (1, _("Monday")), (2, _("Tuesday")), (3, _("Wednesday")), (4, _("Thursday")), (5, _("Friday")),
    (6, _("Saturday")), (7, _("Sunday")),
)  # fmt: skip


def _symptom_choices() -> list[tuple[str, str]]:
    language = get_language() or "zh"
    return [(one.code, one.name(language)) for one in symptoms().values()]


class ObserveForm(CommandForm):
    """How somebody is, by telephone or on a visit."""

    source = forms.ChoiceField(
        label=_("How we know"), initial=ObservedBy.CALL, widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in (ObservedBy.CALL, ObservedBy.VISIT)],
    )  # fmt: skip
    value_c = forms.DecimalField(
        label=_("Temperature, °C"), required=False, max_digits=3, decimal_places=1,
        min_value=Decimal(25), max_value=Decimal(45),
    )  # fmt: skip
    method = forms.ChoiceField(label=_("Method"), choices=TemperatureMethod.choices)
    device = forms.CharField(label=_("Thermometer"), max_length=40, required=False)
    at_rest = forms.BooleanField(label=_("At rest, to confirm a high reading"), required=False)
    symptoms = forms.MultipleChoiceField(
        label=_("Symptoms"), required=False, choices=lazy(_symptom_choices, list)(),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    mood = forms.ChoiceField(
        label=_("Mood"),
        required=False,
        choices=[("", _("Not asked")), *Mood.choices],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, sent: QueryDict | None = None) -> None:
        super().__init__(sent, initial={"command_id": new_id()})

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the action."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "command_id"}
        return {
            **said, "symptoms": tuple(said["symptoms"]), "source": ObservedBy(said["source"]),
            "method": TemperatureMethod(said["method"]),
        }  # fmt: skip


class DecisionForm(CommandForm):
    """What a doctor decides about a fever, and why."""

    decision = forms.ChoiceField(label=_("Decision"), choices=FeverDecision.choices, widget=forms.RadioSelect)
    because = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class AppointmentForm(CommandForm):
    """Treatment elsewhere: what, where, when, how there, with whom."""

    kind = forms.ChoiceField(label=_("Reason for going out"), choices=AppointmentKind.choices)
    place = forms.CharField(label=_("Where"), max_length=120)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Again every"), required=False, coerce=int, choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple, help_text=_("None: once only."),
    )  # fmt: skip
    last_day = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    leave_minutes = forms.IntegerField(
        label=_("Leave so many minutes before"), min_value=0, max_value=1440, initial=60
    )
    away_minutes = forms.IntegerField(
        label=_("Back after so many minutes"), min_value=1, max_value=1440, initial=360
    )
    transport = forms.ChoiceField(
        label=_("Transport"), choices=Transport.choices, initial=Transport.CLOSED_LOOP
    )
    companion = forms.CharField(label=_("Who goes along"), required=False, max_length=60)

    field_order = ["kind", "place", "starts_at", "weekdays", "last_day"]

    def __init__(self, site: Site, sent: QueryDict | None = None) -> None:
        super().__init__(sent, initial={"command_id": new_id()})
        self.fields["starts_at"] = WallClockField(site, label=_("When they are expected there"))
        self.fields["starts_at"].required = True
        self.order_fields(self.field_order)

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the action."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "command_id"}
        return {
            **said, "kind": AppointmentKind(said["kind"]), "transport": Transport(said["transport"]),
            "weekdays": tuple(said["weekdays"]),
        }  # fmt: skip


class OutingForm(CommandForm):
    """One of an appointment's days."""

    due_at = forms.DateTimeField(widget=forms.HiddenInput)


class DropForm(OutingForm):
    """One of an appointment's days on which nobody goes, and why."""

    because = forms.CharField(label=_("Why nobody goes"), max_length=200)
