"""A protocol in words: codes, points that are open, reasons, all in the reader's language."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from yizhan.places.models import Site
from yizhan.protocols.facts import Due
from yizhan.protocols.models import Ruling
from yizhan.protocols.points import points
from yizhan.protocols.queries.rulings import RuledProtocol
from yizhan.protocols.reading import shelf
from yizhan.protocols.schema import END_OF_DAY, EXACT, Protocol, Words
from yizhan.protocols.wording import ANCHORS, CONFIDENCES, DAY_ONES, DUES, phase_name, sentence, word

register = template.Library()

FIELDS: dict[str, Promise] = {
    "day_one": gettext_lazy("What counts as day 1"),
    "days": gettext_lazy("Number of days"),
    "ends_at": gettext_lazy("Hour of release"),
    "sample_days": gettext_lazy("Days of samples"),
    "temperature_per_day": gettext_lazy("Temperatures a day"),
}

register.filter("sentence", sentence)
register.filter("phase_name", phase_name)


@register.filter
def in_words(words: Words | None) -> str:
    """Return words in the reader's language."""
    return words.in_language(get_language() or "") if words else ""


@register.filter
def word_of(code: str, group: str) -> str:
    """Return the words of a code of a group."""
    return word(group, code)


@register.filter
def words_of(codes: Iterable[str], group: str) -> str:
    """Return the words of several codes, one after the other."""
    return ", ".join(word(group, code) for code in codes)


@register.filter
def anchor_name(anchor: str) -> str:
    """Return what an event is called."""
    return str(ANCHORS[anchor])


@register.filter
def confidence_words(confidence: str) -> str:
    """Return how well something is known."""
    return str(CONFIDENCES[confidence])


@register.filter
def due_name(due: Due) -> str:
    """Return what is due."""
    return str(DUES[due.kind])


@register.filter
def phases_in_short(protocol: Protocol) -> str:
    """Return the lengths of the phases, such as 14+7, or 168 h; "?" where the text does not say."""
    return "+".join(
        _("%(hours)s h") % {"hours": phase.hours}
        if phase.hours
        else "?"
        if phase.days is None
        else str(phase.days)
        for phase in protocol.phases
    )


@register.filter
def open_count(one: RuledProtocol) -> int:
    """Return how many points must be ruled before anything is computed."""
    return sum(point.blocks for point in points(one.protocol))


@register.filter
def point_name(key: str) -> str:
    """Return what a point is called, such as “Hour of release, phase 2”."""
    number, _dot, field = key.rpartition(".")
    name = str(FIELDS[field])
    return _("%(point)s, phase %(number)s") % {"point": name, "number": number} if number else name


@register.filter
def ends_words(ends_at: str) -> str:
    """Return when on its last day a phase ends."""
    if ends_at == EXACT:
        return _("to the hour")
    if ends_at == END_OF_DAY:
        return _("24:00 on the last day")
    if not ends_at:
        return _("hour open")
    hour, later, _days = ends_at.partition("+")
    return (
        _("%(hour)s on the day after the last") % {"hour": hour}
        if later
        else _("%(hour)s on the last day") % {"hour": hour}
    )


@register.filter
def ends_short(ends_at: str) -> str:
    """Return the hour at which a phase ends, for the cell of its last day."""
    hour, later, _days = ends_at.partition("+")
    return "24:00" if ends_at == END_OF_DAY else f"→{hour}" if later else ends_at or "?"


@register.filter
def protocol_name(protocol_id: str) -> str:
    """Return what a protocol is called."""
    return shelf().protocols[protocol_id].name.in_language(get_language() or "")


@register.filter
def site_datetime_full(moment: datetime, site: Site) -> str:
    """Show a moment with its whole date on the site's calendar; midnight as 24:00 of the day that ends."""
    local = moment.astimezone(ZoneInfo(site.timezone))
    if local.time() == time():
        return f"{date_format(local - timedelta(days=1), 'Y-m-d')} 24:00"
    return date_format(local, "Y-m-d H:i")


@register.filter
def site_end(moment: datetime, site: Site) -> str:
    """Show until when something is due; midnight as 24:00."""
    local = moment.astimezone(ZoneInfo(site.timezone))
    return "24:00" if local.time() == time() else date_format(local, "H:i")


@register.filter
def said_words(ruling: Ruling) -> list[tuple[str, str]]:
    """Return what a ruling says, point by point."""
    return [
        (point_name(key), _value_words(key.rpartition(".")[2], value)) for key, value in ruling.said.items()
    ]


@register.filter
def told(protocol: Protocol, key: str) -> str:
    """Return what a protocol says at a point, as its rulings leave it."""
    number, _dot, field = key.rpartition(".")
    value = getattr(protocol.phases[int(number) - 1] if number else protocol, field)
    return "" if value is None else _value_words(field, value)


def _value_words(field: str, value: Any) -> str:
    if field == "day_one":
        return str(DAY_ONES[value])
    if field == "ends_at":
        return ends_words(value)
    if field == "sample_days":
        return ", ".join(map(str, value)) or _("none")
    return str(value)
