"""How templates speak of parcels: what one waits for, why it is held, how long it has been here."""

from datetime import timedelta

from django import template
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from yizhan.provision.models import Parcel
from yizhan.provision.parcel_rules import held_reasons, refused_reasons, said_by_party
from yizhan.provision.queries.parcels import Step

register = template.Library()


@register.filter
def step_words(step: Step) -> str:
    """Return what a parcel waits for."""
    return {
        Step.WHOSE: _("whose is it?"), Step.HELD: pgettext("parcel", "held"),
        Step.CHECK: _("to look through"),
        Step.DISINFECT: _("to disinfect"), Step.CARRY: _("to carry up"),
    }[step]  # fmt: skip


@register.filter
def held_words(parcel: Parcel) -> str:
    """Return why a parcel is held."""
    reason = held_reasons().get(parcel.held_for)
    return reason.name(get_language() or "zh") if reason else parcel.held_for


@register.filter
def waits_for_a_look(parcel: Parcel) -> bool:
    """Tell whether a parcel of which its party spoke was never looked through: that comes first."""
    return parcel.checked_at is None and parcel.held_for in said_by_party()


@register.filter
def is_nobodys(parcel: Parcel) -> bool:
    """Tell whether somebody has to say whose a held parcel is."""
    return parcel.party_id is None or parcel.held_for in said_by_party()


@register.filter
def held_todo(parcel: Parcel) -> str:
    """Return what its party can do about a parcel that is held."""
    reason = held_reasons().get(parcel.held_for)
    return reason.todo(get_language() or "zh") if reason else ""


@register.filter
def refused_words(parcel: Parcel) -> str:
    """Return why a parcel went back."""
    reason = refused_reasons().get(parcel.refused_for)
    return reason.name(get_language() or "zh") if reason else parcel.refused_for


@register.filter
def waited_words(waited: timedelta) -> str:
    """Return how long something has waited, in hours or days."""
    hours = int(waited.total_seconds() // 3600)
    if hours < 24:
        return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}
    days = hours // 24
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
