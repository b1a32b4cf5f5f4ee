"""What the pages of transfers send."""

import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.core.clock import now
from yizhan.leaving.actions.ordering import Way
from yizhan.leaving.enums import Destination, Handling, RefusalOutcome
from yizhan.leaving.queries.transfers import OrderView, Rider
from yizhan.places.models import Site
from yizhan.stays.models import Stay
from yizhan.stays.rules import parse_tag
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.desk.ledger_forms import WallClockField
from yizhan.web.templatetags.desk_nav import site_name


class WayForm(CommandForm):
    """Who goes where, when and how; `tags` are wristbands, 012 for a whole party."""

    tags = forms.CharField(
        label=gettext_lazy("Wristbands"), max_length=2000,
        help_text=gettext_lazy("012 for the whole party, 012-A for one person; several with commas."),
    )  # fmt: skip
    place = forms.CharField(
        label=gettext_lazy("Which hospital or home"), max_length=80, required=False,
        help_text=gettext_lazy("Only where it is no site of ours."),
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)
    handling = forms.ChoiceField(label=gettext_lazy("How"), choices=Handling.choices)
    plate = forms.CharField(label=gettext_lazy("Plate"), max_length=20, required=False)
    driver_phone = forms.CharField(label=gettext_lazy("Driver's number"), max_length=30, required=False)

    field_order = (
        "tags", "to", "place", "reason", "leaves_at", "expected_at", "handling", "plate", "driver_phone",
    )  # fmt: skip

    def __init__(self, site: Site, *sent: Any, **options: Any) -> None:
        super().__init__(*sent, **options)
        self._site = site
        others = Site.objects.exclude(id=site.id).order_by("code")
        self.fields["to"] = forms.ChoiceField(
            label=gettext_lazy("To"), widget=forms.RadioSelect,
            choices=[
                (Destination.HOSPITAL.value, _("A hospital")), (Destination.HOME.value, _("Home")),
                *((str(one.id), site_name(one)) for one in others),
            ],
        )  # fmt: skip
        begins = now()
        for name, label, later in (
            ("leaves_at", gettext_lazy("Leaves at"), timedelta()),
            ("expected_at", gettext_lazy("Expected there at"), timedelta(hours=1)),
        ):
            self.fields[name] = WallClockField(site, label=label, initial=begins + later)
            self.fields[name].required = True
        self.order_fields(self.field_order)

    def clean_tags(self) -> tuple[UUID, ...]:
        """Return the persons who wear these wristbands here now."""
        wanted = written_tags(self.cleaned_data["tags"])
        found = persons_under(self._site, wanted)
        if missing := [tag for tag in wanted if not found[tag]]:
            raise forms.ValidationError(_("Nobody here wears %(tags)s.") % {"tags": ", ".join(missing)})
        return tuple(dict.fromkeys(person for persons in found.values() for person in persons))

    @property
    def way(self) -> Way:
        """Return the way from this site; the form must be valid."""
        said = self.cleaned_data
        words = said["to"] in (Destination.HOSPITAL.value, Destination.HOME.value)
        return Way(
            origin_kind=Destination.SITE, origin_id=self._site.id,
            target_kind=Destination(said["to"]) if words else Destination.SITE,
            target_id=None if words else UUID(said["to"]), target_words=said["place"] if words else "",
            leaves_at=said["leaves_at"], expected_at=said["expected_at"], handling=said["handling"],
            plate=said["plate"], driver_phone=said["driver_phone"],
        )  # fmt: skip


class ReturnForm(CommandForm):
    """Who comes back from a hospital or a home."""

    person = forms.UUIDField(widget=forms.HiddenInput)
    place = forms.CharField(max_length=80)
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)

    def __init__(self, site: Site, *sent: Any) -> None:
        super().__init__(*sent)
        self._site = site
        self.fields["expected_at"] = WallClockField(site, label=gettext_lazy("Expected here at"))
        self.fields["expected_at"].required = True

    @property
    def way(self) -> Way:
        """Return the way back to this site; the form must be valid."""
        said = self.cleaned_data
        return Way(
            origin_kind=Destination.HOSPITAL, origin_words=said["place"], target_kind=Destination.SITE,
            target_id=self._site.id, expected_at=said["expected_at"],
            leaves_at=min(now(), said["expected_at"]),
        )  # fmt: skip


class RidersForm(CommandForm):
    """Passengers of an order who were ticked."""

    rider = forms.Field(error_messages={"required": gettext_lazy("Tick at least one person.")})

    def clean_rider(self) -> tuple[UUID, ...]:
        """Return the ticked passengers."""
        sent = self.data.getlist("rider") if isinstance(self.data, QueryDict) else []
        try:
            return tuple(UUID(one) for one in sent)
        except ValueError as error:
            raise forms.ValidationError(_("Open the page again.")) from error


class TakenOverForm(RidersForm):
    """Who at a hospital or a home took people over."""

    name = forms.CharField(label=gettext_lazy("Who took them over there"), max_length=60)


class BandsForm(CommandForm):
    """The number that each party of an order wears here; one that is left out is not there yet."""

    def __init__(self, view: OrderView, *sent: Any) -> None:
        super().__init__(*sent)
        self.parties = parties_of(view.on_the_way)
        for party_id, riders in self.parties.items():
            tags = ", ".join(one.tag for one in riders)
            self.fields[f"band_{party_id}"] = forms.IntegerField(
                label=_("New number of %(tags)s") % {"tags": tags}, min_value=1, max_value=9999,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip

    @property
    def bands(self) -> dict[UUID, int]:
        """Return the number of each passenger; the form must be valid."""
        return {
            rider.row.id: self.cleaned_data[f"band_{party_id}"]
            for party_id, riders in self.parties.items()
            for rider in riders
            if self.cleaned_data[f"band_{party_id}"]
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a form on which nobody has a number."""
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(value for name, value in said.items() if name.startswith("band_")):
            raise forms.ValidationError(_("Write the number of the wristband that they get here."))
        return said


class TalkForm(CommandForm):
    """A talk with somebody who refuses to go."""

    passenger = forms.UUIDField(widget=forms.HiddenInput)
    talk = forms.CharField(label=gettext_lazy("Who spoke with them, and what they said"), max_length=300)
    papers_handed = forms.BooleanField(label=gettext_lazy("They have the papers"), required=False)
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), choices=RefusalOutcome.choices)


class AcceptForm(CommandForm):
    """Who stands at the door without an order, and from which site they are."""

    tags = forms.CharField(label=gettext_lazy("Wristbands they wear"), max_length=2000)
    reason = forms.CharField(label=gettext_lazy("Why they are accepted"), max_length=300)

    def __init__(self, site: Site, *sent: Any) -> None:
        super().__init__(*sent)
        others = Site.objects.exclude(id=site.id).order_by("code")
        self.fields["from_site"] = forms.ChoiceField(
            label=gettext_lazy("From which site"), choices=[(str(one.id), site_name(one)) for one in others]
        )
        self.order_fields(["from_site", "tags", "reason"])

    def clean(self) -> dict[str, Any]:
        """Turn wristbands of the other site into persons."""
        said: dict[str, Any] = super().clean() or {}
        if self.errors:
            return said
        wanted = written_tags(said["tags"])
        found = persons_under(Site.objects.get(id=said["from_site"]), wanted)
        if missing := [tag for tag in wanted if not found[tag]]:
            self.add_error("tags", _("Nobody there wears %(tags)s.") % {"tags": ", ".join(missing)})
        said["persons"] = tuple(person for persons in found.values() for person in persons)
        return said


def written_tags(text: str) -> list[str]:
    """Return the wristbands of a text, however its commas were typed."""
    return [one.strip() for one in unicodedata.normalize("NFKC", text).split(",") if one.strip()]


def persons_under(site: Site, tags: Iterable[str]) -> dict[str, list[UUID]]:
    """Return who wears each of these wristbands at a site now; a number alone is the whole party."""
    worn = Stay.objects.filter(site=site, ended_at=None)
    rows = [(stay.band_number, stay.band_letter, stay.person_id) for stay in worn]
    found = {}
    for tag in tags:
        one = parse_tag(tag)
        whole = int(tag) if tag.isdecimal() else None
        found[tag] = [person for number, letter, person in rows if (number, letter) == one or number == whole]
    return found


def parties_of(riders: Iterable[Rider]) -> dict[UUID | None, list[Rider]]:
    """Return riders by their party."""
    found: dict[UUID | None, list[Rider]] = {}
    for one in riders:
        found.setdefault(one.party_id, []).append(one)
    return found
