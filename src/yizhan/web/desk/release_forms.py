"""What the pages of releases send."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from yizhan.leaving.queries.communities import contact_book, rides_at
from yizhan.places.models import Site
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.desk.ledger_forms import WallClockField
from yizhan.web.templatetags.desk_nav import site_datetime


class StaysForm(CommandForm):
    """People who were ticked on a list."""

    stay = forms.Field(error_messages={"required": gettext_lazy("Tick at least one person.")})

    def clean_stay(self) -> tuple[UUID, ...]:
        """Return the ticked stays; at least one."""
        sent = self.data.getlist("stay") if isinstance(self.data, QueryDict) else []
        try:
            chosen = tuple(UUID(one) for one in sent)
        except ValueError as error:
            raise forms.ValidationError(gettext_lazy("Open the page again.")) from error
        return chosen


class ReasonForm(CommandForm):
    """A reason, for the record."""

    reason = forms.CharField(label=gettext_lazy("Reason, for the record"), max_length=300)


class NameForm(StaysForm):
    """Who at the other end said it."""

    name = forms.CharField(label=gettext_lazy("Who answered there"), max_length=60)


class VouchForm(CommandForm):
    """Which condition somebody vouches for."""

    code = forms.SlugField(max_length=60)


class RideForm(CommandForm):
    """A vehicle that takes people home."""

    plate = forms.CharField(label=gettext_lazy("Plate"), max_length=20)
    driver_phone = forms.CharField(label=gettext_lazy("Driver's number"), max_length=30)

    def __init__(self, site: Site, *sent: Any) -> None:
        super().__init__(*sent)
        self.fields["leaves_at"] = WallClockField(site, label=gettext_lazy("Leaves at"))
        self.fields["leaves_at"].required = True


class HandOverForm(StaysForm):
    """Where people go, with which vehicle, and when they are first visited there."""

    def __init__(self, site: Site, *sent: Any, **options: Any) -> None:
        super().__init__(*sent, **options)
        book = [(str(one.id), str(one)) for one in contact_book()]
        rides = [
            (str(one.id), f"{site_datetime(one.leaves_at, site)} · {one.plate}") for one in rides_at(site.id)
        ]
        self.fields["community"] = forms.ChoiceField(
            label=gettext_lazy("Street and community"), choices=[("", "–"), *book], required=False
        )
        self.fields["ride"] = forms.ChoiceField(
            label=gettext_lazy("Vehicle"), choices=[("", "–"), *rides], required=False
        )
        self.fields["first_visit_at"] = WallClockField(site, label=gettext_lazy("First visit there"))

    @property
    def places(self) -> list[forms.BoundField]:
        """The fields that say where, with what, and when."""
        return [self[name] for name in ("community", "ride", "first_visit_at")]

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes; the form must be valid."""
        said = self.cleaned_data
        return {
            "stay_ids": said["stay"],
            "community_id": UUID(said["community"]) if said["community"] else None,
            "ride_id": UUID(said["ride"]) if said["ride"] else None,
            "first_visit_at": said["first_visit_at"],
        }


class CommunityForm(CommandForm):
    """An entry of the contact book."""

    street = forms.CharField(label=gettext_lazy("Street"), max_length=80)
    name = forms.CharField(label=gettext_lazy("Community"), max_length=80)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=30)
    contact = forms.CharField(label=gettext_lazy("Contact"), max_length=60, required=False)
