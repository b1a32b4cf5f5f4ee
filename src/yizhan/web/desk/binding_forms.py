"""What the page of bindings sends: pairs as they were shown, with what spoke for them."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pydantic import ValidationError as Unreadable

from yizhan.roster.actions.binding import Binding, Pair
from yizhan.web.desk.arrival_submit import CommandForm


class Words(forms.Field):
    """All texts that a form sends under one name; empty ones are left out."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[str]:
        """Return the texts."""
        return [text for text in value or [] if text]


class PairsForm(CommandForm):
    """Pairs of a row of the roster and a stay: "row:stay:trust:reason,reason", the later parts optional.

    `take` holds "row:field" for each field in which the roster is right.
    """

    pair = Words()
    take = Words(required=False)

    def clean(self) -> dict[str, Any]:
        """Read the pairs."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["bindings"] = tuple(_bindings(cleaned.get("pair", []), cleaned.get("take", [])))
        if not cleaned["bindings"]:
            raise ValidationError(_("Choose who it is first."))
        return cleaned

    @property
    def bindings(self) -> tuple[Binding, ...]:
        """The pairs as they are bound."""
        found: tuple[Binding, ...] = self.cleaned_data["bindings"]
        return found

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs alone."""
        return tuple(
            Pair(roster_person_id=one.roster_person_id, stay_id=one.stay_id) for one in self.bindings
        )


class PeopleForm(CommandForm):
    """People of the roster by their rows' ids."""

    row = Words()

    def clean_row(self) -> tuple[UUID, ...]:
        """Return the ids."""
        try:
            return tuple(UUID(text) for text in self.cleaned_data["row"])
        except ValueError as fault:
            raise ValidationError(_("Open the page again.")) from fault


class SeekForm(forms.Form):
    """A wristband or a room."""

    text = forms.CharField(max_length=20, required=False)


def _bindings(pairs: list[str], take: list[str]) -> list[Binding]:
    taken: dict[str, list[str]] = defaultdict(list)
    for text in take:
        row, _colon, field = text.partition(":")
        taken[row].append(field)
    return [_binding(text, taken) for text in pairs]


def _binding(text: str, taken: dict[str, list[str]]) -> Binding:
    row, stay, trust, reasons = [*text.split(":"), "", "", ""][:4]
    try:
        return Binding.model_validate(
            {
                "roster_person_id": row,
                "stay_id": stay,
                "trust": trust or None,
                "reasons": tuple(code for code in reasons.split(",") if code),
                "take": tuple(taken[row]),
            }
        )
    except Unreadable as fault:
        raise ValidationError(_("Open the page again.")) from fault
