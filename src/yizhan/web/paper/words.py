"""How lists speak: floors, diets, times, reasons; in the reader's language."""

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yizhan.health.enums import CareKind
from yizhan.places.models import Floor, Site
from yizhan.stays.queries.muster import AGED, SMALL_CHILD


def language() -> Literal["zh", "en"]:
    """Return the reader's language as documents name it: "zh" or "en"."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def site_title(site: Site) -> str:
    """Return the site's name in the reader's language."""
    return site.name_en if language() == "en" and site.name_en else site.name


def headed(what: str, site: Site) -> str:
    """Return a heading of what is printed for a site."""
    return f"{what} · {site_title(site)}"


def floor_title(floor: Floor) -> str:
    """Return what people call a floor: "Floor 3" for a bare number, else its own name."""
    return _("Floor %(name)s") % {"name": floor.name} if floor.name.lstrip("-").isdigit() else floor.name


def clock(moment: datetime, site: Site) -> str:
    """Return the time on the site's wall: 21:05."""
    return f"{moment.astimezone(ZoneInfo(site.timezone)):%H:%M}"


def day(moment: datetime, site: Site) -> str:
    """Return the date on the site's calendar: 2022-03-17."""
    return f"{moment.astimezone(ZoneInfo(site.timezone)):%Y-%m-%d}"


def carried_words(reasons: tuple[str, ...]) -> str:
    """Return why somebody must be carried."""
    ages = {AGED: _("Aged"), SMALL_CHILD: _("Small child")}
    return _(", ").join(ages.get(reason) or str(CareKind(reason).label) for reason in reasons)
