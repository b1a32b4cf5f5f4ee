"""How observation is shown: parts of a day, steps of a fever path, states of an outing."""

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yizhan.health.enums import FeverDecision
from yizhan.health.queries import fever_path as path
from yizhan.health.queries.appointments import OutingState
from yizhan.health.queries.today import Measured, PersonToday
from yizhan.web.desk.observation_forms import WEEKDAYS

register = template.Library()

PARTS = {"morning": _("Morning"), "evening": _("Evening")}
STEPS = {
    path.FIRST: _("High temperature"),
    path.TOLD: _("Doctor told"),
    path.SECOND: _("Measured again at rest, second device"),
    path.SAMPLE: _("A sample is taken"),
    path.DECISION: _("Doctor decides on the fever clinic"),
}
OUTINGS = {
    OutingState.OVERDUE: ("is-bad", _("should be back")),
    OutingState.LATE: ("is-bad", _("not gone yet")),
    OutingState.OUT: ("is-info", _("out")),
    OutingState.LEAVE: ("is-warn", _("leaves now")),
    OutingState.PREPARE: ("is-warn", _("to be prepared")),
    OutingState.AHEAD: ("is-quiet", _("ahead")),
    OutingState.BACK: ("is-ok", _("back")),
    OutingState.DROPPED: ("is-quiet", _("nobody goes")),
}


@register.filter
def part_name(part: str) -> str:
    """Return what a part of the day is called; a site may add its own."""
    return str(PARTS.get(part, part))


@register.filter
def step_name(step: path.Step) -> str:
    """Return what is done in a step of the fever path."""
    return str(STEPS[step.key])


@register.filter
def step_pace(step: path.Step) -> str:
    """Return how a step stands to its hour: "in time", "12 min late", or nothing while it may wait."""
    if step.key == path.FIRST:
        return ""
    if step.minutes is None:
        return gettext("late") if step.is_late else ""
    if step.minutes <= 0:
        return gettext("in time")
    return gettext("%(minutes)s min late") % {"minutes": step.minutes}


@register.filter
def decision_name(decision: str) -> str:
    """Return what a doctor decided."""
    return str(FeverDecision(decision).label) if decision else ""


@register.filter
def outing_look(state: OutingState) -> str:
    """Return the class of the chip of an outing's state."""
    return OUTINGS[state][0]


@register.filter
def outing_name(state: OutingState) -> str:
    """Return what a state of an outing is called."""
    return str(OUTINGS[state][1])


@register.filter
def weekday_names(days: list[int]) -> str:
    """Return the days of the week, short and in order; empty for once."""
    return " ".join(str(name) for number, name in WEEKDAYS if number in days)


@register.filter
def measured_in_part(person: PersonToday, part: str) -> Measured | None:
    """Return somebody's temperature of one part of the day."""
    return person.parts.get(part)


@register.filter
def state_in_part(person: PersonToday, part: str) -> str:
    """Return what became of one part of the day for somebody: done, due, missed, ahead or nothing."""
    return person.states.get(part, "")
