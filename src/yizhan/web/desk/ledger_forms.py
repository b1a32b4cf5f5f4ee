"""What the ledger's and the journal's forms send; times are typed as the clock on the site's wall."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.ledgers.enums import ListSource
from yizhan.places.models import Floor, Site
from yizhan.places.names import floor_label
from yizhan.stays.enums import EntryKind
from yizhan.stays.queries.entries import JournalLine
from yizhan.stays.rules import parse_tag

NO_ROOM = "none"
MOST_DAYS = 100
WALL_CLOCK = "%Y-%m-%dT%H:%M"


def _date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class WallClockField(forms.DateTimeField):
    """A moment on a site's wall clock; cleaned to an aware moment."""

    def __init__(self, site: Site, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WALL_CLOCK)
        super().__init__(required=False, widget=widget, **options)
        self._zone = ZoneInfo(site.timezone)

    def to_python(self, value: Any) -> datetime | None:
        """Read the moment in the site's zone."""
        with timezone.override(self._zone):
            return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Show a moment in the site's zone."""
        return value.astimezone(self._zone).strftime(WALL_CLOCK) if isinstance(value, datetime) else value


class HourForm(forms.Form):
    """The hour at which the ledger is read; now if it is left empty."""

    def __init__(self, site: Site, *sent: Any) -> None:
        super().__init__(*sent)
        self.fields["at"] = WallClockField(site, label=_("At"))


class JournalFilterForm(forms.Form):
    """Which entries are shown."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Every kind")), *EntryKind.choices]
    )
    tag = forms.CharField(label=_("Wristband"), required=False, max_length=8)
    room = forms.CharField(label=_("Room"), required=False, max_length=20)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, site: Site, *sent: Any) -> None:
        super().__init__(*sent)
        self.fields["since"] = WallClockField(site, label=_("From"))
        self.fields["until"] = WallClockField(site, label=_("To"))

    def clean_tag(self) -> str:
        """The party's number, whatever letter was typed with it."""
        typed = str(self.cleaned_data["tag"]).strip()
        read = parse_tag(typed) or parse_tag(f"{typed}A")
        return str(read[0]) if read else typed


class CorrectionForm(forms.Form):
    """What is right instead of what an entry says."""

    command_id = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("How you found out"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, site: Site, line: JournalLine, sent: Any = None) -> None:
        super().__init__(sent, initial={"command_id": new_id()})
        tags = sorted(tag for put in line.placed for tag in put.tags if "-" in tag)
        self.fields["room"] = forms.ChoiceField(label=_("Where they really were"), choices=_rooms(site))
        self.fields["since"] = WallClockField(
            site, label=_("Since when (empty: from the beginning of the entry)")
        )
        self.fields["letters"] = forms.MultipleChoiceField(
            label=_("Who (none ticked: all of them)"), required=False,
            choices=[(tag[-1], tag) for tag in tags], widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        self.order_fields(["command_id", "room", "since", "letters", "reason"])


class OutsideListForm(forms.Form):
    """A list of the people here that somebody outside keeps."""

    command_id = forms.UUIDField(widget=forms.HiddenInput)
    source = forms.ChoiceField(label=_("Whose list"), choices=ListSource.choices)
    whole = forms.BooleanField(
        label=_("It names everybody who is here"), required=False,
        help_text=_("Then somebody who is missing on it is a difference too."),
    )  # fmt: skip
    file = forms.FileField(label=_("File (.xlsx, .xls, .csv, text)"), max_length=200)

    def __init__(self, site: Site, sent: Any = None, files: Any = None) -> None:
        super().__init__(sent, files, initial={"command_id": new_id(), "as_of": now()})
        self.fields["as_of"] = WallClockField(site, label=_("As of"))
        self.order_fields(["command_id", "source", "as_of", "whole", "file"])

    @property
    def facts(self) -> dict[str, Any]:
        """What the action is given; without a time the list speaks of now."""
        said = self.cleaned_data
        return {
            "source": ListSource(said["source"]), "as_of": said["as_of"] or now(), "whole": said["whole"],
            "contents": said["file"].read(), "name": said["file"].name,
        }  # fmt: skip


class BookForm(forms.Form):
    """The days of the in and out book; the last seven without a choice."""

    first = forms.DateField(label=_("From"), required=False, widget=_date_input())
    last = forms.DateField(label=_("To"), required=False, widget=_date_input())

    def days(self, today: date) -> tuple[date, date]:
        """Return the first and the last day, at most a hundred days and none of the future."""
        chosen = self.cleaned_data if self.is_valid() else {}
        last = min(chosen.get("last") or today, today)
        first = min(chosen.get("first") or last - timedelta(days=6), last)
        return max(first, last - timedelta(days=MOST_DAYS - 1)), last


def _rooms(site: Site) -> list[Any]:
    floors = Floor.objects.filter(site=site).prefetch_related("rooms")
    grouped = [
        (floor_label(floor.name), [(str(room.id), room.name) for room in floor.rooms.order_by("position")])
        for floor in floors
    ]
    return [("", "—"), (NO_ROOM, _("In no room")), *grouped]
