"""The navigation of a site's desk: only what the reader's posting opens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yizhan.places.models import Site

register = template.Library()

# Name of the address, capability that opens it, label; in the order of a night's work.
PAGES = (
    ("tonight", "batch.read", _("Tonight")),
    ("counting", "", _("Counts")),
    ("map", "map.read", _("Map")),
    ("watching", "", _("Watching")),
    ("caring", "", _("Care")),
    ("leaving", "", _("Leaving")),
    ("people", "", _("Names")),
    ("things", "", _("Goods")),
    ("lists", "batch.read", _("Lists")),
    ("ledger", "ledger.read", _("Ledger")),
    ("matters", "matter.read", _("Matters")),
    ("telling", "", _("Notices")),
    ("crew", "account.invite", _("Crew")),
)

# Areas that are one entry of the bar and have tabs of their own, in the order of a morning's work.
AREAS: dict[str, tuple[tuple[str, str, Promise], ...]] = {
    "caring": (
        ("care", "care.read", _("Special care")),
        ("medicines", "medicine.handle", _("Medicines")),
        ("screenings", "care.protected", _("Screening")),
        ("crises", "care.protected", _("Protected threads")),
        ("care_cards", "care.read", _("Cards")),
    ),
    "counting": (
        ("counts", "count.read", _("Counts")),
        ("radio", "line.relay", _("Radio")),
    ),
    "leaving": (
        ("leaving", "leaving.read", _("Releases")),
        ("transfers", "leaving.read", _("Transfers")),
        ("communities", "leaving.read", _("Contact book")),
    ),
    "people": (
        ("names", "person.read", _("Names")),
        ("attention", "person.read", _("Attention")),
    ),
    "things": (
        ("meals", "list.meals", _("Meals")),
        ("meal_arrivals", "meal.hand", _("Warm meals")),
        ("orders", "order.manage", _("Group orders")),
        ("parcels", "parcel.handle", _("Parcels")),
        ("packs", "pack.hand", _("Care packs")),
        ("stock", "stock.read", _("Supplies")),
        ("stores", "stock.post", _("All stores")),
    ),
    "telling": (
        ("notices", "notice.send", _("Notices")),
        ("notices_mine", "matter.read", _("For me")),
        ("voices", "voice.read", _("Voices")),
        ("notice_ways", "notice.send", _("Ways and groups")),
    ),
    "watching": (
        ("course", "protocol.read", _("Courses")),
        ("protocols", "protocol.read", _("Protocols")),
        ("rounds", "round.plan", _("Rounds")),
        ("observation", "health.read", _("Observation")),
        ("outings", "health.read", _("Treatment elsewhere")),
        ("samples", "list.samples", _("Sampling")),
        ("cases", "health.read", _("Positive cases")),
    ),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation."""

    url: str
    label: str
    current: bool


@register.simple_tag(takes_context=True)
def desk_nav(context: dict[str, Any]) -> list[Entry]:
    """Return the pages of this site that the reader may open."""
    site, can, path = context["site"], context["can"], context["request"].path
    entries = []
    for name, needs, label in PAGES:
        if name in AREAS:
            tabs = _tabs(name, site, can, path)
            # Whoever may open one page of an area sees that page's own name.
            name_of = str(label) if len(tabs) > 1 else ""
            entries += [
                Entry(tab.url, name_of or tab.label, any(one.current for one in tabs)) for tab in tabs[:1]
            ]
        elif needs in can:
            url = reverse(name, args=[site.code])
            entries.append(Entry(url, str(label), _is_within(name, url, path)))
    return entries


@register.simple_tag(takes_context=True)
def area_tabs(context: dict[str, Any], area: str) -> list[Entry]:
    """Return the pages of one area that the reader may open."""
    return _tabs(area, context["site"], context["can"], context["request"].path)


def _tabs(area: str, site: Site, can: frozenset[str], path: str) -> list[Entry]:
    pages = [
        (name, reverse(name, args=[site.code]), label) for name, needs, label in AREAS[area] if needs in can
    ]
    current = max((url for name, url, _ in pages if _is_within(name, url, path)), key=len, default="")
    return [Entry(url, str(label), url == current) for _, url, label in pages]


def _is_within(name: str, url: str, path: str) -> bool:
    """Tell whether a page belongs to an entry; announcing and the countdown belong to “Tonight”, the root."""
    if path.endswith("/counts/"):
        return name == "counts"
    if name == "tonight":
        return path == url or path.startswith((f"{url}batches/", f"{url}countdown/"))
    return path.startswith(url)


@register.filter
def site_name(site: Site) -> str:
    """Return the site's name in the reader's language."""
    english = (get_language() or "").startswith("en")
    return site.name_en if english and site.name_en else site.name


@register.filter
def site_time(moment: datetime | None, site: Site) -> str:
    """Show a moment as the clock on the site's wall, such as 21:05."""
    if moment is None:
        return ""
    return date_format(moment.astimezone(ZoneInfo(site.timezone)), "H:i")


@register.filter
def site_datetime(moment: datetime | None, site: Site) -> str:
    """Show a moment with its date on the site's calendar: 3-16 21:05."""
    if moment is None:
        return ""
    return date_format(moment.astimezone(ZoneInfo(site.timezone)), "n-j H:i")
