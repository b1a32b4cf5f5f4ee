"""How the pages of leaving speak: conditions, states, and the numbers on papers."""

from collections.abc import Iterable

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yizhan.leaving.enums import Destination, PassengerState
from yizhan.leaving.models import Certificate, TransferOrder
from yizhan.leaving.papers import phase_words
from yizhan.leaving.queries.board import Leaver
from yizhan.leaving.queries.conditions import Condition, State
from yizhan.leaving.queries.papers import number_of
from yizhan.leaving.rules import task_of
from yizhan.protocols.reading import shelf
from yizhan.web.templatetags.desk_nav import site_name

register = template.Library()

WHY: dict[str, Promise] = {
    "not_yet": _("the time is not there yet"),
    "not_set": _("the authority has still to set the time"),
    "unwell": _("fever or symptoms"),
    "positive": _("positive"),
    "pool_positive": _("their pool is positive: sample them singly"),
    "result_awaited": _("a result is awaited"),
    "sample_again": _("sample again: the last one told nothing"),
    "sample_not_taken": _("a sample is still to be taken"),
}
LOOKS = {State.MET: "is-ok", State.FAILED: "is-bad", State.MISSING: "is-warn", State.BY_NAME: "is-warn"}
STATES = {
    PassengerState.ORDERED: "is-info",
    PassengerState.LEFT: "is-warn",
    PassengerState.ARRIVED: "is-ok",
    PassengerState.REFUSED: "is-bad",
    PassengerState.CALLED_OFF: "",
}


@register.filter
def anybody_may_go(leavers: Iterable[Leaver]) -> bool:
    """Tell whether one decision releases somebody of these."""
    return any(one.may_go for one in leavers)


@register.filter
def condition_name(condition: Condition) -> str:
    """Return what is asked."""
    return shelf().word("release", condition.code, get_language() or "zh")


@register.filter
def condition_why(condition: Condition) -> str:
    """Return what is missing; empty where nothing is."""
    return str(WHY.get(condition.why, ""))


@register.filter
def condition_task(condition: Condition) -> str:
    """Return whose task it is; nobody's where only the time is missing."""
    if condition.why == "not_yet":
        return ""
    return task_of(condition.code, get_language() or "zh")


@register.filter
def condition_look(condition: Condition) -> str:
    """Return the class of its chip."""
    return LOOKS[condition.state]


@register.filter
def passenger_look(state: str) -> str:
    """Return the class of a passenger's chip."""
    return STATES[PassengerState(state)]


@register.filter
def phase_name(phase: str) -> str:
    """Return how somebody is watched after the release."""
    return phase_words(phase, "zh" if (get_language() or "zh").startswith("zh") else "en")


@register.filter
def origin_name(order: TransferOrder) -> str:
    """Return from where an order leads."""
    return site_name(order.origin) if order.origin else order.origin_words


@register.filter
def target_name(order: TransferOrder) -> str:
    """Return to where an order leads."""
    if order.target:
        return site_name(order.target)
    return order.target_words or str(Destination(order.target_kind).label)


@register.filter
def paper_number(certificate: Certificate) -> str:
    """Return a certificate's number as it is printed."""
    return number_of(certificate)
