"""What is asked before something is printed."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from yizhan.places.models import Floor, Site
from yizhan.web.paper.cards import LETTERS
from yizhan.web.paper.sizes import wristband_letters

LAST_NUMBER = 9999
MOST_NUMBERS = 500


class CardsForm(forms.Form):
    """Which rooms' cards, and how large."""

    size = forms.ChoiceField(
        choices=[("a6", _("A6, four on a sheet of A4")), ("a5", _("A5, one on a sheet"))]
    )

    def __init__(self, site: Site, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        floors = [(str(floor.id), floor.name) for floor in Floor.objects.filter(site=site)]
        self.fields["floor"] = forms.TypedChoiceField(
            choices=[("", ""), *floors], coerce=UUID, empty_value=None, required=False
        )


class WristbandsForm(forms.Form):
    """Which numbers, and how many letters of each."""

    first = forms.IntegerField(min_value=1, max_value=LAST_NUMBER)
    last = forms.IntegerField(min_value=1, max_value=LAST_NUMBER)
    letters = forms.IntegerField(min_value=1, max_value=len(LETTERS), initial=wristband_letters)

    def clean(self) -> dict[str, Any]:
        """Refuse a block that runs backwards or would never end."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not 0 <= last - first < MOST_NUMBERS:
            raise forms.ValidationError(
                _("Give the lower number first, and at most %(most)s numbers at once."),
                params={"most": MOST_NUMBERS},
            )
        return cleaned
