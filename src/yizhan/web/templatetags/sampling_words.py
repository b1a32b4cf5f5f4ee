"""How templates speak of samples."""

from typing import Any

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yizhan.health.codes import spoken
from yizhan.health.enums import ResultValue, Specimen, TubeSize, TubeState
from yizhan.health.queries.samples_due import SampleDue
from yizhan.health.queries.tubes import late_at
from yizhan.protocols.facts import Reason
from yizhan.protocols.wording import sentence

register = template.Library()
register.filter("tube_number", spoken)

FINDINGS = {
    "pool_positive": _("The pool was positive: a single tube, now."),
    "sample_inconclusive": _("The result was inconclusive: sample again."),
    "sample_spoilt": _("The tube could not be tested: sample again."),
}
SIGNS = {
    ResultValue.NEGATIVE: ("is-ok", "✓"),
    ResultValue.POSITIVE: ("is-bad", "✕"),
    ResultValue.INCONCLUSIVE: ("is-warn", "?"),
    ResultValue.SPOILT: ("is-warn", "⚠"),
}
STATE_CLASSES = {
    TubeState.TAKEN: "is-info", TubeState.PACKED: "is-info", TubeState.ON_THE_WAY: "is-info",
    TubeState.AWAITED: "is-info", TubeState.LATE: "is-bad",
}  # fmt: skip


@register.inclusion_tag("desk/sampling/_strip.html", takes_context=True)
def late_tubes_strip(context: dict[str, Any]) -> dict[str, Any]:
    """Show how many tubes are late at this site, and nothing where none is; one query."""
    site = context["site"]
    return {"site": site, "late": late_at([site.id]).get(site.id)}


@register.filter
def why_due(due: SampleDue) -> str:
    """Return why a sample is due, in the reader's language."""
    if due.reason in FINDINGS:
        return str(FINDINGS[due.reason])
    return sentence(Reason(due.reason, due.facts))


@register.filter
def result_label(value: str) -> str:
    """Return a result in words."""
    return str(ResultValue(value).label)


@register.filter
def result_class(value: str) -> str:
    """Return the class of a result's chip."""
    return SIGNS[ResultValue(value)][0]


@register.filter
def result_sign(value: str) -> str:
    """Return the sign that stands before a result, so that colour never speaks alone."""
    return SIGNS[ResultValue(value)][1]


@register.filter
def state_class(state: TubeState) -> str:
    """Return the class of a state's chip."""
    return STATE_CLASSES.get(state, "is-quiet")


@register.filter
def tube_size(size: int) -> str:
    """Return how many people a tube takes, in words."""
    return str(TubeSize(size).label)


@register.filter
def specimen_name(specimen: str) -> str:
    """Return what the swab takes."""
    return str(Specimen(specimen).label)


@register.filter
def degrees(value: object) -> str:
    """Return a box's temperature; words where nobody said it."""
    return gettext("not said") if value is None else f"{value} °C"
