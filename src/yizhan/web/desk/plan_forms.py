"""What can be asked of a plan: one form for each use."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.duty.queries.postings import capabilities_of, sites_of
from yizhan.intake.queries.batches import Announced, open_batches
from yizhan.people.models import Account
from yizhan.places.models import Floor, Room, Site
from yizhan.places.names import floor_label
from yizhan.planning.asking import Question
from yizhan.planning.enums import Use
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.templatetags.desk_nav import site_name


def _number(label: Any, least: int, most: int, initial: int, help_text: Any = "") -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, initial=initial, help_text=help_text, widget=widget
    )


class QuestionForm(CommandForm):
    """A question about one site; `use` says which."""

    use: Use

    def __init__(self, site: Site, account: Account, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.site, self.account = site, account
        self.prepare()

    def prepare(self) -> None:
        """Fill choices that depend on the site."""

    def question(self) -> Question:
        """Return what is asked; the form must be valid."""
        known = {name: value for name, value in self.cleaned_data.items() if name in Question.model_fields}
        return Question(use=self.use, **{name: value for name, value in known.items() if value is not None})

    @property
    def numbers(self) -> list[forms.BoundField]:
        """The fields of figures, side by side."""
        return [self[name] for name, field in self.fields.items() if isinstance(field, forms.IntegerField)]

    @property
    def checks(self) -> list[forms.BoundField]:
        """The fields to be ticked."""
        return [self[name] for name, field in self.fields.items() if isinstance(field, forms.BooleanField)]

    @property
    def places(self) -> list[forms.BoundField]:
        """The fields in which floors, corridors, batches or hotels are ticked."""
        found = [name for name, field in self.fields.items() if isinstance(field, forms.ChoiceField)]
        return [self[name] for name in found]


class RoomingForm(QuestionForm):
    """Rooms for who waits."""

    use = Use.ROOMING
    expected = forms.BooleanField(
        label=gettext_lazy("Keep rooms for those who are announced, too"), required=False, initial=True
    )


class ClearingForm(QuestionForm):
    """Floors to be cleared."""

    use = Use.CLEARING
    floors = forms.MultipleChoiceField(
        label=gettext_lazy("Floors to be cleared"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick the floors that are to be empty.")},
    )  # fmt: skip
    teams = _number(gettext_lazy("Parties that can move at once"), 1, 20, 1)
    moving_min = _number(gettext_lazy("One move takes"), 1, 240, 15, gettext_lazy("minutes"))
    disinfection_min = _number(
        gettext_lazy("Disinfection of a room takes"), 0, 1440, 60, gettext_lazy("minutes")
    )

    def prepare(self) -> None:
        """Offer the floors of the site."""
        rows = Floor.objects.filter(site=self.site).order_by("level").values_list("id", "name")
        self.fields["floors"].choices = [(str(key), floor_label(name)) for key, name in rows]  # type: ignore[attr-defined]


class DaysForm(QuestionForm):
    """The next days."""

    use = Use.DAYS
    days = _number(
        gettext_lazy("A stay lasts"), 1, 60, 14, gettext_lazy("days, as the authority has set them")
    )
    instead = _number(gettext_lazy("What if it lasted"), 1, 60, 10, gettext_lazy("days, for comparison"))


class WhatIfForm(QuestionForm):
    """What if a wing is lost, or more people come."""

    use = Use.WHAT_IF
    more = _number(
        gettext_lazy("People more than announced"), 0, 5000, 0, gettext_lazy("beyond the latest number")
    )
    lost = forms.MultipleChoiceField(
        label=gettext_lazy("Can no longer be used"), required=False, widget=forms.CheckboxSelectMultiple
    )
    expected = forms.BooleanField(
        label=gettext_lazy("Keep rooms for those who are announced, too"), required=False, initial=True
    )

    def prepare(self) -> None:
        """Offer floors, and the corridors of a floor that has several."""
        self._rooms: dict[str, list[UUID]] = {}
        corridors: dict[str, dict[str, str]] = {}
        rows = Room.objects.filter(site=self.site).order_by("floor__level", "corridor")
        for room, floor, name, corridor in rows.values_list("id", "floor_id", "floor__name", "corridor"):
            label = floor_label(name)
            self._rooms.setdefault(str(floor), []).append(room)
            self._rooms.setdefault(f"{floor}/{corridor}", []).append(room)
            words = _("%(floor)s, corridor %(corridor)s") % {"floor": label, "corridor": corridor}
            corridors.setdefault(str(floor), {str(floor): label})[f"{floor}/{corridor}"] = words
        choices = [
            one
            for those in corridors.values()
            for one in list(those.items())[: None if len(those) > 2 else 1]
        ]
        self.fields["lost"].choices = choices  # type: ignore[attr-defined]

    def clean_lost(self) -> tuple[UUID, ...]:
        """Return the rooms of the places that were ticked."""
        rooms = [room for place in self.cleaned_data["lost"] for room in self._rooms[place]]
        return tuple(dict.fromkeys(rooms))

    def clean(self) -> dict[str, Any]:
        """Refuse a question in which nothing is different."""
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and not said.get("lost") and not said.get("more"):
            raise forms.ValidationError(_("Say what is different: places that are lost, or people more."))
        return said


class HotelsForm(QuestionForm):
    """Several hotels: which batch is shared out, and over which sites."""

    use = Use.HOTELS
    batch = forms.ChoiceField(
        label=gettext_lazy("Who is to be shared out"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who is to be shared out.")},
    )  # fmt: skip
    hotels = forms.MultipleChoiceField(
        label=gettext_lazy("Hotels beside this one"), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("A coach goes only to an entrance whose height is measured."),
        error_messages={"required": gettext_lazy("Tick at least one more hotel.")},
    )  # fmt: skip

    def prepare(self) -> None:
        """Offer the open batches, and the sites at which the account may announce people."""
        batches = [(str(row.batch.id), _batch_words(row)) for row in open_batches(self.site.id)]
        others = sites_of(self.account.id).exclude(id=self.site.id).order_by("code")
        may = [one for one in others if "batch.announce" in capabilities_of(self.account.id, one.id)]
        self.fields["batch"].choices = batches  # type: ignore[attr-defined]
        self.fields["hotels"].choices = [(str(one.id), site_name(one)) for one in may]  # type: ignore[attr-defined]


def _batch_words(row: Announced) -> str:
    words = _("Batch %(number)s: %(people)s people") % {
        "number": row.batch.number, "people": "?" if row.people is None else row.people
    }  # fmt: skip
    return f"{words} · {row.latest.origin}" if row.latest.origin else words


class ApprovalForm(CommandForm):
    """An approval, with its reason."""

    reason = forms.CharField(
        label=gettext_lazy("Reason, for the record"), max_length=300, required=False, strip=True
    )


class WhyNotForm(forms.Form):
    """A party of the plan and the room that somebody has in mind."""

    tag = forms.CharField(label=gettext_lazy("Party"), max_length=8)
    room = forms.CharField(label=gettext_lazy("Room"), max_length=20)


FORMS: dict[str, type[QuestionForm]] = {
    form.use: form for form in (RoomingForm, WhatIfForm, ClearingForm, DaysForm, HotelsForm)
}
