"""What is scanned and typed about parcels."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import get_language, gettext_lazy

from yizhan.provision.actions.parcels import MOST_AT_ONCE
from yizhan.provision.parcel_rules import held_reasons, refused_reasons
from yizhan.web.desk.arrival_submit import CommandForm


class Scan(TextChoices):
    """What a scan at the desk does."""

    ARRIVAL = "arrival", gettext_lazy("Take in")
    CHECK = "check", gettext_lazy("Looked through")
    DISINFECT = "disinfect", gettext_lazy("Disinfected")
    HAND_OVER = "hand_over", gettext_lazy("Given out")


class ScanForm(CommandForm):
    """A scanned number."""

    number = forms.CharField(label=gettext_lazy("Number on the label"), min_length=3, max_length=40)


class ReceiveForm(ScanForm):
    """A scanned number, whose it is if that can be read, and what stands on the parcel."""

    whose = forms.CharField(label=gettext_lazy("For whom"), max_length=60, required=False)
    sender = forms.CharField(label=gettext_lazy("Courier"), max_length=60, required=False)
    looks = forms.CharField(label=gettext_lazy("How it looks"), max_length=120, required=False)


class WhoseForm(CommandForm):
    """Whose a parcel is: a room, a wristband, a name or its initials."""

    whose = forms.CharField(label=gettext_lazy("For whom"), max_length=60)


class FindForm(forms.Form):
    """What is known of a parcel, and which page of what was found."""

    text = forms.CharField(max_length=60)
    page = forms.IntegerField(min_value=1, required=False)


class HoldForm(CommandForm):
    """Why a parcel is held; nothing lets it go on."""

    held_for = forms.ChoiceField(required=False)

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed)
        names = [(one.key, one.name(get_language() or "zh")) for one in held_reasons().values()]
        self.fields["held_for"] = forms.ChoiceField(choices=[("", "–"), *names], required=False)


class RefuseForm(CommandForm):
    """Why a parcel goes back."""

    refused_for = forms.ChoiceField()

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed)
        names = [(one.key, one.name(get_language() or "zh")) for one in refused_reasons().values()]
        self.fields["refused_for"] = forms.ChoiceField(choices=names)


class ParcelsField(forms.Field):
    """Ids of parcels that were ticked."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[Any]:
        """Return the ids; anything that is none is refused."""
        ids = forms.UUIDField()
        return [ids.clean(one) for one in (value or ())[:MOST_AT_ONCE]]


class LotForm(CommandForm):
    """Parcels that were disinfected together."""

    parcels = ParcelsField(label=gettext_lazy("Parcels"))
