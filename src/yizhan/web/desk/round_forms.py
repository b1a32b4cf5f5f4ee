"""Planning an entry: everything due is ticked, and what is not wanted is taken off."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy

from yizhan.duty.actions.round_plans import MOST_SUITS
from yizhan.duty.kinds import kinds
from yizhan.duty.packing import round_rules
from yizhan.duty.queries.due import NextEntry
from yizhan.duty.queries.people import crew_of
from yizhan.places.models import Floor, Site
from yizhan.places.names import floor_label
from yizhan.web.desk.arrival_submit import CommandForm

MINUTES = "%Y-%m-%dT%H:%M"


class EntryForm(CommandForm):
    """When, onto which floors, for what, in how many suits, and who leads."""

    planned_at = forms.DateTimeField(
        label=gettext_lazy("When"), input_formats=[MINUTES],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES),
    )  # fmt: skip
    floors = forms.MultipleChoiceField(
        label=gettext_lazy("Floors"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one floor.")},
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What for"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one thing to do.")},
    )  # fmt: skip
    suits = forms.IntegerField(
        label=gettext_lazy("People in suits"), min_value=1, max_value=MOST_SUITS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    walker = forms.ChoiceField(label=gettext_lazy("Who leads"), required=False)

    def __init__(self, site: Site, entry: NextEntry, data: Mapping[str, Any] | None = None) -> None:
        zone = ZoneInfo(site.timezone)
        initial = {
            "planned_at": entry.planned_at.astimezone(zone).replace(tzinfo=None),
            "floors": [str(row.floor.id) for row in entry.floors if row.floor],
            "kinds": [kind.key for kind in entry.kinds], "suits": round_rules().suits,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self._zone = zone
        floors = Floor.objects.filter(site=site).values_list("id", "name")
        walkers = [one for one in crew_of(site.id) if "round.walk" in one.role.can]
        crew = [(str(one.account_id), one.display_name) for one in walkers]
        self._offer("floors", [(str(key), floor_label(name)) for key, name in floors])
        self._offer("kinds", [(key, str(kind.name)) for key, kind in kinds().items()])
        self._offer("walker", [("", gettext_lazy("Whoever goes in")), *crew])

    def clean_planned_at(self) -> datetime:
        """Read the hour by the clock on the site's wall."""
        told: datetime = self.cleaned_data["planned_at"]
        return told.replace(tzinfo=self._zone)

    @property
    def hour(self) -> datetime | None:
        """The hour that was typed; None before, or if it cannot be read."""
        return self.cleaned_data.get("planned_at") if self.is_valid() or self.is_bound else None

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes; the form must be valid."""
        said = self.cleaned_data
        return {
            "planned_at": said["planned_at"], "floors": [UUID(one) for one in said["floors"]],
            "kinds": said["kinds"], "suits": said["suits"],
            "walker_id": UUID(said["walker"]) if said["walker"] else None,
        }  # fmt: skip

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that stand in a row above what is due."""
        return [self[name] for name in ("planned_at", "suits", "walker")]

    def ticked(self, name: str) -> set[str]:
        """Return which boxes of a field are ticked now."""
        return set(self[name].value() or ())

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a field of choices


class HandOverForm(CommandForm):
    """Whom to ask to go on with a round."""

    account = forms.UUIDField(label=gettext_lazy("Hand over to"))
