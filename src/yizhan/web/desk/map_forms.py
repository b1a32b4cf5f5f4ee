"""What the room map's forms send."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from yizhan.places.enums import RoomState
from yizhan.stays.rules import RoomShare


class ReasonForm(forms.Form):
    """A change with its command, why it must be so, and the rules it knowingly breaks."""

    command_id = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)
    knowing = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    def clean_knowing(self) -> tuple[str, ...]:
        """The codes, which stand in one field with spaces between them."""
        return tuple(self.cleaned_data["knowing"].split())


class RoomingForm(ReasonForm):
    """A party gets rooms: `share` comes once for each room, as the room's id and the letters."""

    reasons = forms.CharField(required=False, max_length=800, widget=forms.HiddenInput)

    def clean_reasons(self) -> tuple[str, ...]:
        """The codes of the proposal."""
        return tuple(self.cleaned_data["reasons"].split())[:20]


class WayForm(forms.Form):
    """Who leaves which room, `letters` of the party alone, or all of it in that room."""

    from_room = forms.UUIDField(required=False)
    letters = forms.RegexField(r"^[A-Z]{0,12}$", required=False)


class MoveForm(ReasonForm, WayForm):
    """A party moves, or some of it."""

    from_room = forms.UUIDField(widget=forms.HiddenInput)
    to_room = forms.UUIDField(widget=forms.HiddenInput)


class SwapWayForm(forms.Form):
    """Two parties and their rooms."""

    other_party = forms.UUIDField(widget=forms.HiddenInput)
    from_room = forms.UUIDField(widget=forms.HiddenInput)
    to_room = forms.UUIDField(widget=forms.HiddenInput)


class SwapForm(ReasonForm, SwapWayForm):
    """Two parties take each other's rooms, disinfected in between, or by decision without."""

    cleared = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class RoomStateForm(forms.Form):
    """A room is given free, to be disinfected, or shut."""

    command_id = forms.UUIDField(widget=forms.HiddenInput)
    state = forms.ChoiceField(choices=RoomState.choices)
    reason = forms.CharField(required=False, max_length=120)


def shares_in(sent: QueryDict) -> tuple[RoomShare, ...]:
    """Read rooms with their letters, such as "<room id>:AB"; raises ValueError if one is not."""
    found: list[Any] = []
    for text in sent.getlist("share"):
        room_id, _colon, letters = text.partition(":")
        found.append(RoomShare.model_validate({"room_id": room_id, "letters": tuple(letters)}))
    if not found:
        raise ValueError("no room was chosen")
    return tuple(found)
