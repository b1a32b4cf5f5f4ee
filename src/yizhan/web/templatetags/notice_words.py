"""Words of notices in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django import template
from django.utils.translation import get_language

from yizhan.notices.enums import DeliveryState, Way
from yizhan.notices.queries.following import Unread
from yizhan.notices.queries.texts import Texts
from yizhan.web.templatetags.course_words import span_words

register = template.Library()
register.filter("span_words", span_words)

LOOKS = {
    DeliveryState.WAITING: "is-info",
    DeliveryState.CLAIMED: "is-info",
    DeliveryState.HANDED: "is-ok",
    DeliveryState.FAILED: "is-bad",
    DeliveryState.CALLED_OFF: "",
}


@dataclass(frozen=True, slots=True)
class Unheard:
    """A notice, and those who are to be told it in person."""

    texts: Texts
    since: datetime
    people: tuple[Unread, ...]


@register.filter
def by_notice(unread: Sequence[Unread]) -> list[Unheard]:
    """Return who is to be told, notice by notice, those waiting longest first."""
    rows = sorted(unread, key=lambda one: (one.recipient.notice.written_at, one.recipient.notice_id.hex))
    together = [tuple(some) for _, some in groupby(rows, key=lambda one: one.recipient.notice_id)]
    return sorted(
        (Unheard(some[0].texts, min(one.since for one in some), some) for some in together),
        key=lambda one: one.since,
    )


@register.filter
def title_here(texts: Texts) -> str:
    """Return the title of a notice."""
    return texts.title(get_language() or "zh")


@register.filter
def text_here(texts: Texts) -> str:
    """Return what a notice says."""
    return texts.text(get_language() or "zh")


@register.filter
def is_foreign(texts: Texts) -> bool:
    """Tell whether a notice was not written in the reader's language."""
    return not texts.is_said_in(get_language() or "zh")


@register.filter
def delivery_look(state: str) -> str:
    """Return the class of a hand-over's chip."""
    return LOOKS[DeliveryState(state)]


@register.filter
def reaching(ways: Sequence[Way], by_way: Mapping[Way, int]) -> list[tuple[Way, int]]:
    """Return the ways that reach somebody, each with how many; none where no server is set up."""
    return [(way, by_way[way]) for way in ways if by_way.get(way)]


@register.filter
def in_tongue(words: Mapping[str, str]) -> str:
    """Return shipped words in the reader's language."""
    return words["zh" if (get_language() or "zh").startswith("zh") else "en"]
