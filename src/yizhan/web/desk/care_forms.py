"""What the pages of special care send: a record, a look-in, why care ends."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.care.actions.register import LONGEST_DOOR, LONGEST_HOURS, LONGEST_PLAN
from yizhan.care.enums import CareNeed, FoundFrom, LookState
from yizhan.care.queries.register import RecordSeen
from yizhan.care.rules import care_rules, hours_for
from yizhan.core.ids import new_id
from yizhan.duty.queries.people import crew_of
from yizhan.people.models import Account
from yizhan.places.models import Site
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.desk.ledger_forms import WallClockField
from yizhan.web.desk.transfer_forms import persons_under


class FindForm(forms.Form):
    """The wristband of somebody whose care is looked for."""

    tag = forms.CharField(label=gettext_lazy("Wristband"), max_length=12)

    def __init__(self, site: Site, *sent: Any) -> None:
        super().__init__(*sent)
        self._site = site

    def clean_tag(self) -> UUID:
        """Return the one person who wears this wristband here now."""
        return wearer(self._site, self.cleaned_data["tag"])


class PlanForm(CommandForm):
    """Why somebody needs special care, what is planned, who answers for it, how often somebody looks in."""

    needs = forms.MultipleChoiceField(
        label=gettext_lazy("Why special care"), choices=CareNeed.choices, widget=forms.CheckboxSelectMultiple
    )
    door = forms.CharField(
        label=gettext_lazy("What whoever knocks must know"), required=False, max_length=LONGEST_DOOR,
        help_text=gettext_lazy(
            "Read by everybody who comes to this door: what to do, what must not happen. No illness."
        ),
    )  # fmt: skip
    plan = forms.CharField(
        label=gettext_lazy("Plan"), required=False, max_length=LONGEST_PLAN,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Read by those who care only."),
    )  # fmt: skip
    carer = forms.ChoiceField(label=gettext_lazy("Carer, by name"))
    every_hours = forms.IntegerField(
        label=gettext_lazy("Look in every so many hours"), min_value=1, max_value=LONGEST_HOURS
    )

    def __init__(self, site: Site, by: Account, sent: QueryDict | None = None, **initial: Any) -> None:
        super().__init__(sent, initial={"command_id": new_id(), "carer": str(by.id), **initial})
        carers = {
            one.account_id: one.display_name for one in crew_of(site.id) if "care.write" in one.role.can
        }
        self.fields["carer"] = forms.ChoiceField(
            label=gettext_lazy("Carer, by name"), choices=[(str(key), name) for key, name in carers.items()]
        )
        self.fields["next_look_at"] = WallClockField(site, label=gettext_lazy("Next look-in"))
        self.order_fields(["needs", "door", "plan", "carer", "every_hours", "next_look_at"])

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the action."""
        said = self.cleaned_data
        return {
            "needs": tuple(CareNeed(need) for need in said["needs"]), "door": said["door"],
            "plan": said["plan"], "carer_id": UUID(said["carer"]), "every_hours": said["every_hours"],
            "next_look_at": said["next_look_at"],
        }  # fmt: skip


class RecordForm(PlanForm):
    """Somebody who comes onto the register."""

    found_from = forms.ChoiceField(label=gettext_lazy("Found from"), choices=FoundFrom.choices)

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the action."""
        return {**super().facts, "found_from": FoundFrom(self.cleaned_data["found_from"])}


class LookForm(CommandForm):
    """How somebody was found."""

    state = forms.ChoiceField(
        label=gettext_lazy("How they are"), choices=LookState.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, sent: QueryDict | None = None) -> None:
        super().__init__(sent, initial={"command_id": new_id()})

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the action."""
        return {"state": LookState(self.cleaned_data["state"]), "note": self.cleaned_data["note"]}


class BecauseForm(CommandForm):
    """Why something ends."""

    because = forms.CharField(label=gettext_lazy("Why"), max_length=300)


class DismissForm(CommandForm):
    """Reasons for which somebody needs no special care."""

    needs = forms.MultipleChoiceField(choices=CareNeed.choices)


def wearer(site: Site, typed: str) -> UUID:
    """Return the one person who wears a wristband here now; raises ValidationError for none or several."""
    found = persons_under(site, [typed.strip()])[typed.strip()]
    if len(found) != 1:
        raise forms.ValidationError(_("Type one person's wristband, such as 012-A."))
    return found[0]


def first_thoughts(needs: Iterable[str], found_from: str) -> dict[str, Any]:
    """Return what a new record's form begins with, for a suggestion that was accepted."""
    known = [need for need in needs if need in CareNeed.values]
    hours = hours_for(known) if known else care_rules().look_in_hours[CareNeed.ILLNESS]
    how = found_from if found_from in FoundFrom.values else FoundFrom.VISIT.value
    return {"needs": known, "every_hours": hours, "found_from": how}


def as_planned(seen: RecordSeen) -> dict[str, Any]:
    """Return what a record's form begins with: what is planned now."""
    record = seen.on.record
    soon: datetime | None = record.next_look_at if record.next_look_at > seen.on.moment else None
    return {
        "needs": record.needs, "door": seen.on.door, "plan": seen.plan, "carer": str(record.carer_id),
        "every_hours": record.every_hours, "next_look_at": soon,
    }  # fmt: skip
