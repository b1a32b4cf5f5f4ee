"""The form in which word about a batch is written down as it comes in."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.intake.enums import Certainty
from yizhan.intake.queries.batches import Announced
from yizhan.intake.rules import MOST_PEOPLE, Announcement, VehicleFacts
from yizhan.places.models import Entrance, Site
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.templatetags.arrivals import entrance_name

PARTY_SIZES = range(1, 9)
# A clock time so long past is meant for tomorrow.
MEANT_FOR_TODAY = timedelta(hours=3)
LARGE_NUMBER = forms.NumberInput(attrs={"inputmode": "numeric", "class": "big"})
NUMBER = forms.NumberInput(attrs={"inputmode": "numeric"})


def _count(label: Any, widget: forms.NumberInput = NUMBER) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_PEOPLE, required=False, widget=widget)


class AnnounceForm(CommandForm):
    """What is known about a batch; every field may stay empty."""

    batch_id = forms.UUIDField(widget=forms.HiddenInput)
    after_revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    words = forms.CharField(
        label=_("Words as they came in"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    origin = forms.CharField(label=_("From where"), max_length=120, required=False)
    expected = _count(_("How many people"), LARGE_NUMBER)
    certainty = forms.TypedChoiceField(label=_("How sure is the number"), coerce=Certainty, choices=Certainty)
    eta_minutes = forms.IntegerField(
        label=_("Arrives in … minutes"),
        min_value=0,
        max_value=14 * 24 * 60,
        required=False,
        widget=LARGE_NUMBER,
    )
    eta_clock = forms.TimeField(
        label=_("or at (clock on the site's wall)"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    eta_day = forms.DateField(
        label=_("on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("empty: the next time the clock shows it"),
    )  # fmt: skip
    adults = _count(_("Adults"), NUMBER)
    children = _count(_("Children"), NUMBER)
    cohort = forms.CharField(
        label=_("Cohort"), max_length=40, required=False, help_text=_("Not mixed with others on a corridor")
    )
    protocol = forms.CharField(label=_("Protocol"), max_length=80, required=False)
    exposed_on = forms.DateField(
        label=_("Day of exposure"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, site: Site, data: QueryDict | None = None, known: Announced | None = None) -> None:
        super().__init__(data, initial=_initial(site, known))
        self._zone = ZoneInfo(site.timezone)
        for size in PARTY_SIZES:
            self.fields[f"party_{size}"] = _count(str(size))

    @property
    def parties(self) -> list[forms.BoundField]:
        """The fields for how many parties of each size are expected."""
        return [self[f"party_{size}"] for size in PARTY_SIZES]

    def announcement(self, vehicles: "VehicleFormSet") -> Announcement:
        """Return what was written, as the action takes it; both forms must be valid."""
        said = self.cleaned_data
        named = ("words", "origin", "expected", "adults", "children", "cohort", "protocol", "exposed_on")
        return Announcement(
            **{name: said[name] for name in named},
            certainty=said["certainty"] if said["expected"] is not None else Certainty.UNKNOWN,
            eta=self._eta(),
            make_up={size: count for size in PARTY_SIZES if (count := said[f"party_{size}"])},
            vehicles=tuple(VehicleFacts(**row) for row in vehicles.rows()),
        )

    def _eta(self) -> datetime | None:
        said, moment = self.cleaned_data, now()
        if said["eta_minutes"] is not None:
            return moment + timedelta(minutes=said["eta_minutes"])
        if said["eta_clock"] is None:
            return None
        here = moment.astimezone(self._zone)
        at = datetime.combine(said["eta_day"] or here.date(), said["eta_clock"], self._zone)
        if said["eta_day"] is None and at < here - MEANT_FOR_TODAY:
            at += timedelta(days=1)
        return at


if TYPE_CHECKING:
    Rows = BaseFormSet["VehicleForm"]
else:
    # Django's form sets take a type for checkers only.
    Rows = BaseFormSet


class VehicleForm(forms.Form):
    """One vehicle; a row without seats is left out, an unknown height stays a question."""

    plate = forms.CharField(label=_("Plate or name"), max_length=20, required=False)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=300, required=False, widget=NUMBER)
    height_m = forms.DecimalField(
        label=_("Height, m"), min_value=0.5, max_value=20, max_digits=4, decimal_places=2, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )  # fmt: skip
    length_m = forms.DecimalField(
        label=_("Length, m"), min_value=1, max_value=40, max_digits=3, decimal_places=1, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )  # fmt: skip
    entrance_id = forms.TypedChoiceField(label=_("Entrance"), required=False, empty_value=None)

    def __init__(self, *args: Any, entrances: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entrance_id"].choices = [("", _("any that fits")), *entrances]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the seats of a vehicle that has anything else written beside it."""
        said = super().clean() or {}
        if self.has_changed() and not said.get("seats") and "seats" not in self.errors:
            self.add_error("seats", _("How many seats?"))
        return said


class VehicleFormSet(Rows):
    """The vehicles of one word; empty rows are left out."""

    def rows(self) -> list[dict[str, Any]]:
        """Return the vehicles that were written down."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get("seats")]


def vehicle_forms(
    site: Site, data: QueryDict | None = None, known: Announced | None = None
) -> VehicleFormSet:
    """Return the rows for vehicles, filled with those known, and some to spare."""
    entrances = [(str(one.id), entrance_name(one)) for one in Entrance.objects.filter(site=site)]
    initial = [
        {name: getattr(vehicle, name) for name in ("plate", "seats", "height_m", "length_m", "entrance_id")}
        for vehicle in (known.vehicles if known else ())
    ]
    made = formset_factory(VehicleForm, formset=VehicleFormSet, extra=1 if initial else 3, max_num=60)
    filled = made(data, initial=initial, prefix="vehicles", form_kwargs={"entrances": entrances})
    assert isinstance(filled, VehicleFormSet)  # noqa: S101 - asked for above; tells the type checker
    return filled


def _initial(site: Site, known: Announced | None) -> dict[str, Any]:
    if known is None:
        fresh = {"command_id": new_id(), "batch_id": new_id(), "after_revision": 0}
        return {**fresh, "certainty": Certainty.UNCERTAIN}
    word = known.latest
    eta = word.eta.astimezone(ZoneInfo(site.timezone)) if word.eta else None
    return {
        "command_id": new_id(), "batch_id": known.batch.id, "after_revision": word.number,
        "eta_clock": eta.time().replace(second=0, microsecond=0) if eta else None,
        "eta_day": eta.date() if eta else None,
        **{f"party_{size}": known.make_up.get(size) for size in PARTY_SIZES},
        **{name: getattr(word, name) for name in (
            "origin", "expected", "certainty", "adults", "children", "cohort", "protocol", "exposed_on"
        )},
    }  # fmt: skip
