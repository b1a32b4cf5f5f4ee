"""How templates speak of articles: by which rule they are refused, who must not have them; and of sums."""

from collections.abc import Collection

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yizhan.provision.enums import Diet
from yizhan.provision.models import Article, Settlement
from yizhan.provision.order_rules import refused, ways
from yizhan.provision.words import without_words

register = template.Library()


@register.filter
def refused_words(article: Article) -> str:
    """Return why an article is not brought to rooms: "Alcohol"."""
    rule = refused().get(article.refused)
    return rule.name(_language()) if rule else article.refused


@register.filter
def instead_words(article: Article) -> str:
    """Return what can be had instead."""
    rule = refused().get(article.refused)
    return rule.what_instead(_language()) if rule else ""


@register.filter
def caution_words(article: Article, eaten: Collection[str]) -> list[str]:
    """Return what a party is told about an article: somebody of it must not have it."""
    return [_("not for: %(who)s") % {"who": _who(key)} for key in article.cautions if key in eaten]


@register.filter
def all_cautions(article: Article) -> list[str]:
    """Return everybody who must not have an article."""
    return [_("not for: %(who)s") % {"who": _who(key)} for key in article.cautions]


@register.filter
def way_words(settlement: Settlement) -> str:
    """Return how a sum was settled."""
    way = ways().get(settlement.way)
    return way.name(_language()) if way else settlement.way


def _who(key: str) -> str:
    return (
        str(Diet(key).label)
        if key in Diet.values
        else _("allergic: %(what)s") % {"what": without_words([key])}
    )


def _language() -> str:
    return get_language() or "zh"
