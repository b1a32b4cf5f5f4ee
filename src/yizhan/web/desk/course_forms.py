"""What the pages of courses send: whom, under which protocol, by which facts, and what changes in them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from yizhan.core.clock import now
from yizhan.course.rules import MOST_CREDITED, GivenFacts, Patch
from yizhan.places.models import Site
from yizhan.protocols.facts import Anchor
from yizhan.protocols.reading import shelf
from yizhan.protocols.schema import Protocol
from yizhan.protocols.wording import ANCHORS, word
from yizhan.stays.models import Stay
from yizhan.stays.rules import parse_tag
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.desk.ledger_forms import WallClockField

EVERYBODY, COHORT, CHOSEN = "everybody", "cohort:", "chosen"


def protocol_choices(day: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the protocols to choose from: those in force first, historic ones below, by name."""
    language = get_language() or ""
    named = sorted((one.name.in_language(language), one) for one in shelf().protocols.values())
    return [
        (_("In force"), [(one.id, name) for name, one in named if one.in_force_on(day)]),
        (_("Not in force"), [(one.id, name) for name, one in named if not one.in_force_on(day)]),
    ]


class BeginForm(forms.Form):
    """Whom to put under which protocol."""

    who = forms.ChoiceField(label=gettext_lazy("Who"), widget=forms.RadioSelect)
    tags = forms.CharField(
        label=gettext_lazy("Wristbands"), required=False, max_length=2000,
        help_text=gettext_lazy("012 for the whole party, 012-A for one person; several with commas."),
    )  # fmt: skip
    protocol = forms.ChoiceField(label=gettext_lazy("Protocol"))

    def __init__(self, stays: list[Stay], data: QueryDict | None, day: date, wanted: str = "") -> None:
        super().__init__(data, initial={"who": f"{COHORT}{wanted}" if wanted else EVERYBODY})
        self._stays = stays
        cohorts = sorted({stay.cohort for stay in stays if stay.cohort})
        choices = [(EVERYBODY, _("All without a course (%(people)d)") % {"people": len(stays)})]
        for cohort in cohorts:
            people = sum(stay.cohort == cohort for stay in stays)
            label = _("%(cohort)s (%(people)d)") % {"cohort": cohort, "people": people}
            choices.append((f"{COHORT}{cohort}", label))
        self.fields["who"].choices = [*choices, (CHOSEN, _("Chosen wristbands"))]  # type: ignore[attr-defined]
        self.fields["protocol"].choices = [("", "–"), *protocol_choices(day)]  # type: ignore[attr-defined]

    def chosen(self) -> list[Stay]:
        """Return the stays that were chosen; wristbands that were typed count, whatever is ticked."""
        who, tags = self.cleaned_data["who"], self.cleaned_data["tags"]
        if tags or who == CHOSEN:
            return _wearing(self._stays, tags)
        if who == EVERYBODY:
            return self._stays
        return [stay for stay in self._stays if stay.cohort == who.removeprefix(COHORT)]

    def clean(self) -> dict[str, Any]:
        """Refuse a choice of nobody."""
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.chosen():
            raise forms.ValidationError(_("Nobody without a course wears such a wristband."))
        return said


class FactsForm(forms.Form):
    """What must be known of people for one protocol; times are typed as the clock on the site's wall."""

    def __init__(
        self, site: Site, protocol: Protocol, data: QueryDict | None, given: GivenFacts | None = None
    ) -> None:
        super().__init__(data, initial=_initial(given) if given else None)
        wanted = [protocol.anchor, protocol.start.anchor if protocol.start else None]
        self._anchors = [anchor for anchor in dict.fromkeys(wanted) if anchor]
        for anchor in self._anchors:
            field = WallClockField(site, label=str(ANCHORS[anchor]).capitalize())
            field.required = anchor is not Anchor.SITE_ADMISSION
            self.fields[anchor.value] = field
            if anchor is Anchor.SITE_ADMISSION:
                field.help_text = _("Left empty: when each of them was first counted here.")
        self.fields["credited_days"] = forms.IntegerField(
            label=_("Days spent elsewhere that count"), min_value=0, max_value=MOST_CREDITED, required=False,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
        if codes := conditions_of(protocol):
            self.fields["conditions"] = forms.MultipleChoiceField(
                label=_("What else is known"), required=False, widget=forms.CheckboxSelectMultiple,
                choices=[(code, word("conditions", code)) for code in codes],
            )  # fmt: skip

    def given(self) -> GivenFacts:
        """Return what was typed; the form must be valid."""
        said = self.cleaned_data
        return GivenFacts(
            anchors={anchor: said[anchor.value] for anchor in self._anchors if said[anchor.value]},
            credited_days=said["credited_days"] or 0, conditions=tuple(said.get("conditions", ())),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse an event that is still to come."""
        said: dict[str, Any] = super().clean() or {}
        for anchor in self._anchors:
            when = said.get(anchor.value)
            if isinstance(when, datetime) and when > now():
                self.add_error(anchor.value, _("This time is still to come."))
        return said


class ChangeForm(FactsForm):
    """What changes for one or several people; what is left as it was changes nothing."""

    def __init__(
        self, site: Site, protocol: Protocol, data: QueryDict | None, given: GivenFacts, *, alike: bool
    ) -> None:
        super().__init__(site, protocol, data, given if alike else None)
        for anchor in self._anchors:
            self.fields[anchor.value].required = False
        self.fields["reset"] = WallClockField(
            site, label=_("Transmission inside: the last positive person left"),
            help_text=_("The count begins anew from there, for everybody on this list."),
        )  # fmt: skip
        self.fields["symptom_on"] = forms.DateField(
            label=_("New symptoms on"), required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )  # fmt: skip
        self.fields["until"] = WallClockField(site, label=_("Keep until, by order"))
        self.fields["protocol"] = forms.ChoiceField(
            label=_("Another protocol or edition"), required=False,
            choices=[("", _("as it is")), *protocol_choices(now().date())],
        )  # fmt: skip
        self._given, self._alike = given, alike

    def patch(self) -> Patch:
        """Return what was changed; the form must be valid."""
        said = self.cleaned_data
        anchors = {anchor: said[anchor.value] for anchor in self._anchors if said[anchor.value]}
        if self._alike:
            anchors = {anchor: at for anchor, at in anchors.items() if not _same(at, self._given, anchor)}
        credited = said["credited_days"]
        conditions = tuple(said["conditions"]) if "conditions" in said else None
        return Patch(
            protocol=said["protocol"] or None, anchors=anchors,
            credited_days=None if credited == self._given.credited_days and self._alike else credited,
            conditions=conditions if self._alike or conditions else None, reset=said["reset"],
            symptom_on=said["symptom_on"], until=said["until"],
        )  # fmt: skip


class ProposeForm(CommandForm):
    """Why, and by whose order; with the list that was shown."""

    stays = forms.CharField(widget=forms.HiddenInput)
    patch = forms.CharField(widget=forms.HiddenInput)
    instead_of = forms.UUIDField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, required=False,
        help_text=gettext_lazy("Without names: it stands in the record."),
    )  # fmt: skip
    authority = forms.CharField(
        label=gettext_lazy("By whose order"), max_length=200, required=False,
        help_text=gettext_lazy("Authority, number or date. Needed where anybody is kept longer."),
    )  # fmt: skip

    def clean_stays(self) -> tuple[UUID, ...]:
        """Read the ids of the list."""
        return read_ids(self.cleaned_data["stays"])

    def clean_patch(self) -> Patch:
        """Read what changes."""
        try:
            return Patch.model_validate_json(self.cleaned_data["patch"])
        except ValueError as error:
            raise forms.ValidationError(_("Open the page again.")) from error


class BeginAllForm(CommandForm):
    """A list of people to be put under a protocol, as it was shown."""

    stays = forms.CharField(widget=forms.HiddenInput)
    protocol = forms.CharField(widget=forms.HiddenInput, max_length=80)
    given = forms.CharField(widget=forms.HiddenInput)

    def clean_stays(self) -> tuple[UUID, ...]:
        """Read the ids of the list."""
        return read_ids(self.cleaned_data["stays"])

    def clean_given(self) -> GivenFacts:
        """Read the facts."""
        try:
            return GivenFacts.model_validate_json(self.cleaned_data["given"])
        except ValueError as error:
            raise forms.ValidationError(_("Open the page again.")) from error


def conditions_of(protocol: Protocol) -> list[str]:
    """Return the conditions that a protocol asks about."""
    named = [*protocol.exempt_if, *(protocol.depends_on.needs if protocol.depends_on else ())]
    for phase in protocol.phases:
        named += [row.condition for row in phase.days_if]
        named += phase.early_end.needs if phase.early_end else ()
    return list(dict.fromkeys(named))


def read_ids(text: str) -> tuple[UUID, ...]:
    """Read ids with commas between them; raises forms.ValidationError."""
    try:
        found = tuple(dict.fromkeys(UUID(one) for one in text.split(",") if one))
    except ValueError as error:
        raise forms.ValidationError(_("Open the page again.")) from error
    if not found:
        raise forms.ValidationError(_("Choose somebody."))
    return found


def written_ids(stays: Iterable[UUID]) -> str:
    """Write ids as `read_ids` reads them."""
    return ",".join(map(str, stays))


def _wearing(stays: list[Stay], text: str) -> list[Stay]:
    wanted = [one.strip() for one in text.replace("，", ",").replace("、", ",").split(",") if one.strip()]
    numbers = {int(one) for one in wanted if one.isdigit()}
    tags = {parse_tag(one) for one in wanted}
    return [s for s in stays if s.band_number in numbers or (s.band_number, s.band_letter) in tags]


def _initial(given: GivenFacts) -> dict[str, Any]:
    known: dict[str, Any] = {anchor.value: at for anchor, at in given.anchors.items()}
    return {**known, "credited_days": given.credited_days, "conditions": list(given.conditions)}


def _same(at: datetime, given: GivenFacts, anchor: Anchor) -> bool:
    """Tell whether a typed minute is the one that is known; a page knows no seconds."""
    known = given.anchors.get(anchor)
    return known is not None and known.replace(second=0, microsecond=0) == at
