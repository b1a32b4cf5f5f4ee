"""Words of notices in the reader's language."""

from collections.abc import Mapping

from django import template
from django.utils.translation import get_language

from yizhan.notices.enums import DeliveryState, Way
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


@register.filter
def title_here(texts: Texts) -> str:
    """Return the title of a notice."""
    return texts.title(get_language() or "zh")


@register.filter
def text_here(texts: Texts) -> str:
    """Return what a notice says."""
    return texts.text(get_language() or "zh")


@register.filter
def delivery_look(state: str) -> str:
    """Return the class of a hand-over's chip."""
    return LOOKS[DeliveryState(state)]


@register.filter
def reached(by_way: Mapping[Way, int], way: Way) -> int:
    """Return how many can be reached by a way; nobody where its server is not set up."""
    return by_way.get(way, 0)


@register.filter
def in_tongue(words: Mapping[str, str]) -> str:
    """Return shipped words in the reader's language."""
    return words["zh" if (get_language() or "zh").startswith("zh") else "en"]
