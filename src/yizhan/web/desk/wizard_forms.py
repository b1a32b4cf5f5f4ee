"""The wizard's forms: what a site is made of, and the plan that was looked at before it is made."""

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from pydantic import ValidationError as BadFacts

from yizhan.command.plans import BadPlan, entrance_from, equal_floors, levels_from
from yizhan.command.room_list import BadRoomList, read_room_list
from yizhan.command.rules import FloorPlan, SitePlan, site_templates
from yizhan.command.sheets import MOST_BYTES, UnreadableFile
from yizhan.core.ids import new_id
from yizhan.web.desk.arrival_submit import CommandForm

MOST_FILE_BYTES = MOST_BYTES // 4
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt")


def _number(label: Any, most: int) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=1, max_value=most, required=False, widget=widget)


class SiteForm(forms.Form):
    """A site: its name, its rooms from a file or from a few numbers, its entrances, its teams, its head."""

    name = forms.CharField(label=gettext_lazy("Name of the site"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80, required=False)
    code = forms.CharField(
        label=gettext_lazy("Short name in addresses"),
        max_length=29,
        help_text=gettext_lazy("small letters, digits, hyphens"),
    )
    phone = forms.CharField(label=gettext_lazy("Telephone of the site"), max_length=30, required=False)
    lift = forms.BooleanField(label=gettext_lazy("There is a lift"), required=False, initial=True)
    rooms = forms.FileField(
        label=gettext_lazy("The hotel's list of rooms"), required=False,
        help_text=gettext_lazy("xlsx, xls, ods or csv; one room a row, with floor, room, beds"),
    )  # fmt: skip
    floors = forms.CharField(
        label=gettext_lazy("Floors"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("3-8 or 1,2,5-7; all alike"),
    )
    rooms_per_floor = _number(gettext_lazy("Rooms on each floor"), 99)
    beds = _number(gettext_lazy("Beds in each room"), 20)
    entrances = forms.CharField(
        label=gettext_lazy("Entrances with their clear height"), required=False, max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("one a line: Gate=3.2; nobody measured it: Side gate=?"),
    )  # fmt: skip
    teams = forms.ChoiceField(label=gettext_lazy("Teams"))
    head_name = forms.CharField(label=gettext_lazy("The site head's name"), max_length=60)
    head_username = forms.CharField(
        label=gettext_lazy("The site head's user name"),
        max_length=40,
        help_text=gettext_lazy("small letters, such as chen.jie"),
    )

    def __init__(self, data: QueryDict | None = None, files: MultiValueDict[str, Any] | None = None) -> None:
        super().__init__(data, files, initial={"beds": 2})
        english = (get_language() or "").startswith("en")
        named = [(one.key, one.en if english else one.zh) for one in site_templates()]
        self.fields["teams"].choices = named  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        """Read rooms and entrances, and check the plan as a whole; every fault is said by its field."""
        said: dict[str, Any] = super().clean() or {}
        floors, entrances = self._floors(said), self._entrances(said)
        if self.errors:
            return said
        facts = {name: said[name] for name in ("name", "name_en", "code", "phone", "lift", "teams")}
        try:
            said["plan"] = SitePlan.model_validate({**facts, "floors": floors, "entrances": entrances})
        except BadFacts as faults:
            for fault in faults.errors():
                place = str(fault["loc"][0]) if fault["loc"] else ""
                self.add_error(place if place in self.fields else None, fault["msg"])
        return said

    def _floors(self, said: dict[str, Any]) -> list[FloorPlan]:
        try:
            if said.get("rooms"):
                return _read(said["rooms"])
            if said.get("floors") and said.get("rooms_per_floor"):
                return equal_floors(
                    levels_from(said["floors"]), said["rooms_per_floor"], said.get("beds") or 2
                )
        except BadRoomList as faults:
            self.add_error("rooms", list(faults.faults[:20]))
        except UnreadableFile as fault:
            self.add_error("rooms", str(fault))
        except BadPlan as fault:
            self.add_error("floors", str(fault))
        else:
            self.add_error("rooms", _("Give the list of rooms, or floors and rooms on each floor below."))
        return []

    def _entrances(self, said: dict[str, Any]) -> list[Any]:
        lines = [line.strip() for line in said.get("entrances", "").splitlines() if line.strip()]
        try:
            return [entrance_from(line) for line in lines]
        except (BadPlan, BadFacts) as fault:
            self.add_error(
                "entrances", str(fault) if isinstance(fault, BadPlan) else _("An entrance needs a name.")
            )
            return []


class MakeForm(CommandForm):
    """The plan as it was shown, with who becomes its head; the new site bears the id of the command."""

    plan = forms.CharField(widget=forms.HiddenInput, max_length=2_000_000)
    head_name = forms.CharField(widget=forms.HiddenInput, max_length=60)
    head_username = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def clean_plan(self) -> SitePlan:
        """Return the plan, checked once more: it came from a browser."""
        try:
            return SitePlan.model_validate_json(self.cleaned_data["plan"])
        except BadFacts as fault:
            raise forms.ValidationError(_("Open the page again.")) from fault


def shown(form: SiteForm) -> MakeForm:
    """Return the form that makes what a valid SiteForm describes."""
    said = form.cleaned_data
    return MakeForm(
        initial={
            "command_id": new_id(), "plan": said["plan"].model_dump_json(), "head_name": said["head_name"],
            "head_username": said["head_username"],
        }
    )  # fmt: skip


def _read(upload: Any) -> list[FloorPlan]:
    """Read an uploaded list of rooms like a file that `yizhan setup` is given."""
    suffix = Path(upload.name).suffix.lower()
    if suffix not in SUFFIXES:
        raise UnreadableFile(
            _("%(name)s is no list of rooms: give xlsx, xls, ods or csv.") % {"name": upload.name}
        )
    if upload.size > MOST_FILE_BYTES:
        raise UnreadableFile(_("%(path)s is too large to be a list of rooms.") % {"path": upload.name})
    with tempfile.TemporaryDirectory(prefix="yizhan-rooms-") as folder:
        # The name that people know stands in what is said about the file, its folder does not.
        file = Path(folder) / f"rooms{suffix}"
        file.write_bytes(upload.read())
        try:
            return read_room_list(file)
        except UnreadableFile as fault:
            raise UnreadableFile(str(fault).replace(str(file), upload.name)) from fault
