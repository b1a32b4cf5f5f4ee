"""How the residents' page speaks of people and days."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from yizhan.core.clock import now
from yizhan.duty.enums import EntryOf
from yizhan.duty.needs import Pair
from yizhan.duty.queries.matters_thread import Line
from yizhan.intake.queries.own_party import OwnMember
from yizhan.places.models import Site
from yizhan.web.portal.household import DueToday
from yizhan.web.templatetags.desk_nav import site_datetime, site_time

register = template.Library()

# Needs that have a page of their own, from which they are asked for too.
OWN_PAGES = {"medicine": "portal_medicines", "parcel": "portal_parcels"}

WHOLE_DAY = timedelta(hours=23)

# What a line of a party's own matter says that happened; how the crew shares the work is left out there.
BY_THEM = {
    EntryOf.ASKED: gettext_lazy("%(name)s wrote it down"),
    EntryOf.ANSWERED: gettext_lazy("%(name)s answered"),
    EntryOf.SAID: gettext_lazy("%(name)s said"),
    EntryOf.ACCEPTED: gettext_lazy("%(to)s took it over"),
    EntryOf.URGENT: gettext_lazy("%(name)s changed how soon it is needed"),
    EntryOf.DONE: gettext_lazy("%(name)s says it is done"),
    EntryOf.CONFIRMED: gettext_lazy("%(name)s noted at the door that it is solved"),
    EntryOf.NOT_SOLVED: gettext_lazy("%(name)s noted that it is not solved"),
    EntryOf.REOPENED: gettext_lazy("%(name)s opened it again"),
    EntryOf.CLOSED: gettext_lazy("%(name)s closed it"),
}
BY_US = {
    EntryOf.ASKED: gettext_lazy("You asked"),
    EntryOf.SAID: gettext_lazy("You said"),
    EntryOf.CONFIRMED: gettext_lazy("You said it is solved"),
    EntryOf.NOT_SOLVED: gettext_lazy("You said it is not solved"),
    EntryOf.REOPENED: gettext_lazy("You opened it again"),
}


@register.simple_tag
def member_name(member: OwnMember) -> str:
    """Return somebody's name; what they are, with their letter, where nobody has said it yet."""
    return member.identity.name or f"{_('Child') if member.child else _('Adult')} {member.letter}"


@register.simple_tag
def own_door(need: str) -> str:
    """Return where a need leads: to the page on which it stands how things are, or to asking for it."""
    return reverse(OWN_PAGES[need]) if need in OWN_PAGES else reverse("portal_ask", args=[need])


@register.filter
def long_day(moment: datetime, site: Site) -> str:
    """Return a day of the site's calendar as people say it: Wednesday 30 March."""
    # Translators: how a day is written, as a format of Django's template filter "date".
    return date_format(moment.astimezone(ZoneInfo(site.timezone)), pgettext("format of a day", "l j F"))


@register.filter
def day_words(day: date) -> str:
    """Return a day as people say it: Wednesday 30 March."""
    return date_format(day, pgettext("format of a day", "l j F"))


@register.simple_tag
def due_hours(due: DueToday, site: Site) -> str:
    """Return from when to when something is done today; a window of all day is no hours."""
    if due.closes_at - due.opens_at >= WHOLE_DAY:
        return _("some time today")
    return f"{near(due.opens_at, site)}–{site_time(due.closes_at, site)}"


@register.filter
def happened(line: Line) -> str:
    """Return who did what, as whoever asked reads it: "Wang Fang took it over"."""
    if line.account is None:
        return str(BY_US.get(line.kind, line.kind.label))
    name = line.account.display_name
    to = line.to.display_name if line.to else name
    return str(BY_THEM.get(line.kind, line.kind.label)) % {"name": name, "to": to}


@register.filter
def near(moment: datetime, site: Site) -> str:
    """Return the hour of a moment of today; another day with its date."""
    zone = ZoneInfo(site.timezone)
    today = moment.astimezone(zone).date() == now().astimezone(zone).date()
    return site_time(moment, site) if today else site_datetime(moment, site)


@register.filter
def spoken(sentence: Pair) -> str:
    """Return a sentence in the reader's language."""
    return sentence.of(get_language() or "")
