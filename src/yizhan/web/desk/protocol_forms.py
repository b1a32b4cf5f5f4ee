"""Forms about protocols: looking for one, ruling what it leaves open, trying it on a person."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.places.models import Site
from yizhan.protocols.facts import Anchor, Facts
from yizhan.protocols.points import Point, points
from yizhan.protocols.queries.rulings import RuledProtocol
from yizhan.protocols.reading import shelf
from yizhan.protocols.schema import DayOne, Protocol
from yizhan.protocols.wording import ANCHORS, DAY_ONES, word
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.templatetags.protocol_words import point_name

IN_FORCE, HISTORIC, OPEN, ALL = "in_force", "historic", "open", "all"
STATES = (
    (IN_FORCE, gettext_lazy("In force")),
    (HISTORIC, gettext_lazy("Historic")),
    (OPEN, gettext_lazy("To be ruled")),
    (ALL, gettext_lazy("All")),
)
FIRST_YEAR, LAST_YEAR = 2000, 2100
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class SearchForm(forms.Form):
    """What is looked for; nothing said is everything that is in force."""

    state = forms.ChoiceField(choices=STATES, required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        label=gettext_lazy("Search"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    disease = forms.ChoiceField(label=gettext_lazy("Disease"), required=False)
    jurisdiction = forms.ChoiceField(label=gettext_lazy("Jurisdiction"), required=False)

    def __init__(self, said: QueryDict) -> None:
        super().__init__(said)
        everything = shelf().protocols.values()
        diseases = dict.fromkeys(code for one in everything for code in one.diseases)
        jurisdictions = dict.fromkeys(one.jurisdiction for one in everything)
        for field, group, codes in (
            ("disease", "diseases", diseases), ("jurisdiction", "jurisdictions", jurisdictions),
        ):  # fmt: skip
            choices = [("", _("all")), *((code, word(group, code)) for code in codes)]
            self.fields[field].choices = choices  # type: ignore[attr-defined]

    states = STATES

    @property
    def others(self) -> str:
        """What was said beside the state, as it stands in an address."""
        said = {name: self.data.get(name, "") for name in ("words", "disease", "jurisdiction")}
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def state_shown(self) -> str:
        """Which of the states is shown."""
        said = self.data.get("state", "")
        return said if said in dict(STATES) else IN_FORCE

    def among(self, every: list[RuledProtocol], site: Site) -> list[tuple[str, list[RuledProtocol]]]:
        """Return those that fit what was said, by their first disease."""
        said = self.cleaned_data if self.is_valid() else {}
        today = now().astimezone(ZoneInfo(site.timezone)).date()
        fitting = [one for one in every if _is_in(self.state_shown, one, today) and _fits(one.protocol, said)]
        ordered = sorted(fitting, key=lambda one: one.protocol.diseases[0])
        return [
            (disease, list(those))
            for disease, those in groupby(ordered, lambda one: one.protocol.diseases[0])
        ]


def _is_in(state: str, one: RuledProtocol, today: date) -> bool:
    in_force = one.protocol.in_force_on(today)
    match state:
        case "in_force":
            return in_force
        case "historic":
            return not in_force
        case "open":
            return in_force and any(point.blocks for point in points(one.protocol))
        case _:
            return True


def _fits(one: Protocol, said: dict[str, str]) -> bool:
    text = " ".join(
        [one.id, one.name.zh, one.name.en, one.edition.zh, one.edition.en, word("categories", one.category)]
    )
    return (
        all(part in text.lower() for part in said.get("words", "").lower().split())
        and said.get("disease", "") in ("", *one.diseases)
        and said.get("jurisdiction", "") in ("", one.jurisdiction)
    )


class RulingForm(CommandForm):
    """Values for what a protocol leaves open, and the document that orders them."""

    ruling_id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    authority = forms.CharField(label=gettext_lazy("Authority that ruled"), max_length=200, strip=True)
    document = forms.CharField(label=gettext_lazy("Number of the document"), max_length=120, strip=True)
    words = forms.CharField(
        label=gettext_lazy("Its words"), max_length=600, required=False, strip=True,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, protocol: Protocol, said: QueryDict | None = None) -> None:
        super().__init__(said)
        self._points = list(points(protocol))
        for point in self._points:
            self.fields.update(_fields(point))

    @property
    def point_fields(self) -> Iterator[tuple[Point, list[forms.BoundField]]]:
        """Each point with its fields, what must be ruled first."""
        for point in sorted(self._points, key=lambda one: not one.blocks):
            yield point, [self[name] for name in _fields(point)]

    @property
    def document_fields(self) -> list[forms.BoundField]:
        """The fields about the document itself."""
        return [self[name] for name in ("authority", "document", "words")]

    def clean(self) -> dict[str, Any]:
        """Refuse a ruling about nothing."""
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and not self._values(said):
            raise forms.ValidationError(_("Fill in at least one point that the document rules."))
        return said

    def ruling(self) -> dict[str, Any]:
        """Return the facts of the ruling, as the action takes them."""
        said = self.cleaned_data
        return {
            "ruling_id": said["ruling_id"], "said": self._values(said), "authority": said["authority"],
            "document": said["document"], "words": said["words"],
        }  # fmt: skip

    def _values(self, said: dict[str, Any]) -> dict[str, Any]:
        found = {}
        for point in self._points:
            value = said.get(point.key)
            if value in (None, ""):
                continue
            if point.field == "ends_at":
                value = f"{value:%H:%M}{said.get(f'{point.key}.day', '')}"
            found[point.key] = value
        return found


class DayNumbers(forms.CharField):
    """Numbers of days as somebody types them, "1 4 7" or "1、4、7"; 0 says that there is none."""

    def clean(self, value: Any) -> list[int] | None:
        """Return the numbers in order, None where nothing was typed."""
        text = str(super().clean(value))
        if not text:
            return None
        parts = [part for part in re.split(r"\D+", text) if part]
        if not parts or any(len(part) > 3 for part in parts):
            raise forms.ValidationError(_("Type numbers of days, such as 1 4 7."))
        return sorted({int(part) for part in parts} - {0})


def _fields(point: Point) -> dict[str, forms.Field]:
    label = point_name(point.key)
    match point.field:
        case "day_one":
            choices = [("", _("not ruled")), *((one.value, DAY_ONES[one]) for one in DayOne)]
            return {point.key: forms.ChoiceField(label=label, choices=choices, required=False)}
        case "ends_at":
            day = [("", _("on the last day")), ("+1", _("on the day after the last"))]
            clock = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            return {
                point.key: forms.TimeField(label=label, required=False, widget=clock),
                f"{point.key}.day": forms.ChoiceField(label=_("which day"), choices=day, required=False),
            }
        case "sample_days":
            hint = _("Numbers of days inside the phase, such as 1 4 7; 0: none.")
            return {point.key: DayNumbers(label=label, required=False, max_length=200, help_text=hint)}
        case "temperature_per_day":
            return {point.key: forms.IntegerField(label=label, min_value=0, max_value=4, required=False)}
        case _:
            return {point.key: forms.IntegerField(label=label, min_value=1, max_value=400, required=False)}


class MeaningForm(forms.Form):
    """Facts of somebody, as far as this protocol asks for them; times by the clock on the site's wall."""

    def __init__(self, protocol: Protocol, site: Site, said: QueryDict | None = None) -> None:
        super().__init__(said)
        self._zone = ZoneInfo(site.timezone)
        self._anchors = _anchors(protocol)
        self._conditions = list(dict.fromkeys(_conditions(protocol)))
        for anchor in self._anchors:
            needed = anchor != Anchor.SITE_ADMISSION or protocol.anchor == anchor
            self.fields[anchor.value] = _moment(str(ANCHORS[anchor]), required=needed)
        if protocol.anchor:
            self.fields["credited"] = forms.IntegerField(
                label=_("Days spent elsewhere that count"), min_value=0, max_value=60, required=False
            )
            self.fields["reset"] = _moment(_("Last positive person left the site"), required=False)
        if protocol.extend and protocol.extend.kind:
            hint = _("Days such as 2026-03-10, with spaces between")
            self.fields["symptoms"] = forms.CharField(
                label=_("New symptoms on"), required=False, help_text=hint
            )
        if self._conditions:
            self.fields["conditions"] = forms.MultipleChoiceField(
                label=_("What is known"), required=False, widget=forms.CheckboxSelectMultiple,
                choices=[(code, word("conditions", code)) for code in self._conditions],
            )  # fmt: skip

    def clean_symptoms(self) -> tuple[date, ...]:
        """Return the days of new symptoms."""
        try:
            return tuple(
                date.fromisoformat(part)
                for part in re.split(r"[\s,;，、；]+", self.cleaned_data["symptoms"])
                if part
            )
        except ValueError:
            raise forms.ValidationError(_("Type days such as 2026-03-10, with spaces between.")) from None

    def facts(self) -> Facts | None:
        """Return the facts; None while nothing was asked, or what was asked cannot be read."""
        if not self.is_bound or not self.is_valid():
            return None
        said = self.cleaned_data
        known = [
            (anchor, self._aware(said[anchor.value])) for anchor in self._anchors if said.get(anchor.value)
        ]
        return Facts(
            self._zone, tuple(known), said.get("credited") or 0,
            (self._aware(said["reset"]),) if said.get("reset") else (),
            said.get("symptoms", ()), frozenset(said.get("conditions", ())),
        )  # fmt: skip

    def _aware(self, said: datetime) -> datetime:
        return said.replace(tzinfo=self._zone)


class _WallMoment(forms.DateTimeField):
    """A moment as a clock on a wall shows it, without any zone."""

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment as it was typed; Django would make it one of its own zone."""
        if not value:
            return None
        try:
            said = datetime.fromisoformat(str(value))
        except ValueError:
            raise forms.ValidationError(_("Type a day and an hour, such as 2026-03-06 14:00.")) from None
        if said.tzinfo or not FIRST_YEAR <= said.year < LAST_YEAR:
            raise forms.ValidationError(_("Type a day and an hour, such as 2026-03-06 14:00."))
        return said


def _moment(label: str, *, required: bool) -> forms.DateTimeField:
    return _WallMoment(label=label[:1].upper() + label[1:], required=required, widget=MOMENT)


def _anchors(protocol: Protocol) -> list[Anchor]:
    start = protocol.start.anchor if protocol.start else None
    admission = Anchor.SITE_ADMISSION if protocol.anchor else None
    return list(dict.fromkeys(filter(None, [start, protocol.anchor, admission])))


def _conditions(protocol: Protocol) -> Iterator[str]:
    yield from protocol.exempt_if
    for phase in protocol.phases:
        yield from (row.condition for row in phase.days_if)
        yield from phase.early_end.needs if phase.early_end else ()
    if protocol.depends_on:
        yield protocol.depends_on.positive
    if protocol.extend and protocol.extend.to_protocol:
        yield protocol.extend.trigger
