"""What the pages of sampling take."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.health.actions.labels import MOST_LABELS
from yizhan.health.enums import ResultValue, Specimen, TubeSize
from yizhan.health.sampling_rules import sampling_rules
from yizhan.places.models import Site
from yizhan.reading.limits import limits
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.desk.ledger_forms import WallClockField

FOR_ANYBODY, FOR_THOSE_DUE = "anybody", "due"


class LabelsForm(CommandForm):
    """How many labels of which tubes: for anybody, or one for each of whom a sample is due today."""

    whose = forms.ChoiceField(
        choices=[(FOR_ANYBODY, _("For anybody")), (FOR_THOSE_DUE, _("One for each who is due today"))]
    )
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_LABELS, required=False)
    size = forms.TypedChoiceField(choices=TubeSize.choices, coerce=lambda value: TubeSize(int(value)))
    specimen = forms.ChoiceField(label=_("Specimen"), choices=Specimen.choices)

    def clean(self) -> dict[str, Any]:
        """Labels for anybody need a number."""
        given = super().clean() or self.cleaned_data
        if given.get("whose") == FOR_ANYBODY and not given.get("count") and not self.errors:
            self.add_error("count", _("Say how many labels."))
        return given


class Several(forms.Field):
    """Whatever was ticked, as a list of texts; at least one."""

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> list[str]:
        """Return what was ticked."""
        ticked = [str(one).strip() for one in value or () if str(one).strip()]
        if not ticked:
            raise forms.ValidationError(_("Nothing is chosen."))
        return ticked


class PackForm(CommandForm):
    """The tubes that go into one box."""

    tubes = Several(label=_("Tubes"))


class TubeForm(CommandForm):
    """One tube, scanned or typed."""

    tube = forms.CharField(label=_("Tube number"), max_length=60)


class HandOverForm(CommandForm):
    """Boxes that leave: who takes them, where to, how cold, and when results are promised."""

    boxes = Several(label=_("Boxes"))
    received_by = forms.CharField(label=_("Who takes them"), max_length=60)
    laboratory = forms.CharField(label=_("Laboratory"), max_length=80)
    temperature_c = forms.DecimalField(
        label=_("Temperature of the box, °C"), max_digits=3, decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}), localize=False,
    )  # fmt: skip

    def __init__(self, site: Site, sent: Any = None, *, laboratory: str = "") -> None:
        promised = now() + timedelta(hours=sampling_rules().promised_hours)
        initial = {"command_id": new_id(), "laboratory": laboratory, "promised_at": promised}
        super().__init__(sent, initial=initial)
        self.fields["promised_at"] = WallClockField(site, label=_("Results promised by"))
        self.fields["promised_at"].required = True


class ReceptionForm(CommandForm):
    """Who said at the laboratory that a box has come."""

    received_by = forms.CharField(label=_("Who said so at the laboratory"), max_length=60)


class ResultForm(CommandForm):
    """A tube's result as the laboratory said it."""

    tube = forms.CharField(label=_("Tube number"), max_length=60)
    value = forms.ChoiceField(label=_("Result"), choices=ResultValue.choices, widget=forms.RadioSelect)
    ct = forms.CharField(label=_("Ct, as the laboratory writes it"), max_length=60, required=False)

    def __init__(self, site: Site, sent: Any = None, *, tube: str = "") -> None:
        super().__init__(sent, initial={"command_id": new_id(), "tube": tube})
        self.fields["reported_at"] = WallClockField(site, label=_("Reported at (empty: now)"))

    @property
    def reported_at(self) -> datetime | None:
        """When the laboratory reported it; None for now."""
        moment: datetime | None = self.cleaned_data.get("reported_at")
        return moment


class CorrectionForm(CommandForm):
    """What is right instead of a result, and how that is known."""

    value = forms.ChoiceField(label=_("Result"), choices=ResultValue.choices)
    ct = forms.CharField(label=_("Ct, as the laboratory writes it"), max_length=60, required=False)
    reason = forms.CharField(label=_("How you know that the first one was wrong"), max_length=200)


class ResultFileForm(CommandForm):
    """A laboratory's file."""

    file = forms.FileField(label=_("File"))

    def clean_file(self) -> Any:
        """Ask for no more than can be read."""
        brought = self.cleaned_data["file"]
        if brought.size > limits().file_bytes:
            most = {"most": limits().file_bytes // 2**20}
            raise forms.ValidationError(
                _("This file is larger than %(most)d MB. Bring the list alone.") % most
            )
        return brought


class AnswerForm(CommandForm):
    """A decision: the question, the answer, and the words it needs."""

    question = forms.CharField(max_length=300, strip=False)
    answer = forms.CharField(max_length=600, strip=False)
    text = forms.CharField(required=False, max_length=200)
