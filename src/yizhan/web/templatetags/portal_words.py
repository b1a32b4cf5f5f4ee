"""How the residents' page speaks of people and days."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from yizhan.core.clock import now
from yizhan.duty.needs import Pair
from yizhan.intake.queries.own_party import OwnMember
from yizhan.places.models import Site
from yizhan.web.templatetags.desk_nav import site_datetime, site_time

register = template.Library()

# Needs that have a page of their own, from which they are asked for too.
OWN_PAGES = {"medicine": "portal_medicines", "parcel": "portal_parcels"}


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
def near(moment: datetime, site: Site) -> str:
    """Return the hour of a moment of today; another day with its date."""
    zone = ZoneInfo(site.timezone)
    today = moment.astimezone(zone).date() == now().astimezone(zone).date()
    return site_time(moment, site) if today else site_datetime(moment, site)


@register.filter
def spoken(sentence: Pair) -> str:
    """Return a sentence in the reader's language."""
    return sentence.of(get_language() or "")
