"""What somebody says of their own medicines: how many are left, and what they need."""

import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from yizhan.care.queries.medicines import MedicineNow
from yizhan.core.ids import new_id
from yizhan.intake.queries.own_party import OwnMember
from yizhan.web.templatetags.portal_words import member_name

LONGEST_WHAT = 300
MOST_COUNTED = Decimal(9999)


class AmountField(forms.DecimalField):
    """How much of a medicine, as people type it: 12, 2.5, 2,5 or in wide digits."""

    def to_python(self, value: Any) -> Any:
        """Return the amount; None for nothing."""
        return super().to_python(unicodedata.normalize("NFKC", str(value or "")).replace(",", "."))


class CountForm(forms.Form):
    """How much of one medicine is left."""

    command_id = forms.UUIDField(widget=forms.HiddenInput)
    left = AmountField(min_value=Decimal(0), max_value=MOST_COUNTED, max_digits=6, decimal_places=2)

    @property
    def fault(self) -> str:
        """What is to be done about a figure that cannot be read."""
        return _("Write how many are left as a figure, such as 12 or 2.5.")


class GetForm(forms.Form):
    """A medicine that is needed: more of `known`, or another one for one of `spoken`."""

    command_id = forms.UUIDField(widget=forms.HiddenInput)
    photo_id = forms.UUIDField(widget=forms.HiddenInput)
    what = forms.CharField(required=False, max_length=LONGEST_WHAT, widget=forms.Textarea(attrs={"rows": 2}))
    photo = forms.FileField(required=False, widget=forms.FileInput(attrs={"accept": "image/*"}))

    def __init__(
        self, spoken: Sequence[OwnMember], known: MedicineNow | None, typed: Any = None, brought: Any = None
    ) -> None:
        initial = {name: new_id() for name in ("command_id", "photo_id")}
        super().__init__(typed, brought, initial=initial)
        self._spoken, self._known = {member.letter: member for member in spoken}, known
        if known is None and len(spoken) > 1:
            people = [(member.letter, member_name(member)) for member in spoken]
            self.fields["who"] = forms.ChoiceField(
                choices=people, widget=forms.RadioSelect, initial=people[0][0]
            )

    @property
    def person_id(self) -> UUID:
        """For whom it is."""
        if self._known:
            return self._known.medicine.person_id
        letter = self.cleaned_data.get("who")
        member = self._spoken[letter] if letter else next(iter(self._spoken.values()))
        return member.stay.person_id

    @property
    def medicine_id(self) -> UUID | None:
        """The medicine that what is got adds to; None for another one."""
        return self._known.medicine.id if self._known else None

    @property
    def wanted(self) -> str:
        """What is to be got, in words."""
        said = str(self.cleaned_data.get("what", "")).strip()
        name = self._known.words.name if self._known else ""
        words = " · ".join(filter(None, [name, said])) or _("What the photographed prescription says")
        return words[:LONGEST_WHAT]

    def clean(self) -> dict[str, Any]:
        """Ask for a word or a picture where nothing says which medicine."""
        cleaned = super().clean() or {}
        named = self._known or cleaned.get("what") or cleaned.get("photo")
        if not named and not self.errors:
            self.add_error("what", _("Write what it is called, or take a picture of the box."))
        return cleaned
