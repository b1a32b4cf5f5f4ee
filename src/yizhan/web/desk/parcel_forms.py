"""What is scanned and typed about parcels."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy

from yizhan.provision.actions.parcels import MOST_AT_ONCE
from yizhan.provision.parcel_rules import held_reasons, refused_reasons
from yizhan.web.desk.arrival_submit import CommandForm


class ReceiveForm(CommandForm):
    """A scanned number, and what stands on the parcel."""

    number = forms.CharField(label=gettext_lazy("Number on the label"), min_length=3, max_length=40)
    room = forms.CharField(label=gettext_lazy("Room"), max_length=20, required=False)
    sender = forms.CharField(label=gettext_lazy("Courier"), max_length=60, required=False)
    looks = forms.CharField(label=gettext_lazy("How it looks"), max_length=120, required=False)


class RoomForm(CommandForm):
    """To which room a parcel goes."""

    room = forms.CharField(label=gettext_lazy("Room"), max_length=20)


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
