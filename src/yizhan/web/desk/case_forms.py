"""What the pages of positive cases send."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.cases.actions.tracing import Decision
from yizhan.cases.enums import ApartHow, StepKind
from yizhan.cases.queries.decisions import Choice
from yizhan.core.clock import now
from yizhan.leaving.actions.ordering import Way
from yizhan.leaving.enums import Destination, Handling
from yizhan.places.models import Site
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.desk.ledger_forms import WallClockField
from yizhan.web.desk.transfer_forms import persons_under


class OpenForm(CommandForm):
    """The wristband of somebody who is positive by another word than a tube's result."""

    tag = forms.CharField(label=gettext_lazy("Wristband"), max_length=12)

    def __init__(self, site: Site, *sent: Any) -> None:
        super().__init__(*sent)
        self._site = site

    def clean_tag(self) -> UUID:
        """Return the one person who wears this wristband here now."""
        tag = self.cleaned_data["tag"].strip()
        found = persons_under(self._site, [tag])[tag]
        if len(found) != 1:
            raise forms.ValidationError(_("Type one person's wristband, such as 012-A."))
        return found[0]


class ApartForm(CommandForm):
    """How the person came to be apart."""

    how = forms.ChoiceField(label=gettext_lazy("How"), choices=ApartHow.choices, widget=forms.RadioSelect)


class ReasonForm(CommandForm):
    """Why a step is not needed, or open again; or why the case is none."""

    step = forms.ChoiceField(choices=StepKind.choices, required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)


class HospitalForm(CommandForm):
    """The transfer order, filled in as far as it is known."""

    place = forms.CharField(label=gettext_lazy("Which hospital"), max_length=80)
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)
    handling = forms.ChoiceField(
        label=gettext_lazy("How"), choices=Handling.choices, initial=Handling.AMBULANCE
    )
    plate = forms.CharField(label=gettext_lazy("Plate"), max_length=20, required=False)
    driver_phone = forms.CharField(label=gettext_lazy("Driver's number"), max_length=30, required=False)
    field_order = ("place", "leaves_at", "expected_at", "reason", "handling", "plate", "driver_phone")

    def __init__(self, site: Site, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"reason": _("Positive result")})
        self._site = site
        for name, label, later in (
            ("leaves_at", gettext_lazy("Leaves at"), timedelta(hours=1)),
            ("expected_at", gettext_lazy("Expected there at"), timedelta(hours=2)),
        ):
            self.fields[name] = WallClockField(site, label=label, initial=now() + later)
            self.fields[name].required = True
        self.order_fields(self.field_order)

    @property
    def way(self) -> Way:
        """Return the way from this site to the hospital; the form must be valid."""
        said = self.cleaned_data
        return Way(
            origin_kind=Destination.SITE, origin_id=self._site.id, target_kind=Destination.HOSPITAL,
            target_words=said["place"], leaves_at=said["leaves_at"], expected_at=said["expected_at"],
            handling=said["handling"], plate=said["plate"], driver_phone=said["driver_phone"],
        )  # fmt: skip


class ContactsForm(CommandForm):
    """Who of the list is a contact; a reason beside who is decided otherwise than proposed."""

    days = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why these are decided otherwise"), max_length=200, required=False,
        help_text=gettext_lazy("For everybody whose own line has no reason. Without names."),
    )  # fmt: skip

    def decisions(self, choices: list[Choice]) -> tuple[Decision, ...]:
        """Return what was ticked for everybody who was on the page; the form must be valid."""
        sent = self.data
        ticked = set(sent.getlist("contact")) if isinstance(sent, QueryDict) else set()
        shown = set(sent.getlist("shown")) if isinstance(sent, QueryDict) else set()
        return tuple(
            Decision(
                person_id=choice.contact.stay.person_id, included=key in ticked,
                reason=str(sent.get(f"why-{key}", "")).strip()[:200] or self.cleaned_data["reason"],
            )
            for choice in choices
            if (key := str(choice.contact.stay.person_id)) in shown
        )  # fmt: skip


class DueTimesForm(CommandForm):
    """Why the due times change, and by whose order."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=300,
        help_text=gettext_lazy("Without names and rooms: it stands in the record of each contact."),
    )  # fmt: skip
    authority = forms.CharField(
        label=gettext_lazy("By whose order"), max_length=200, required=False,
        help_text=gettext_lazy("Authority, number or date. Needed where anybody is kept longer."),
    )  # fmt: skip


class SealForm(CommandForm):
    """The rooms to seal."""

    room = forms.Field(error_messages={"required": gettext_lazy("Tick at least one room.")})

    def clean_room(self) -> tuple[UUID, ...]:
        """Return the ticked rooms."""
        sent = self.data.getlist("room") if isinstance(self.data, QueryDict) else []
        try:
            return tuple(UUID(one) for one in sent)
        except ValueError as error:
            raise forms.ValidationError(_("Open the page again.")) from error


class SentForm(CommandForm):
    """To whom the report went."""

    sent_to = forms.CharField(label=gettext_lazy("Sent to"), max_length=80)


class RelativesForm(CommandForm):
    """Whether the person wants relatives told, and who was."""

    wanted = forms.ChoiceField(
        label=gettext_lazy("Does the person want relatives told?"), widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
    )  # fmt: skip
    told = forms.CharField(
        label=gettext_lazy("Who was told, by whom"), max_length=300, required=False,
        help_text=gettext_lazy("Leave it empty while nobody has been told yet: the step stays open."),
    )  # fmt: skip


class ClearedForm(CommandForm):
    """Who disinfected the sealed rooms."""

    disinfected_by = forms.CharField(label=gettext_lazy("Who disinfected it, with what"), max_length=300)
