"""What the pages of questionnaires send."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yizhan.care.instruments import Questionnaire, questionnaires, scale
from yizhan.core.ids import new_id
from yizhan.places.models import Site
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.desk.care_forms import wearer


def _offered() -> list[tuple[str, str]]:
    return [
        (key.value, f"{key.label} ({one.ages[0]}–{one.ages[1]})" if one.ages else str(key.label))
        for key, one in questionnaires().items()
    ]


class WhomForm(forms.Form):
    """Whom to ask, and which questionnaire."""

    tag = forms.CharField(label=_("Wristband"), max_length=12)
    instrument = forms.ChoiceField(label=_("Questionnaire"), choices=_offered)

    def __init__(self, site: Site, *sent: Any) -> None:
        super().__init__(*sent)
        self._site = site

    def clean_tag(self) -> UUID:
        """Return the one person who wears this wristband here now."""
        return wearer(self._site, self.cleaned_data["tag"])


class AnswersForm(CommandForm):
    """The answers to one questionnaire, a field for each item."""

    wants = forms.BooleanField(label=_("It was explained, and they want to answer"), required=False)

    def __init__(self, asked: Questionnaire, sent: QueryDict | None = None) -> None:
        super().__init__(sent, initial={"command_id": new_id()})
        language = get_language() or "zh"
        choices = [(value, text.said(language)) for value, text in scale()]
        for key, text in asked.items:
            self.fields[key] = forms.TypedChoiceField(
                label=text.said(language), choices=choices, coerce=int, widget=forms.RadioSelect
            )
        self._keys = [key for key, _ in asked.items]

    @property
    def items(self) -> list[forms.BoundField]:
        """The fields of the items, in order."""
        return [self[key] for key in self._keys]

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the action."""
        said = self.cleaned_data
        return {"answers": {key: said[key] for key in self._keys}, "wants": said["wants"]}
