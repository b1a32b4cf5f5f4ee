"""What a party says about its members and how they are. Nothing is demanded, nothing typed is ever lost."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _
from pydantic import ValidationError as Unreadable

from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.health.actions.observations import LONGEST_NOTE
from yizhan.health.enums import Mood, TemperatureMethod
from yizhan.health.rules import symptoms
from yizhan.intake.queries.own_party import OwnMember
from yizhan.people.documents import Doubt, completed, doubts
from yizhan.people.enums import DocumentKind, Language, Relation, Sex
from yizhan.people.identity import Identity
from yizhan.people.phones import is_phone
from yizhan.provision.enums import Diet
from yizhan.provision.rules import allergens

OLDEST_YEAR = 1900
_DATE = re.compile(r"(\d{4})\D*?(\d{1,2})\D+(\d{1,2})\D*|(\d{4})(\d{2})(\d{2})")
NOT_SAID = ("", gettext_lazy("Not said"))


class BirthDateField(forms.CharField):
    """A date as people write it on a phone: 19900307, 1990-3-7, 1990.3.7, or with words between."""

    def to_python(self, value: Any) -> Any:
        """Return the date; None for nothing. A date in the future or before 1900 is asked again."""
        text = unicodedata.normalize("NFKC", str(value or "")).strip()
        if not text:
            return None
        found = _DATE.fullmatch(text)
        try:
            born = date(*(int(part) for part in found.groups() if part)) if found else None
        except ValueError:
            born = None
        if born is None:
            raise ValidationError(_("Write the date as year, month, day: 1990-03-07."))
        if born > now().date() or born.year < OLDEST_YEAR:
            raise ValidationError(_("Look at the year again."))
        return born


class MemberForm(forms.Form):
    """The five fields of tonight, then more for those who like to say more."""

    command_id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(max_length=120, required=False)
    document_kind = forms.TypedChoiceField(
        choices=[NOT_SAID, *DocumentKind.choices], coerce=DocumentKind, empty_value=None, required=False
    )
    document_number = forms.CharField(max_length=40, required=False)
    sex = forms.TypedChoiceField(
        choices=Sex.choices, coerce=Sex, empty_value=None, required=False, widget=forms.RadioSelect
    )
    birth_date = BirthDateField(required=False)
    phone = forms.CharField(max_length=30, required=False)
    relation = forms.TypedChoiceField(
        choices=[choice for choice in Relation.choices if choice[0] != Relation.UNKNOWN], coerce=Relation,
        empty_value=Relation.UNKNOWN, required=False, widget=forms.RadioSelect,
    )  # fmt: skip
    diet = forms.ChoiceField(required=False)
    allergies = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    medicines = forms.CharField(max_length=500, required=False)
    illness = forms.CharField(max_length=500, required=False)
    pregnancy_weeks = forms.IntegerField(min_value=1, max_value=45, required=False)
    language = forms.TypedChoiceField(
        choices=[NOT_SAID, *Language.choices], coerce=Language, empty_value=None, required=False
    )
    contact_name = forms.CharField(max_length=120, required=False)
    contact_phone = forms.CharField(max_length=30, required=False)
    address = forms.CharField(max_length=300, required=False)
    school = forms.CharField(max_length=120, required=False)
    sure = forms.BooleanField(required=False)

    identity: Identity

    def __init__(self, typed: Any, *, member: OwnMember, asks_relation: bool) -> None:
        said = {name: value for name, value in member.identity if value is not None}
        initial = {**said, "relation": member.stay.person.relation, "command_id": new_id()}
        super().__init__(typed, initial=initial)
        self.doubts: list[Doubt] = []
        self._member = member
        self.fields["diet"] = forms.ChoiceField(choices=_diets(member.identity.diet), required=False)
        self.fields["allergies"] = forms.MultipleChoiceField(
            choices=[(one.key, one.name(get_language() or "zh")) for one in allergens().values()],
            required=False, widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        if not asks_relation:
            del self.fields["relation"]
        for unasked in ("pregnancy_weeks",) if member.child else ("school",):
            del self.fields[unasked]

    @property
    def to_children(self) -> Relation:
        """What this adult is to the children of the party; as it was when it is not asked."""
        asked: Relation = self.cleaned_data.get("relation", Relation(self._member.stay.person.relation))
        return asked

    @property
    def has_more(self) -> bool:
        """Tell whether something of the second part is said, so that it is shown open."""
        more = (
            "diet",
            "allergies",
            "medicines",
            "illness",
            "pregnancy_weeks",
            "contact_name",
            "address",
            "school",
        )
        return any(self[name].value() or self[name].errors for name in more if name in self.fields)

    def clean(self) -> dict[str, Any]:
        """Read the particulars, and ask once more about what cannot be right, unless they are sure."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        said = {name: value for name, value in cleaned.items() if name in Identity.model_fields}
        try:
            read = Identity(**said).model_dump(include=set(said))
        except Unreadable as fault:
            for error in fault.errors():
                self.add_error(str(error["loc"][0]), error["msg"])
            return cleaned
        self.identity = completed(self._member.identity.model_copy(update=read))
        self.doubts = [*doubts(self.identity), *_phone_doubts(self.identity)]
        if not cleaned.get("sure"):
            for doubt in self.doubts:
                self.add_error(doubt.about, str(doubt))
        return cleaned


class CelsiusField(forms.DecimalField):
    """A temperature as people type it on a phone: 36.5, 36,5 or in wide digits."""

    def to_python(self, value: Any) -> Any:
        """Return the degrees; None for nothing."""
        return super().to_python(unicodedata.normalize("NFKC", str(value or "")).replace(",", "."))


class ReportForm(forms.Form):
    """How somebody says they are: any part of it is enough."""

    command_id = forms.UUIDField(widget=forms.HiddenInput)
    value_c = CelsiusField(
        required=False, max_digits=3, decimal_places=1, min_value=Decimal(25), max_value=Decimal(45),
        widget=forms.TextInput,
    )  # fmt: skip
    method = forms.TypedChoiceField(
        choices=TemperatureMethod.choices, coerce=TemperatureMethod, initial=TemperatureMethod.ARMPIT,
        empty_value=TemperatureMethod.ARMPIT, required=False,
    )  # fmt: skip
    mood = forms.TypedChoiceField(
        choices=Mood.choices, coerce=Mood, empty_value="", required=False, widget=forms.RadioSelect
    )
    note = forms.CharField(required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed, initial={"command_id": new_id()})
        language = get_language() or "zh"
        self.fields["symptoms"] = forms.MultipleChoiceField(
            choices=[(one.code, one.name(language)) for one in symptoms().values()], required=False,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the action."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "command_id"}
        return {**said, "symptoms": tuple(said["symptoms"])}


def _diets(said: str) -> list[tuple[str, Any]]:
    known = [NOT_SAID, *Diet.choices]
    return known if said in dict(known) else [*known, (said, said)]


def _phone_doubts(identity: Identity) -> list[Doubt]:
    numbers = {"phone": identity.phone, "contact_phone": identity.contact_phone}
    sentence = gettext_noop("This is not how a telephone number looks.")
    return [Doubt(name, sentence) for name, number in numbers.items() if number and not is_phone(number)]
