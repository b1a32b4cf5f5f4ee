"""Reasons, phases and events in the reader's language; every code that a calendar uses has its sentence."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from yizhan.protocols.facts import Anchor, DueKind, PhaseKind, Reason
from yizhan.protocols.reading import shelf
from yizhan.protocols.schema import Confidence, DayOne

PHASES: Mapping[str, Promise] = {
    PhaseKind.CENTRAL_QUARANTINE: gettext_lazy("Quarantine at a site"),
    PhaseKind.HOME_QUARANTINE: gettext_lazy("Quarantine at home"),
    PhaseKind.HOME_HEALTH_MONITORING: gettext_lazy("Health monitoring at home"),
    PhaseKind.SELF_MONITORING: gettext_lazy("Self-monitoring"),
    PhaseKind.PHONE_MONITORING: gettext_lazy("Monitoring by phone"),
    PhaseKind.MASK_ONLY: gettext_lazy("Wearing a mask"),
    PhaseKind.NONE: gettext_lazy("Nothing is required"),
}
ANCHORS: Mapping[str, Promise] = {
    Anchor.LAST_EXPOSURE: gettext_lazy("last exposure"),
    Anchor.FIRST_EXPOSURE: gettext_lazy("first exposure"),
    Anchor.SITE_ADMISSION: gettext_lazy("admission to the site"),
    Anchor.ARRIVAL: gettext_lazy("arrival in the country"),
    Anchor.LEFT_RISK_AREA: gettext_lazy("leaving the risk area"),
    Anchor.FIRST_POSITIVE: gettext_lazy("first positive test"),
    Anchor.HOME_RETURN: gettext_lazy("return home"),
    Anchor.ZONE_SET: gettext_lazy("setting of the zone"),
    Anchor.DUTY_END: gettext_lazy("end of duty"),
}
DAY_ONES: Mapping[str, Promise] = {
    DayOne.ANCHOR_DAY: gettext_lazy("the day of the event is day 1"),
    DayOne.DAY_AFTER_ANCHOR: gettext_lazy("the day after the event is day 1"),
    "": gettext_lazy("counted by the hour"),
}
DUES: Mapping[str, Promise] = {
    DueKind.TEMPERATURE: pgettext_lazy("what is due", "Temperature"),
    DueKind.SAMPLE: pgettext_lazy("what is due", "Sample"),
    DueKind.ANTIGEN: gettext_lazy("Antigen test"),
}
CONFIDENCES: Mapping[str, Promise] = {
    Confidence.OFFICIAL: gettext_lazy("official text"),
    Confidence.QUOTED: gettext_lazy("quoted by a page"),
    Confidence.UNVERIFIED: gettext_lazy("unverified"),
}
SENTENCES: Mapping[str, Promise] = {
    # Why a phase ends when it does.
    "counted": gettext_lazy("%(days)s days from the %(anchor)s on %(at)s; %(day_one)s."),
    "exact": gettext_lazy("Exactly %(hours)s hours from the %(anchor)s on %(at)s."),
    "started": gettext_lazy(
        "%(days)s days from the %(anchor)s on %(at)s, beginning on day %(day)s after the %(start)s; "
        "%(day_one)s."
    ),
    "credited": gettext_lazy(
        "%(days)s days from the %(anchor)s on %(at)s, of which %(credited)s spent elsewhere count; "
        "%(day_one)s."
    ),
    "restarted": gettext_lazy(
        "%(days)s days anew from %(at)s, when the last positive person left the site; %(day_one)s."
    ),
    "by_condition": gettext_lazy("%(days)s days, for who is %(condition)s."),
    "ended_early": gettext_lazy(
        "Ends early, after %(days)s days, because what the protocol asks for is known."
    ),
    "prolonged": gettext_lazy(
        "%(days)s days from the %(anchor)s on %(at)s, longer because of a new symptom."
    ),
    "next": gettext_lazy("%(days)s days after the phase before."),
    "symptom": gettext_lazy("%(days)s days after the new symptom of %(on)s."),
    # Why something is due.
    "temperature": gettext_lazy("Day %(day)s, %(window)s: %(times)s temperatures a day."),
    "sample": gettext_lazy("Day %(day)s: the protocol asks for a sample on days %(days)s."),
    "sample_double": gettext_lazy(
        "Day %(day)s: the protocol asks for a sample on days %(days)s, on this one for two."
    ),
    "sample_at_start": gettext_lazy("The protocol asks for a sample at the beginning."),
    "antigen": gettext_lazy("Day %(day)s: the protocol asks for an antigen test on days %(days)s."),
    "antigen_daily": gettext_lazy("Day %(day)s: the protocol asks for an antigen test every day."),
    # Why nothing can be computed.
    "day_one_open": gettext_lazy("The text does not say which day is day 1. The authority has to rule it."),
    "days_open": gettext_lazy(
        "The text does not say how long phase %(phase)s is. The authority has to rule it."
    ),
    "ends_at_open": gettext_lazy(
        "The text does not say at which hour phase %(phase)s ends. The authority has to rule it."
    ),
    "anchor_unknown": gettext_lazy("Nobody has entered when this was: %(anchor)s."),
    "turns_into": gettext_lazy("Another protocol applies, %(protocol)s: %(condition)s."),
}


def sentence(reason: Reason) -> str:
    """Return a reason in the active language; a code of another app's that has no sentence here as it is."""
    template = SENTENCES.get(reason.code)
    said = {name: WRITTEN[name](value) if name in WRITTEN else value for name, value in reason.facts.items()}
    return str(template) % said if template else reason.code


def phase_name(kind: str) -> str:
    """Return what a kind of phase is called."""
    return str(PHASES[kind])


def word(group: str, code: str) -> str:
    """Return the words of a code that protocol files use, such as word("diseases", "mpox")."""
    return shelf().word(group, code, get_language() or "")


def _protocol_name(protocol_id: str) -> str:
    known = shelf().protocols.get(protocol_id)
    return known.name.in_language(get_language() or "") if known else protocol_id


# How the figures of a reason are written, by their names; the others stand as they are.
WRITTEN: Mapping[str, Callable[[str], str]] = {
    "anchor": lambda value: str(ANCHORS[value]),
    "start": lambda value: str(ANCHORS[value]),
    "day_one": lambda value: str(DAY_ONES[value]),
    "at": lambda value: date_format(datetime.fromisoformat(value), "Y-m-d H:i"),
    "on": lambda value: date_format(date.fromisoformat(value), "Y-m-d"),
    "window": lambda value: word("windows", value),
    "condition": lambda value: word("conditions", value),
    "protocol": _protocol_name,
}
