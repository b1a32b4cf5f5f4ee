"""The form in which a clerk writes down what somebody says on the telephone or at the door."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yizhan.intake.enums import RegistrationRoute
from yizhan.intake.queries.own_party import OwnMember
from yizhan.people.enums import AgeGroup
from yizhan.web.portal.forms import MemberForm

ROUTES = (RegistrationRoute.CALL, RegistrationRoute.DOOR, RegistrationRoute.ROSTER)


class ClerkForm(MemberForm):
    """What a resident may say, what a counter may have seen, and why a doubtful number stands."""

    sure = forms.CharField(  # type: ignore[assignment] # a reason in words is the yes
        label=_("Why it stands as it is"), max_length=200, required=False
    )
    age_group = forms.TypedChoiceField(
        label=_("Adult or child"), choices=AgeGroup.choices, coerce=AgeGroup, required=False, empty_value=None
    )
    route = forms.TypedChoiceField(
        label=_("How we know"),
        choices=[(route.value, route.label) for route in ROUTES],
        coerce=RegistrationRoute,
    )

    def __init__(self, typed: Any, *, member: OwnMember) -> None:
        super().__init__(typed, member=member, asks_relation=not member.child)
        self.initial.update(
            age_group=member.stay.person.age_group,
            route=RegistrationRoute.CALL,
            sure=member.identity.document_note,
        )

    def clean(self) -> dict[str, Any]:
        """Keep the reason beside a number that stands although it is doubted."""
        cleaned = super().clean()
        if hasattr(self, "identity"):
            note = cleaned.get("sure", "") if self.doubts else ""
            self.identity = self.identity.model_copy(update={"document_note": note})
        return cleaned
