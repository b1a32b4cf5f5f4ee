"""Words of the red button in the reader's language, and the way to it from any page."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.translation import get_language, gettext

from yizhan.core.actors import ActorKind
from yizhan.duty.emergency import RedFlag, Words, red_flags
from yizhan.duty.models import EmergencyEntry
from yizhan.duty.queries.emergencies import Emergency

register = template.Library()
NAME_A_SITE = ("/s/", "/f/", "/r/")


@register.simple_tag(takes_context=True)
def emergency_url(context: dict[str, Any], below: str = "emergency") -> str:
    """Return the red button's address; it carries the page it was tapped on where that names the site.

    Another page may hold a secret in its address, such as a one-time link.
    """
    request = context.get("request")
    page = (request.GET.get("next") or request.path) if request else ""
    return f"{reverse(below)}?from={quote(page)}" if page.startswith(NAME_A_SITE) else reverse(below)


@register.filter
def flag_name(flag: RedFlag) -> str:
    """Return what a red flag is called."""
    return flag.name(get_language() or "")


@register.filter
def lines(words: Words) -> tuple[str, ...]:
    """Return the lines in the reader's language."""
    return words.of(get_language() or "")


@register.filter
def flag_called(key: str) -> str:
    """Return what the red flag with this key is called; empty for none."""
    flag = red_flags().get(key)
    return flag_name(flag) if flag else ""


@register.filter
def who(entry: EmergencyEntry) -> str:
    """Return who wrote a line of the thread."""
    if entry.account:
        return entry.account.display_name
    return (
        gettext("A resident") if entry.by.startswith(ActorKind.PARTY) else gettext("Somebody not signed in")
    )


@register.filter
def first_of(emergency: Emergency, kind: str) -> datetime | None:
    """Return when something of a kind was first recorded in the thread."""
    return emergency.first(kind)


@register.filter
def names_of(emergency: Emergency, kind: str) -> str:
    """Return who did something of a kind."""
    return ", ".join(emergency.names(kind))
