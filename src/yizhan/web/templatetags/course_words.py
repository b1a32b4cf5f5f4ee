"""Courses in words: reasons, protocols, days, and what became of what was due."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import template
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from yizhan.course.enums import CourseEvent
from yizhan.course.queries.calendars import EXTENDED, NOTHING_ASKED
from yizhan.course.queries.due import past_due_at
from yizhan.course.rules import Patch
from yizhan.places.models import Site
from yizhan.protocols.facts import Anchor, Reason
from yizhan.protocols.reading import shelf
from yizhan.protocols.wording import ANCHORS, DUES, sentence, word
from yizhan.web.desk.course_forms import written_ids
from yizhan.web.templatetags.desk_nav import site_datetime

register = template.Library()

OWN: Mapping[str, Promise] = {
    EXTENDED: gettext_lazy("Kept until %(until)s by order."),
    NOTHING_ASKED: gettext_lazy("The protocol asks nothing of this person: they may go at once."),
}
STATES: Mapping[str, tuple[str, Promise]] = {
    "met": ("is-ok", gettext_lazy("done")),
    "missed": ("is-bad", gettext_lazy("missed")),
    "open": ("is-warn", gettext_lazy("due now")),
    "coming": ("is-quiet", gettext_lazy("to come")),
}


@register.inclusion_tag("desk/course/_strip.html", takes_context=True)
def past_due_strip(context: dict[str, Any]) -> dict[str, Any]:
    """Show who is past due at this site, and nothing where nobody is; one query."""
    site = context["site"]
    return {"site": site, "past": past_due_at([site.id]).get(site.id)}


@register.filter
def joined(ids: Iterable[UUID]) -> str:
    """Return ids as a hidden field sends them."""
    return written_ids(ids)


@register.filter
def reason_words(reason: Reason | Mapping[str, Any] | None) -> str:
    """Return a reason, also a stored one, as a sentence."""
    if reason is None:
        return ""
    told = reason if isinstance(reason, Reason) else Reason(reason["code"], reason["facts"])
    return str(OWN[told.code]) % told.facts if told.code in OWN else sentence(told)


@register.filter
def protocol_name(protocol_id: str) -> str:
    """Return a protocol's name; its id where its file is gone."""
    known = shelf().protocols.get(protocol_id)
    return known.name.in_language(get_language() or "") if known else protocol_id


@register.filter
def due_name(kind: str) -> str:
    """Return what is due."""
    return str(DUES.get(kind, kind))


@register.filter
def state_word(state: str) -> str:
    """Return what became of something that was due."""
    return str(STATES[state][1])


@register.filter
def state_class(state: str) -> str:
    """Return the look of it."""
    return STATES[state][0]


@register.filter
def event_word(event: str) -> str:
    """Return what happened to a course."""
    return str(CourseEvent(event).label)


@register.filter
def anchor_word(anchor: str) -> str:
    """Return an event that is counted from."""
    return str(ANCHORS[Anchor(anchor)])


@register.filter
def condition_word(code: str) -> str:
    """Return what else is known of a person."""
    return word("conditions", code)


@register.filter
def span_words(span: timedelta) -> str:
    """Return how long something has lasted: days and hours, or hours and minutes."""
    minutes = int(span.total_seconds() // 60)
    hours, days = minutes // 60, minutes // 1440
    if days:
        told = ngettext("%(days)d day %(hours)d h", "%(days)d days %(hours)d h", days)
        return told % {"days": days, "hours": hours % 24}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes % 60}


@register.filter
def text_datetime(moment: str, site: Site) -> str:
    """Show a moment that an entry tells as a text."""
    return site_datetime(datetime.fromisoformat(moment), site)


@register.filter
def weekday(day: date) -> str:
    """Return a day of the week, short."""
    return date_format(day, "D")


@register.filter
def patch_words(patch: Patch, site: Site) -> list[str]:
    """Return what a change says, one line each."""
    lines = [f"{anchor_word(anchor)}: {site_datetime(at, site)}" for anchor, at in patch.anchors.items()]
    if patch.protocol:
        lines.append(protocol_name(patch.protocol))
    if patch.credited_days is not None:
        lines.append(_("Days that count: %(days)d") % {"days": patch.credited_days})
    if patch.reset:
        told = _("The count begins anew on %(at)s: transmission inside")
        lines.append(told % {"at": site_datetime(patch.reset, site)})
    if patch.symptom_on:
        lines.append(_("New symptoms"))
    lines += [condition_word(code) for code in patch.conditions or ()]
    if patch.until:
        lines.append(_("Kept until %(until)s by order.") % {"until": site_datetime(patch.until, site)})
    return lines or [_("Computed again by today's text and rulings")]
