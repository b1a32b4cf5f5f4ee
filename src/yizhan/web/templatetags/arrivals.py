"""Words of the arrivals desk in the reader's language and by the site's clock."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import template
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.duty.models import Matter
from yizhan.health.enums import CareKind
from yizhan.intake.enums import Certainty, CountRound
from yizhan.intake.models import Vehicle
from yizhan.intake.queries.attention import Concern
from yizhan.intake.queries.countdown import StepNow
from yizhan.intake.queries.history import Change
from yizhan.places.models import Entrance

register = template.Library()

CONCERNS = {
    "fever": _("Fever"),
    "minors_without_guardian": _("Children without a guardian"),
    "child_without_adult": _("Child in a room without an adult of theirs"),
    "elderly_alone": _("An old person alone"),
    "grandparent_with_child": _("Grandparent with child"),
    "one_adult_several_children": _("One adult with several children"),
    "elderly": _("70 or older"),
}
MATTERS = {
    Matter.Kind.SYNC_CONFLICT: _("Conflict from a phone"),
    Matter.Kind.LOOK_IN: _("Look-in"),
    Matter.Kind.GUARDIAN_CALL: _("Call the guardian"),
    Matter.Kind.FEVER: _("Fever"),
    Matter.Kind.POSITIVE: _("Positive result"),
    Matter.Kind.EMERGENCY: _("Emergency"),
    Matter.Kind.SYMPTOM: _("Symptom"),
    Matter.Kind.OUTING: _("Away for treatment"),
    Matter.Kind.HAND_OVER: _("Community has not answered"),
    Matter.Kind.REQUEST: _("Request"),
    Matter.Kind.COMPLAINT: _("Complaint"),
    Matter.Kind.INCIDENT: _("Incident"),
    Matter.Kind.RECTIFICATION: _("Rectification"),
    Matter.Kind.CARE: pgettext_lazy("matter", "Care"),
}
MISSING = {
    "name": _("name"),
    "sex": _("sex"),
    "birth_date": _("birth date"),
    "document_kind": _("document"),
    "document_number": _("document number"),
    "phone": _("telephone"),
}
FIELDS = {
    "expected": _("number"),
    "certainty": _("certainty"),
    "eta": _("arrival"),
    "origin": _("from where"),
    "adults": _("adults"),
    "children": _("children"),
    "make_up": _("parties"),
    "cohort": _("cohort"),
    "protocol": _("protocol"),
    "exposed_on": _("day of exposure"),
    "vehicles": _("vehicles"),
}


@register.simple_tag
def command_id() -> UUID:
    """Return a fresh id for the command that a form will make."""
    return new_id()


@register.filter
def step_text(step: StepNow) -> str:
    """Return what is to be done."""
    return step.text(get_language() or "zh")


@register.filter
def vehicle_name(vehicle: Vehicle) -> str:
    """Return the plate, or which of the vehicles it is."""
    return vehicle.plate or gettext("Vehicle %(number)s") % {"number": vehicle.position}


@register.filter
def entrance_name(entrance: Entrance) -> str:
    """Return the entrance's name in the reader's language."""
    english = (get_language() or "").startswith("en")
    return entrance.name_en if english and entrance.name_en else entrance.name


@register.filter
def of_round(figures: dict[CountRound, int], number: int) -> int:
    """Return the figure of round 1, 2 or 3."""
    return figures.get(CountRound(number), 0)


@register.filter
def round_name(number: int) -> str:
    """Return what a round is called."""
    return str(CountRound(number).label)


@register.filter
def from_now(moment: datetime | None) -> str:
    """Return how far a moment is from now: "in 12 min", "5 min ago", "now"."""
    if moment is None:
        return ""
    minutes = round((moment - now()).total_seconds() / 60)
    if minutes == 0:
        return gettext("now")
    span = _span(abs(minutes))
    return (gettext("in %(span)s") if minutes > 0 else gettext("%(span)s ago")) % {"span": span}


@register.filter
def metres(value: object) -> str:
    """Return a length without needless zeros: 3.20 is 3.2."""
    text = f"{value}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def concern_name(concern: Concern) -> str:
    """Return what a reason for attention is called."""
    key = concern.rule.key
    return str(CONCERNS[key] if key in CONCERNS else CareKind(key).label)


@register.filter
def matter_kind(kind: str) -> str:
    """Return what a kind of matter is called."""
    return str(MATTERS[Matter.Kind(kind)])


@register.filter
def field_names(missing: Iterable[str]) -> str:
    """Return which of tonight's fields are still open, in words."""
    return ", ".join(str(MISSING[name]) for name in missing)


@register.filter
def change_label(change: Change) -> str:
    """Return what the changed field is called."""
    return str(FIELDS[change.field])


@register.filter
def change_value(value: Any, change: Change) -> str:
    """Return a value of a changed field as it is read."""
    if value in (None, "", {}):
        return "?"
    if change.field == "certainty":
        return str(Certainty(value).label)
    if change.field == "make_up":
        return ", ".join(f"{count} × {size}" for size, count in sorted(value.items()))
    return str(value)


def _span(minutes: int) -> str:
    if minutes < 120:
        return gettext("%(number)s min") % {"number": minutes}
    return gettext("%(hours)s h %(minutes)s min") % {"hours": minutes // 60, "minutes": minutes % 60}
